from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "daybook.clinics"
