from django.urls import path

from daybook.web.staff.consents import views

urlpatterns = [
    path("patients/<uuid:patient_id>/consents/", views.give, name="consents"),
    path(
        "patients/<uuid:patient_id>/consents/<str:purpose>/withdrawal/",
        views.withdraw,
        name="consent-withdrawal",
    ),
]
