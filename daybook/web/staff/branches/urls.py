from django.urls import path

from daybook.web.staff.branches import views

urlpatterns = [
    path("settings/branches/", views.index, name="branches"),
    path("settings/branches/new/", views.new, name="branch-new"),
    path("settings/branches/<uuid:branch_id>/", views.change, name="branch"),
    path("settings/branches/<uuid:branch_id>/closing/", views.close, name="branch-closing"),
    path("settings/branches/<uuid:branch_id>/reopening/", views.reopen, name="branch-reopening"),
    path("settings/branches/<uuid:branch_id>/place/", views.move, name="branch-place"),
]
