from django.urls import path

from daybook.web.public.clinics import views

urlpatterns = [
    path("", views.front, name="front"),
    path("clinics/", views.clinics, name="clinics"),
    path("clinics/menu/", views.menu, name="clinics-menu"),
]
