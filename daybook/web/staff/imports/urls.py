from django.urls import path

from daybook.web.staff.imports import views

urlpatterns = [
    path("settings/imports/", views.index, name="imports"),
    path("settings/imports/<uuid:batch_id>/undoing/", views.undo, name="import-undo"),
]
