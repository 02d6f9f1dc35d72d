from django.apps import AppConfig
from django.forms import ChoiceField, MultipleChoiceField
from django.utils.translation import gettext_lazy as _

NOT_IN_LIST = _("What was sent is not in this list, or not any more. Choose again.")


class WebConfig(AppConfig):
    name = "daybook.web"

    def ready(self) -> None:
        # Django's words repeat what was sent, which from a list of ours is a bare id. Here for every form there is and
        # every one to come; fields read these words when they are made, and no form has been imported yet.
        for field in (ChoiceField, MultipleChoiceField):
            field.default_error_messages = {**field.default_error_messages, "invalid_choice": NOT_IN_LIST}
