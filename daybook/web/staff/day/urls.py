from django.urls import path

from daybook.web.staff.day import views

urlpatterns = [
    path("", views.home, name="clinic"),
    path("day/", views.day, name="day"),
    path("day/changes/", views.changes, name="day-changes"),
]
