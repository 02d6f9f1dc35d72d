from django.urls import path

from daybook.web.staff.holidays import views

urlpatterns = [
    path("settings/holidays/", views.index, name="holidays"),
    path("settings/holidays/new/", views.new, name="holiday-new"),
    path("settings/holidays/<uuid:holiday_id>/removal/", views.remove, name="holiday-removal"),
]
