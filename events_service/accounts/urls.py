"""Addresses of who may sign in, and of who belongs to an organization."""

from django.urls import path
from django.views.decorators.cache import never_cache

from events_service.accounts.middleware import desk_page
from events_service.accounts.views import account, inviting, people, setting_up, signing_in, site

# django-allauth finds its pages by name. Of what it could do there is what stands here; one page of ours may be several of its own.
sign_in = never_cache(signing_in.SignIn.as_view())

urlpatterns = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/", sign_in, name="account_request_login_code"),
    path("sign-in/", sign_in, name="account_signup"),
    path("sign-in/code/", never_cache(signing_in.EnterCode.as_view()), name="account_confirm_login_code"),
    path("sign-in/password/", signing_in.SignInByPassword.as_view(), name="sign_in_password"),
    path("sign-in/passkey/", never_cache(signing_in.SignInByPasskey.as_view()), name="mfa_login_webauthn"),
    path("sign-in/second-step/", never_cache(signing_in.SecondStep.as_view()), name="mfa_authenticate"),
    path("sign-in/through/<slug:provider_id>/", signing_in.by_institution, name="openid_connect_login"),
    path("sign-in/through/<slug:provider_id>/back/", signing_in.from_institution, name="openid_connect_callback"),
    path("sign-in/<token>/", signing_in.sign_in_link, name="sign_in_link"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("desk/account/", account.account, name="account"),
    path("desk/account/", account.account, name="mfa_index"),
    path("desk/account/password/", account.password, name="password"),
    path("desk/account/sessions/end/", account.end_sessions, name="end_sessions"),
    path("desk/account/passkeys/new/", desk_page(account.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("desk/account/passkeys/<int:pk>/", desk_page(account.NamePasskey.as_view()), name="passkey"),
    path("desk/account/passkeys/<int:pk>/remove/", desk_page(account.RemovePasskey.as_view()), name="passkey_remove"),
    path("desk/account/authenticator/", desk_page(account.AddAuthenticator.as_view()), name="mfa_activate_totp"),
    path("desk/account/authenticator/remove/", desk_page(account.RemoveAuthenticator.as_view()), name="mfa_deactivate_totp"),
    path("desk/account/recovery-codes/", desk_page(account.RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path("desk/account/recovery-codes/new/", desk_page(account.RenewRecoveryCodes.as_view()), name="recovery_codes_new"),
    path("desk/account/confirm/", desk_page(account.ConfirmByPassword.as_view()), name="account_reauthenticate"),
    path("desk/account/confirm/code/", desk_page(account.ConfirmByCode.as_view()), name="mfa_reauthenticate"),
    path("desk/account/confirm/passkey/", desk_page(account.ConfirmByPasskey.as_view()), name="mfa_reauthenticate_webauthn"),
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
