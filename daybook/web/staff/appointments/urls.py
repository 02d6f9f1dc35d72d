from django.urls import path

from daybook.web.staff.appointments import views

urlpatterns = [
    path("appointments/new/", views.new, name="appointment-new"),
    path("appointments/free/", views.free, name="appointment-free"),
    path("appointments/<uuid:appointment_id>/", views.show, name="appointment"),
    path("appointments/<uuid:appointment_id>/move/", views.move, name="appointment-move"),
    path("appointments/<uuid:appointment_id>/cancellation/", views.cancel, name="appointment-cancellation"),
    path("appointments/<uuid:appointment_id>/<slug:verb>/", views.mark, name="appointment-mark"),
]
