"""Every address of the site. The language stands in front, the default one without a word."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import TemplateView

from events_service.events.views import pictures
from events_service.pages import about, activity, archive, desk, desk_event, desk_mail, event, feeds, home, person, report, series
from events_service.pages.sitemaps import SITEMAPS

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain", extra_context={"site_url": settings.SITE_URL}),
    ),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/v1/", include("events_service.api")),
    re_path(r"^pictures/(?P<key>[0-9a-f]{32})/(?P<width>[0-9]{1,5})\.(?P<kind>avif|webp)$", pictures.picture, name="picture"),
    path("", include("events_service.mail.urls")),
]
urlpatterns += i18n_patterns(
    path("", home.home, name="home"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("contact/", about.contact, name="contact"),
    path("archive/", archive.archive, name="archive"),
    re_path(r"^archive/feed\.(?P<kind>rss|atom)$", feeds.archive_feed, name="archive_feed"),
    re_path(r"^series/(?P<slug>[-a-zA-Z0-9_]+)/feed\.(?P<kind>rss|atom)$", feeds.series_feed, name="series_feed"),
    path("events/<slug:slug>/", event.event, name="event"),
    path("series/<slug:slug>/", series.series, name="series"),
    path("speakers/<slug:slug>/", person.person, name="person"),
    path("", include("events_service.accounts.urls")),
    path("", include("events_service.events.urls")),
    path("", include("registrations.urls")),
    path("", include("recordings.urls")),
    path("desk/", desk.index, name="desk"),
    path("desk/figures/", desk.figures, name="desk_figures"),
    path("desk/report/", report.report, name="report"),
    path("desk/report.csv", report.report_csv, name="report_csv"),
    path("desk/mail/leave/", desk_mail.let_it_leave, name="desk_mail_leave"),
    path("desk/events/<slug:slug>/", desk_event.event, name="desk_event"),
    path("desk/events/<slug:slug>/figures/", desk_event.figures, name="event_figures"),
    path("desk/events/<slug:slug>/activity/", activity.of_event, name="event_activity"),
    path("desk/organizations/<slug:slug>/activity/", activity.of_organization, name="activity"),
    prefix_default_language=False,
)
