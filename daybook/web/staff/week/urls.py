from django.urls import path

from daybook.web.staff.week import views

urlpatterns = [
    path("week/", views.week, name="week"),
    path("week/changes/", views.changes, name="week-changes"),
]
