from django.urls import path

from daybook.web.staff.profile import views

urlpatterns = [
    path("settings/", views.home, name="settings"),
    path("settings/overview/", views.overview, name="settings-overview"),
    path("settings/profile/", views.profile, name="profile"),
]
