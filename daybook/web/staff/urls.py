"""Pages of a clinic's staff, all under /c/<slug>/."""

from django.urls import include, path

urlpatterns = [
    path("", include("daybook.web.staff.day.urls")),
    path("", include("daybook.web.staff.start.urls")),
    path("", include("daybook.web.staff.week.urls")),
    path("", include("daybook.web.staff.month.urls")),
    path("", include("daybook.web.staff.mine.urls")),
    path("", include("daybook.web.staff.appointments.urls")),
    path("", include("daybook.web.staff.queue.urls")),
    path("", include("daybook.web.staff.patients.urls")),
    path("", include("daybook.web.staff.merging.urls")),
    path("", include("daybook.web.staff.visits.urls")),
    path("", include("daybook.web.staff.bills.urls")),
    path("", include("daybook.web.staff.reports.urls")),
    path("", include("daybook.web.staff.team.urls")),
    path("", include("daybook.web.staff.credentials.urls")),
    path("", include("daybook.web.staff.profile.urls")),
    path("", include("daybook.web.staff.branches.urls")),
    path("", include("daybook.web.staff.rooms.urls")),
    path("", include("daybook.web.staff.services.urls")),
    path("", include("daybook.web.staff.practitioners.urls")),
    path("", include("daybook.web.staff.hours.urls")),
    path("", include("daybook.web.staff.holidays.urls")),
    path("", include("daybook.web.staff.messages.urls")),
    path("", include("daybook.web.staff.consents.urls")),
    path("", include("daybook.web.staff.imports.urls")),
    path("", include("daybook.web.staff.lists.urls")),
    path("", include("daybook.web.staff.trail.urls")),
]
