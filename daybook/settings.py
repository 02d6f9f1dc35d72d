"""Django's settings, derived from the one checked table in `config.py`. Nothing else reads the environment."""

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from daybook.config import load

DAYBOOK = load(os.environ)
BASE = Path(__file__).resolve().parent
PRODUCTION = DAYBOOK.env == "production"
DEBUG = False  # Django's debug pages would show patients' data; development has its own pages under /dev/.
DEVELOPMENT = DAYBOOK.env != "production"

SECRET_KEY = DAYBOOK.secret_key
ALLOWED_HOSTS = list(DAYBOOK.allowed_hosts)
ROOT_URLCONF = "daybook.urls"
WSGI_APPLICATION = "daybook.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "daybook.tenancy",
    "daybook.audit",
    "daybook.accounts",
    "daybook.clinics",
    "daybook.patients",
    "daybook.scheduling",
    "daybook.billing",
    "daybook.messaging",
    "daybook.booking",
    "daybook.records",
    "daybook.merging",
    "daybook.operations",
    "daybook.web",
]

MIDDLEWARE = [
    "daybook.web.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "daybook.web.middleware.SmallerMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "daybook.web.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "daybook.web.papers.NoPaperMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django.templatetags.static", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "daybook.web.context.brand",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# "django.forms" comes last so that our templates/django/forms win.
INSTALLED_APPS += ["django.forms"]


def _database() -> dict[str, Any]:
    """The only alias. Which role it connects as is decided by DAYBOOK_DATABASE_ROLE before the process starts."""
    url = DAYBOOK.connect
    if url is None:
        return {"ENGINE": "daybook.tenancy.postgresql", "NAME": "daybook"}
    # Values travel beside the statement, and a statement that a connection sees often is planned once.
    options: dict[str, Any] = {**url.options, "server_side_binding": True, "prepare_threshold": 5}
    if DAYBOOK.env != "test":
        # A connection per thread that can block, one to spare; the pool opens them as they are needed.
        options["pool"] = {"min_size": 1, "max_size": DAYBOOK.web_threads + 1, "timeout": 10}
    return {
        "ENGINE": "daybook.tenancy.postgresql",
        "NAME": url.name,
        "USER": url.user,
        "PASSWORD": url.password,
        "HOST": url.host,
        "PORT": str(url.port),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Nothing is cached here: what several processes must agree on is in the database (see accounts/limits.py).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# Who signs in, and how.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["daybook.accounts.hashers.Argon2idHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
    {"NAME": "daybook.accounts.passwords.LengthValidator"},
    {"NAME": "daybook.accounts.passwords.StolenPasswordValidator"},
]
SESSION_ENGINE = "daybook.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 3600  # a clinic's working day; then one signs in again
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = SESSION_COOKIE_AGE
CSRF_FAILURE_VIEW = "daybook.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/clinics/"

# What every answer carries. The rest is in web/middleware.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if DAYBOOK.proxy_count:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Language, time.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("hi", _("Hindi")), ("te", _("Telugu")), ("ta", _("Tamil"))]
LOCALE_PATHS = [BASE / "locale"]

# Files that browsers fetch.
STATIC_URL = "/static/"
STATIC_ROOT = DAYBOOK.data_dir / "static"
# First what is put together for slow lines, then the files as they were written.
STATICFILES_FINDERS = [
    "daybook.web.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATICFILES_DIRS = [BASE / "web" / "static"]
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DAYBOOK.env == "development"
STORAGES = {
    "staticfiles": {
        "BACKEND": "daybook.web.storage.HashedStaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = ["daybook.web.uploads.KeptInMemory"]

# Jobs and mail.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
EMAIL_BACKEND = "daybook.messaging.mailer.OutboxBackend"
DEFAULT_FROM_EMAIL = DAYBOOK.mail_from

# allauth: pages are ours (web/templates/account), its flows and limits are kept.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/account/"
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = False  # ours count exactly: accounts/limits.py
ACCOUNT_FORMS = {
    "login": "daybook.web.public.account.forms.SignInForm",
    "signup": "daybook.web.public.signup.forms.SignUpForm",
    "confirm_email_verification_code": "daybook.web.public.account.forms.EmailCodeForm",
    "reset_password": "daybook.web.public.account.forms.ResetForm",
    "confirm_password_reset_code": "daybook.web.public.account.forms.ResetCodeForm",
    "reset_password_from_key": "daybook.web.public.account.forms.NewPasswordForm",
    "change_password": "daybook.web.public.account.forms.ChangePasswordForm",
    "reauthenticate": "daybook.web.public.account.forms.PasswordAgainForm",
    "add_email": "daybook.web.public.account.forms.NewEmailForm",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ALLAUTH_TRUSTED_PROXY_COUNT = DAYBOOK.proxy_count
MFA_ADAPTER = "daybook.accounts.adapters.MfaAdapter"
ACCOUNT_ADAPTER = "daybook.accounts.adapters.AccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "daybook.web.public.account.second_factor_forms.SecondFactorForm",
    "authenticate_webauthn": "daybook.web.public.account.passkey_forms.ShowPasskeyForm",
    "reauthenticate": "daybook.web.public.account.second_factor_forms.SecondFactorAgainForm",
    "activate_totp": "daybook.web.public.account.second_factor_forms.SwitchOnForm",
}

LOGGING_CONFIG = None  # daybook.lib.logs sets up structured logs with an allow-list of fields
