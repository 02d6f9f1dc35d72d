"""Signing in and out, codes, passwords, one's own account. Of allauth's pages these and no others."""

from allauth.account import views as allauth
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path, reverse_lazy

from daybook.accounts import limits
from daybook.web.public.account import views
from daybook.web.public.account.doors import limited

_new_password = allauth.CompletePasswordResetView.as_view(success_url=reverse_lazy("account_login"))

# The names are allauth's where it looks its own pages up.
urlpatterns = [
    path("sign-in/", limited(limits.SIGN_IN)(allauth.login), name="account_login"),
    path("sign-in/code/", limited(limits.CODE)(second_factor.authenticate), name="mfa_authenticate"),
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
    path("account/second-factor/on/", views.SwitchOn.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/off/", views.SwitchOff.as_view(), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/sessions/end/", views.end_others, name="account-end-others"),
    path("account/sessions/<slug:handle>/end/", views.end_one, name="account-end-one"),
    path("account/held-on-me.json", views.held, name="account-held"),
]
