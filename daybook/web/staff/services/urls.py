from django.urls import path

from daybook.web.staff.services import views

urlpatterns = [
    path("settings/services/", views.index, name="services"),
    path("settings/services/new/", views.new, name="service-new"),
    path("settings/services/<uuid:service_id>/", views.change, name="service"),
    path("settings/services/<uuid:service_id>/retirement/", views.retire, name="service-retirement"),
    path("settings/services/<uuid:service_id>/return/", views.restore, name="service-return"),
    path("settings/services/<uuid:service_id>/place/", views.move, name="service-place"),
]
