from django.urls import path

from daybook.web.staff.mine import views

urlpatterns = [
    path("my-day/", views.my_day, name="my-day"),
    path("my-day/changes/", views.changes, name="my-day-changes"),
]
