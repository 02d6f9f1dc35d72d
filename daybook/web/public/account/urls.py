"""Signing in and out, codes, passwords, one's own account. Of allauth's pages these and no others."""

from allauth.account import views as allauth
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path, reverse_lazy

from daybook.accounts import limits
from daybook.web.public.account import passkey_views, views
from daybook.web.public.account.doors import limited
from daybook.web.public.account.not_me import not_me

_new_password = allauth.CompletePasswordResetView.as_view(success_url=reverse_lazy("account_login"))

# The names are allauth's where it looks its own pages up.
urlpatterns = [
    path("sign-in/", limited(limits.SIGN_IN)(allauth.login), name="account_login"),
    path(
        "sign-in/code/", limited(limits.CODE)(passkey_views.SecondFactor.as_view()), name="mfa_authenticate"
    ),
    path("sign-in/passkey/", limited(limits.SIGN_IN)(passkey_views.sign_in), name="mfa_login_webauthn"),
    path("sign-in/passkey/options/", limited(limits.SIGN_IN)(passkey_views.options), name="passkey-options"),
    path("sign-in/inactive/", allauth.account_inactive, name="account_inactive"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("code/", limited(limits.CODE)(views.EnterCode.as_view()), name="account_email_verification_sent"),
    path("password/", limited(limits.RESET)(allauth.password_reset), name="account_reset_password"),
    path(
        "password/code/",
        limited(limits.CODE)(allauth.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("password/new/", limited(limits.CODE)(_new_password), name="account_complete_password_reset"),
    path("account/", views.overview, name="account"),
    path("account/", views.overview, name="mfa_index"),
    path("account/email/", limited(limits.CODE)(views.ChangeEmail.as_view()), name="account_email"),
    path(
        "account/password/", limited(limits.SIGN_IN)(allauth.password_change), name="account_change_password"
    ),
    path("account/again/", limited(limits.SIGN_IN)(allauth.reauthenticate), name="account_reauthenticate"),
    path(
        "account/again/code/", limited(limits.CODE)(second_factor.reauthenticate), name="mfa_reauthenticate"
    ),
    path(
        "account/again/passkey/",
        limited(limits.SIGN_IN)(passkey_views.Again.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/", passkey_views.index, name="passkeys"),
    path("account/passkeys/new/", passkey_views.Add.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:number>/", passkey_views.rename, name="passkey"),
    path("account/passkeys/<int:number>/removal/", passkey_views.remove, name="passkey-removal"),
    path("account/second-factor/on/", views.SwitchOn.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/off/", views.SwitchOff.as_view(), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/sessions/end/", views.end_others, name="account-end-others"),
    path("account/sessions/<slug:handle>/end/", views.end_one, name="account-end-one"),
    path("account/held-on-me/", views.held_page, name="account-held-page"),
    path("account/held-on-me.json", views.held, name="account-held"),
    path("not-me/<str:token>/", limited(limits.RESET)(not_me), name="not-me"),
]
