"""Addresses of who may sign in, and of who belongs to an organization."""

from django.urls import path

from events_service.accounts.views import inviting, people, setting_up, signing_in, site

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/<token>/", signing_in.sign_in_link, name="sign_in_link"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("setup/", setting_up.setup, name="setup"),
    path("invitation/<token>/", inviting.invitation, name="invitation"),
    path("organizations/<slug:slug>/logo.png", setting_up.logo, name="logo"),
    path("desk/site/", site.site_page, name="site"),
    path("desk/organizations/", people.organizations, name="organizations"),
    path("desk/organizations/<slug:slug>/people/", people.people_list, name="people"),
    path("desk/organizations/<slug:slug>/people/leave/", people.leave, name="people_leave"),
    path("desk/organizations/<slug:slug>/people/<int:number>/", people.person, name="person"),
    path("desk/organizations/<slug:slug>/invitations/<slug:key>/again/", people.invitation_again, name="invitation_again"),
    path("desk/organizations/<slug:slug>/invitations/<slug:key>/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
]
