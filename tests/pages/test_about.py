"""Privacy, accessibility, contact: what holds here, as it is set."""

import pytest

from tests import factories

PAGES = ("/privacy/", "/accessibility/", "/contact/")


def words_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("path", PAGES)
def test_anybody_reads_them_without_a_cookie(client, webinar, path, language):
    answer = client.get(language + path)

    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("path", PAGES)
def test_before_the_site_is_set_up_there_are_none(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/archive/", "/privacy/", "/sign-in/", "/nothing/"])
def test_every_page_leads_there(client, webinar, path):
    page = client.get(path).content.decode()

    assert [one for one in PAGES if f'href="{one}"' not in page] == []


def test_the_desk_leads_there_too(client, organizer):
    client.force_login(organizer)

    assert [one for one in PAGES if f'href="{one}"' not in words_of(client, "/desk/")] == []


def test_they_name_who_hosts_in_public_and_nobody_else(client, webinar):
    factories.OrganizationFactory(name="Hosts Nothing", slug="hosts-nothing", reply_to="nothing@nothing.example")
    factories.EventFactory(host=factories.OrganizationFactory(name="Only Drafts", slug="only-drafts"), published_at=None)
    factories.EventFactory(host=factories.OrganizationFactory(name="Only Unlisted", slug="only-unlisted"), unlisted=True)

    for path in ("/privacy/", "/contact/"):
        page = words_of(client, path)
        assert "Valley Institute" in page
        assert [name for name in ("Hosts Nothing", "Only Drafts", "Only Unlisted") if name in page] == []
    assert "mailto:hello@valley.example" in words_of(client, "/contact/")


@pytest.mark.parametrize(
    ("backend", "host", "named"),
    [
        ("anymail.backends.postmark.EmailBackend", "", "leaves through Postmark, which gets your name"),
        ("django.core.mail.backends.smtp.EmailBackend", "email-smtp.eu-west-1.amazonaws.com", "leaves through Amazon SES, which"),
        ("django.core.mail.backends.smtp.EmailBackend", "Mail7.internal.example", "leaves through a mail server, which"),
        ("events_service.mail.adapters.EmlFolder", "localhost", "leaves through a mail server, which"),
    ],
)
def test_privacy_names_the_mail_service_and_no_server_of_ones_own(client, webinar, settings, backend, host, named):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = backend, host

    page = words_of(client, "/privacy/")

    assert named in page
    assert "internal" not in page.lower()


def test_privacy_says_the_numbers_that_the_code_has(client, webinar, settings):
    settings.SESSION_COOKIE_AGE = 3 * 24 * 3600

    page = words_of(client, "/privacy/")

    assert "one says for 3 days who you are" in page
    assert "erased after 15 minutes" in page
    assert "erased 30 days after the event" in page
    assert "erased by itself 180 days after the event ends" in page


def test_privacy_names_each_hosts_time_where_they_differ(client, webinar):
    factories.EventFactory(host=factories.OrganizationFactory(name="Partner", slug="partner", retention_days=30))

    page = words_of(client, "/privacy/")

    assert "the shortest time counts: Partner 30 days, Valley Institute 180 days." in page


def test_what_the_owners_add_stands_there_and_cannot_run(client, site, webinar):
    site.privacy_en = "**Valley Institute** is responsible.<script>alert(1)</script>\n\n[x](javascript:alert(1))"
    site.accessibility_en, site.about_en = "No captions before 2030.", "12 Valley Road"
    site.save()

    page = words_of(client, "/privacy/")

    assert "<strong>Valley Institute</strong> is responsible." in page
    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert "No captions before 2030." in words_of(client, "/accessibility/")
    assert "12 Valley Road" in words_of(client, "/contact/")
    assert '<div class="prose" lang="en">' in words_of(client, "/es/privacy/")


def test_of_barriers_one_tells_whoever_is_named_for_it(client, site, webinar):
    assert "mailto:events@valley.example" in words_of(client, "/accessibility/")

    site.barriers_to = "access@valley.example"
    site.save()

    assert "mailto:access@valley.example" in words_of(client, "/accessibility/")


@pytest.mark.parametrize("path", PAGES)
def test_they_need_as_many_questions_for_many_hosts(client, webinar, path, django_assert_num_queries):
    with django_assert_num_queries(3 - (path == "/accessibility/")):
        client.get(path)
    for number in range(5):
        factories.EventFactory(host=factories.OrganizationFactory(name=f"Host {number}", slug=f"host-{number}"))

    with django_assert_num_queries(3 - (path == "/accessibility/")):
        client.get(path)
