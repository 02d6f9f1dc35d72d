"""What reception asks a patient, in the order in which it asks."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Profile
from daybook.lib.phones import format_phone, parse_phone
from daybook.lib.refused import BadInput
from daybook.patients.birth_input import parse_birth
from daybook.patients.births import Birth
from daybook.patients.details import MOST_WARNING, PLAIN, Details
from daybook.patients.models import Patient, Sex
from daybook.patients.queries import details_of, patient_by_id
from daybook.tenancy.versions import StaleSave
from daybook.web.saving import RowForm
from daybook.web.widgets import PhoneInput, Segments

# What is spoken in Indian clinics, each in its own script (ISO 639-1).
LANGUAGES = (
    ("", _("Not recorded")),
    ("te", "తెలుగు"),
    ("hi", "हिन्दी"),
    ("en", "English"),
    ("ur", "اردو"),
    ("ta", "தமிழ்"),
    ("kn", "ಕನ್ನಡ"),
    ("ml", "മലയാളം"),
    ("mr", "मराठी"),
    ("bn", "বাংলা"),
    ("gu", "ગુજરાતી"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("or", "ଓଡ଼ିଆ"),
)


_PHONES = frozenset({"phone", "second_phone", "phoneless"})


class ReadField(forms.CharField):
    """Text that a function of ours turns into a value, or refuses in words."""

    read: Callable[[str], Any]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.read(text) if text else None
        except BadInput as bad:
            raise forms.ValidationError(str(bad.message), code=bad.code) from None


def phone_field(label: Any, **kwargs: Any) -> ReadField:
    return ReadField(label=label, max_length=40, required=False, widget=PhoneInput, **kwargs)


def short(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **kwargs.pop("attrs", {})})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


def long(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **kwargs)


class PatientForm(RowForm):
    """`touched`: what this person changed. When somebody else saved meanwhile only that is put beside theirs."""

    called: ClassVar = {"phones": "phone"}
    stale = False

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
    allergies = long(_("Allergies"), MOST_WARNING)
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
        """`told`: what the file says now. `warnings` False: allergies and alerts are neither shown nor asked."""
        self.clinic, self.told, self.taken_over = clinic, told, list[Any]()
        super().__init__(data, row=row, initial=initial if told is None else texts(told, clinic))
        kept = _kept_numbers(told, clinic)
        for name in ("phone", "second_phone", "guardian_phone", "emergency_phone"):
            self._reads(name, lambda text: kept.get(text) or parse_phone(text, clinic.country))
        self._reads("birth", lambda text: parse_birth(text, today))
        self._keep_language(told.language if told else "")
        if not warnings or (told is not None and told.allergies is None):
            del self.fields["allergies"], self.fields["alerts"]
        empty = [name for name in ("name", "phone", "birth") if not self[name].value()]
        if data is None and row is None and empty:
            self.fields[empty[0]].widget.attrs["autofocus"] = True
        for name, field in self.fields.items():
            field.show_hidden_initial = row is not None and name != "version"

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

    def _show(self, stale: StaleSave) -> None:
        """Where this person typed nothing the form takes over what was saved; where both did, both are shown."""
        mine, before = set(self.changed_data), self.data
        if mine & _PHONES:
            mine |= _PHONES
        super()._show(stale)
        self.stale = True
        now = self._now()
        theirs = {name for name in now if _text(before.get(f"initial-{name}")) != _text(now[name])}
        differing = [(self.called.get(each.field, each.field), each) for each in stale.differing]
        self.conflicts = [self._conflict(each) for name, each in differing if name in mine & theirs]
        self.taken_over = [self.fields[name].label for name in self.fields if name in theirs - mine]
        data: Any = self.data  # a copy of what was sent
        for name, text in now.items():
            data[f"initial-{name}"] = text
            if name not in mine:
                data[name] = text

    def _now(self) -> dict[str, Any]:
        """What the file says now, as the form shows it: whoever was faster has saved since this form was made."""
        row = patient_by_id(self.row.pk) if self.row else None
        if row is None:
            return {}
        now = texts(details_of(row, warnings="alerts" in self.fields), self.clinic)
        return {name: text for name, text in now.items() if name in self.fields}

    def words(self, name: str, field: forms.Field | None, value: Any) -> str:
        if isinstance(value, Birth):
            return value.words()
        if isinstance(value, tuple):
            value = [format_phone(number, self.clinic.country) for number in value]
        if name.endswith("_phone") and value:
            value = format_phone(value, self.clinic.country)
        return super().words(name, field, value)


def _text(value: Any) -> str:
    """As it was sent by a browser, and as it stands in the database."""
    return str("" if value is None else value).replace("\r\n", "\n").strip()


def _kept_numbers(told: Details | None, clinic: Profile) -> dict[str, str]:
    """Numbers that an import brought need not be ones that can be dialled; untouched they stay what they are."""
    if told is None:
        return {}
    numbers = (*told.phones, told.guardian_phone, told.emergency_phone)
    return {format_phone(number, clinic.country): number for number in numbers if number}


def texts(told: Details, clinic: Profile) -> dict[str, Any]:
    """What the file says, as the form shows it."""
    phones = [format_phone(number, clinic.country) for number in (*told.phones, "", "")]
    shown: dict[str, Any] = {name: getattr(told, name) for name in PLAIN}
    for name in ("guardian_phone", "emergency_phone"):
        shown[name] = format_phone(shown[name], clinic.country) if shown[name] else ""
    return {
        **shown,
        "phone": phones[0],
        "second_phone": phones[1],
        "phoneless": not told.phones,
        "birth": told.birth.words() if told.birth else "",
        "allergies": told.allergies or "",
        "alerts": told.alerts or "",
    }
