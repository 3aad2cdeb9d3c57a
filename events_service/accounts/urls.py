"""Addresses of who may sign in."""

from django.urls import path

from events_service.accounts.views import setting_up, signing_in

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/<token>/", signing_in.sign_in_link, name="sign_in_link"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("setup/", setting_up.setup, name="setup"),
    path("organizations/<slug:slug>/logo.png", setting_up.logo, name="logo"),
]
