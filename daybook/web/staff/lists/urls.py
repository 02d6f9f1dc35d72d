from django.urls import path

from daybook.web.staff.lists import asking, views

urlpatterns = [
    path("settings/imports/list/", views.new, name="list-new"),
    path("settings/imports/list/<uuid:list_id>/", views.show, name="list"),
    path("settings/imports/list/<uuid:list_id>/columns/", asking.columns, name="list-columns"),
    path("settings/imports/list/<uuid:list_id>/reading/", asking.reading, name="list-reading"),
    path("settings/imports/list/<uuid:list_id>/dates/", asking.dates, name="list-dates"),
    path("settings/imports/list/<uuid:list_id>/choice/", asking.choice, name="list-choice"),
    path("settings/imports/list/<uuid:list_id>/start/", asking.begin, name="list-start"),
    path("settings/imports/list/<uuid:list_id>/removal/", asking.removal, name="list-removal"),
    path("settings/imports/list/<uuid:list_id>/left-out.csv", views.left_out, name="list-left-out"),
]
