from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "daybook.merging"
