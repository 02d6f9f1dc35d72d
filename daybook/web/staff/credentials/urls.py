from django.urls import path

from daybook.web.staff.credentials import views

urlpatterns = [
    path("settings/credentials/", views.index, name="credentials"),
    path("settings/credentials/second-factor/", views.second_factor, name="credentials-second-factor"),
    path("settings/credentials/<uuid:member_id>/", views.member, name="credentials-member"),
    path(
        "settings/credentials/<uuid:member_id>/password/", views.new_password, name="credentials-new-password"
    ),
    path("settings/credentials/<uuid:member_id>/sign-out/", views.sign_out, name="credentials-sign-out"),
]
