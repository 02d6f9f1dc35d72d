from django.urls import path

from daybook.web.staff.team import views

urlpatterns = [
    path("settings/team/", views.index, name="team"),
    path("settings/team/new/", views.new, name="invitation-new"),
    path("settings/team/invitations/<uuid:invitation_id>/again/", views.resend, name="invitation-again"),
    path(
        "settings/team/invitations/<uuid:invitation_id>/withdrawal/",
        views.withdraw,
        name="invitation-withdrawal",
    ),
    path("settings/team/<uuid:member_id>/", views.change, name="member"),
    path("settings/team/<uuid:member_id>/disabling/", views.disable, name="member-disabling"),
    path("settings/team/<uuid:member_id>/enabling/", views.enable, name="member-enabling"),
]
