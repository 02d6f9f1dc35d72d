"""Form widgets that HTML lacks or that Django leaves plain."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict


class DateInput(forms.DateInput):
    """The browser's own date field, which always speaks ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time field, in steps of five minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 300, **(attrs or {})}, format="%H:%M")


class PhoneInput(forms.TextInput):
    """Opens the number keys on a phone; takes a number however it is written."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "tel", "maxlength": 32, "autocomplete": "off", **(attrs or {})})


class Choices(forms.RadioSelect):
    """Radio buttons in a list; `across` sets them side by side."""

    def __init__(self, *, across: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attrs["class"] = "choices across" if across else "choices"


class Segments(forms.RadioSelect):
    """Radio buttons that look like a row of buttons, for two to five short words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attrs["class"] = "segments"


class CheckList(forms.CheckboxSelectMultiple):
    """Check boxes in a list; `across` sets them side by side."""

    def __init__(self, *, across: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attrs["class"] = "choices across" if across else "choices"


class Swatches(forms.RadioSelect):
    """Colours to choose from; the choices are the names of the tints in tokens.css."""

    template_name = "django/forms/widgets/swatches.html"


class Picker(forms.Widget):
    """A search field that yields the id of what was chosen, such as a patient.

    `label_of` gives the words for an id that the form already has. Without scripts the field is a plain search
    that asks the server (name `<field>_words`), and the form's view shows what it found.
    """

    template_name = "django/forms/widgets/picker.html"

    def __init__(
        self, *, search_url: str = "", label: str = "", placeholder: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.search_url = search_url
        self.label = label
        self.placeholder = placeholder

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "search_url": self.search_url,
            "label": self.label if value else "",
            "placeholder": self.placeholder,
            "words": self.words,
        }
        return context

    words = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        self.words = str(data.get(f"{name}_words", ""))[:80]
        self.label = self.label or str(data.get(f"{name}_label", ""))[:120]
        return data.get(name)
