"""Every address of Daybook. Clinic pages live under /c/<slug>/, on one host."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("daybook.web.health")),
    path("", include("daybook.web.public.signup.urls")),
    path("", include("daybook.web.public.clinics.urls")),
    path("", include("daybook.web.public.account.urls")),
    path("", include("daybook.web.public.join.urls")),
    path("c/<slug:slug>/", include("daybook.web.staff.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("dev/", include("daybook.web.dev.urls")))

handler400 = "daybook.web.errors.bad_request"
handler403 = "daybook.web.errors.forbidden"
handler404 = "daybook.web.errors.not_found"
handler500 = "daybook.web.errors.server_error"
