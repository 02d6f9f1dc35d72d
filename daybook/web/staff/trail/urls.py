from django.urls import URLPattern, path

from daybook.web.staff.trail import views

urlpatterns: list[URLPattern] = [
    path("trail/", views.index, name="trail"),
    path("trail/verification/", views.verification, name="trail-verification"),
]
