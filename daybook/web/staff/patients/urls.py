from django.urls import URLPattern, path

from daybook.web.staff.patients import views

urlpatterns: list[URLPattern] = [
    path("patients/", views.index, name="patients"),
    path("patients/search/", views.search, name="patient-search"),
    path("patients/new/", views.new, name="patient-new"),
    path("patients/<uuid:patient_id>/", views.show_file, name="patient"),
    path("patients/<uuid:patient_id>/edit/", views.edit, name="patient-edit"),
]
