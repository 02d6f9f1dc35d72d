from django.urls import URLPattern, path

from daybook.web.staff.merging import views

urlpatterns: list[URLPattern] = [
    path("patients/duplicates/", views.duplicates, name="duplicates"),
    path("patients/<uuid:patient_id>/merge/", views.merging, name="merge"),
    path("patients/merges/<uuid:merge_id>/", views.undo, name="unmerge"),
]
