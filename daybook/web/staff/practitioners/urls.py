from django.urls import path

from daybook.web.staff.practitioners import views

urlpatterns = [
    path("settings/practitioners/", views.index, name="practitioners"),
    path("settings/practitioners/new/", views.new, name="practitioner-new"),
    path("settings/practitioners/<uuid:practitioner_id>/", views.change, name="practitioner"),
    path(
        "settings/practitioners/<uuid:practitioner_id>/departure/",
        views.leave,
        name="practitioner-departure",
    ),
    path(
        "settings/practitioners/<uuid:practitioner_id>/return/",
        views.come_back,
        name="practitioner-return",
    ),
    path(
        "settings/practitioners/<uuid:practitioner_id>/place/",
        views.move,
        name="practitioner-place",
    ),
]
