"""The first hour of a clinic."""

from django.urls import path

from daybook.web.staff.start import views

urlpatterns = [
    path("start/", views.index, name="start"),
    path("start/services/", views.services, name="start-services"),
    path("start/practitioner/", views.practitioner, name="start-practitioner"),
    path("start/sample/", views.sample, name="start-sample"),
    path("start/sample/removal/", views.remove, name="start-sample-removal"),
]
