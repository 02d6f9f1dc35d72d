from django.urls import path

from daybook.web.staff.hours import views

urlpatterns = [
    path("settings/hours/", views.own, name="own-hours"),
    path("settings/hours/<uuid:practitioner_id>/", views.hours, name="hours"),
    path("settings/hours/<uuid:practitioner_id>/leave/", views.new_leave, name="leave-new"),
    path("settings/hours/<uuid:practitioner_id>/<uuid:branch_id>/", views.hours_at, name="hours-at"),
    path("settings/hours/leave/<uuid:leave_id>/removal/", views.drop_leave, name="leave-removal"),
]
