from django.urls import path

from daybook.web.staff.day import views
from daybook.web.staff.day.sheet import sheet

urlpatterns = [
    path("", views.home, name="clinic"),
    path("day/", views.day, name="day"),
    path("day/sheet/", sheet, name="day-sheet"),
    path("day/changes/", views.changes, name="day-changes"),
]
