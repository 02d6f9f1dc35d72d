"""What reception asks a patient, in the order in which it asks."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Profile
from daybook.lib.phones import format_phone, parse_phone
from daybook.patients.actions.give_consent import Agreed
from daybook.patients.birth_input import parse_birth
from daybook.patients.births import Birth
from daybook.patients.details import MOST_WARNING, PLAIN, Details
from daybook.patients.models import Consent, Patient, Sex
from daybook.patients.queries import details_of, patient_by_id
from daybook.web.staff.consents.forms import words_of
from daybook.web.staff.patients.fields import LANGUAGES, ReadField, long, phone_field, short
from daybook.web.staff.patients.merging import MergingForm
from daybook.web.staff.patients.shown import kept_numbers, texts
from daybook.web.widgets import Segments

# The words beside the ticks; in another language they are asked for on the file.
CONSENT_LANGUAGE = "en"


class PatientForm(MergingForm):
    """A new file, or with `row` and `told` (what the file says now) a change of one."""

    called: ClassVar = {"phones": "phone"}
    together: ClassVar = frozenset({"phone", "second_phone", "phoneless"})

    name = short(_("Name"), 120, attrs={"autocapitalize": "words", "spellcheck": "false"})
    phone = phone_field(_("Phone"))
    phoneless = forms.BooleanField(label=_("Has no phone"), required=False)
    birth = ReadField(
        label=_("Birth date or age"),
        max_length=40,
        required=False,
        help_text=_("12.02.2006, or 45, or 8 months"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "num"}),
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, widget=Segments, required=False
    )
    second_phone = phone_field(_("Second phone"))
    address = long(_("Address"), 500)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    guardian_name = short(_("Guardian"), 120, required=False)
    guardian_relation = short(_("Relation"), 40, required=False, attrs={"list": "relations"})
    guardian_phone = phone_field(_("Guardian's phone"))
    emergency_name = short(_("Emergency contact"), 120, required=False)
    emergency_phone = phone_field(_("Emergency phone"))
    allergies = long(
        _("Allergies"),
        MOST_WARNING,
        help_text=_("Each on a line: what, and what it does. Asked, and none? Write “No known allergies”."),
    )
    alerts = long(
        _("Alerts"), MOST_WARNING, help_text=_("What everybody has to know before the visit begins.")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        clinic: Profile,
        today: date,
        row: Patient | None = None,
        told: Details | None = None,
        initial: dict[str, Any] | None = None,
        warnings: bool = True,
    ) -> None:
        """`warnings` False: allergies and alerts are neither shown nor asked."""
        self.clinic, self.told = clinic, told
        super().__init__(data, row=row, initial=texts(told, clinic) if told else initial)
        self._read_phones(clinic)
        self._reads("birth", lambda text: parse_birth(text, today))
        self._keep_language(told.language if told else "")
        self.ask_consent = row is None
        if self.ask_consent:
            for purpose in Consent.Purpose.values:
                words = words_of(purpose, CONSENT_LANGUAGE)
                self.fields[f"agree_{purpose}"] = forms.BooleanField(label=words, required=False)
        if not warnings or (told is not None and told.allergies is None):
            del self.fields["allergies"], self.fields["alerts"]
        if not self.is_bound and row is None:
            self._focus_first_empty()
        for name, field in self.fields.items():
            field.show_hidden_initial = row is not None and name != "version"

    def _read_phones(self, clinic: Profile) -> None:
        kept = kept_numbers(self.told, clinic)
        for name in ("phone", "second_phone", "guardian_phone", "emergency_phone"):
            self._reads(name, lambda text: kept.get(text) or parse_phone(text, clinic.country))

    def _focus_first_empty(self) -> None:
        for name in ("name", "phone", "birth"):
            if not self[name].value():
                self.fields[name].widget.attrs["autofocus"] = True
                return

    def _reads(self, name: str, read: Callable[[str], Any]) -> None:
        field: Any = self.fields[name]
        field.read = read

    def _keep_language(self, code: str) -> None:
        """A language that an import brought and the list lacks stays what it is."""
        field: Any = self.fields["language"]
        if code not in dict(LANGUAGES):
            field.choices = [*LANGUAGES, (code, code)]

    def more_is_filled(self) -> bool:
        """Something is asked or wrong beyond what is always in sight."""
        shown = {"name", "phone", "phoneless", "birth", "sex", "id"}
        hidden = self.fields.keys() - shown
        return any(self[name].value() for name in hidden) or bool(hidden & self.errors.keys())

    def details(self) -> Details:
        typed = self.cleaned_data
        phones = [typed["phone"], typed["second_phone"], *(self.told.phones[2:] if self.told else ())]
        plain = {name: typed[name] or "" for name in PLAIN} | {"sex": typed["sex"] or Sex.UNKNOWN}
        return Details(
            phones=tuple(phone for phone in phones if phone),
            birth=typed["birth"],
            allergies=typed.get("allergies"),
            alerts=typed.get("alerts"),
            **plain,
        )

    @property
    def ticks(self) -> list[Any]:
        """What a new patient may agree to."""
        return [self[f"agree_{each}"] for each in Consent.Purpose.values] if self.ask_consent else []

    def agreed(self) -> Agreed | None:
        """What was ticked."""
        typed = self.cleaned_data
        purposes = tuple(each for each in Consent.Purpose.values if typed.get(f"agree_{each}"))
        return Agreed(purposes, CONSENT_LANGUAGE) if purposes else None

    def now(self) -> dict[str, Any]:
        row = patient_by_id(self.row.pk) if self.row else None
        return texts(details_of(row, warnings="alerts" in self.fields), self.clinic) if row else {}

    def words(self, name: str, field: forms.Field | None, value: Any) -> str:
        if isinstance(value, Birth):
            return value.words()
        if isinstance(value, tuple):
            value = [format_phone(number, self.clinic.country) for number in value]
        if name.endswith("_phone") and value:
            value = format_phone(value, self.clinic.country)
        return super().words(name, field, value)
