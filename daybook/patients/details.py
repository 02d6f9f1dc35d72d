"""What a file says about a patient, as the actions take it: cleaned text, phones in E.164, a birth that was read."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from daybook.lib.text import clean, clean_line
from daybook.patients.births import Birth
from daybook.patients.models import Patient, Sex
from daybook.patients.refusals import PatientsRefused

MOST_PHONES = 5
MOST_WARNING = 2000
"""Characters of allergies, and of alerts."""

LABELS = {
    "phones": _("Phones"),
    "birth": _("Birth date or age"),
    "allergies": _("Allergies"),
    "alerts": _("Alerts"),
}
# Kept as they are. The birth, the phones, the allergies and the alerts are kept in ways of their own.
PLAIN = (
    "name",
    "sex",
    "address",
    "language",
    "email",
    "emergency_name",
    "emergency_phone",
    "guardian_name",
    "guardian_relation",
    "guardian_phone",
)
FIELDS = frozenset({*PLAIN, *LABELS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """`allergies` and `alerts` None: not asked, leave what is there."""

    name: str
    phones: tuple[str, ...] = ()
    birth: Birth | None = None
    sex: str = Sex.UNKNOWN
    address: str = ""
    language: str = ""
    email: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    allergies: str | None = None
    alerts: str | None = None

    @classmethod
    def of(
        cls,
        patient: Patient,
        phones: tuple[str, ...],
        *,
        allergies: str | None = None,
        alerts: str | None = None,
    ) -> Self:
        """What the file says now."""
        plain: dict[str, Any] = {name: getattr(patient, name) for name in PLAIN}
        return cls(phones=phones, birth=Birth.of(patient), allergies=allergies, alerts=alerts, **plain)

    def checked(self, *, phoneless: bool) -> "Details":
        """The same, cleaned, with the guardian's phone where there is no other. A file needs a name and a way to reach
        the patient, or `phoneless`: somebody asked, and there is none. Raises PatientsRefused."""
        texts = {name: value for name, value in self._values() if isinstance(value, str)}
        cleaned: dict[str, Any] = {name: _clean(name, value) for name, value in texts.items()}
        for name, value in cleaned.items():
            if len(value) > _longest(name):
                raise PatientsRefused(
                    _("This is too long. Shorten what was typed."), code="too_long", field=name
                )
        if not cleaned["name"]:
            raise PatientsRefused(_("Write a name."), code="name", field="name")
        phones = tuple(dict.fromkeys(self.phones)) or ((self.guardian_phone,) if self.guardian_phone else ())
        if not (phones or phoneless):
            words = _("Write a phone, or the guardian's phone, or tick that there is none.")
            raise PatientsRefused(words, code="phone_needed", field="phones")
        if len(phones) > MOST_PHONES:
            raise PatientsRefused(
                _("A file has room for five phones."), code="too_many_phones", field="phones"
            )
        return Details(phones=phones, birth=self.birth, **{**dict(self._rest()), **cleaned})

    def changed_from(self, before: "Details") -> tuple[str, ...]:
        """The names of the fields that say something else than before."""
        return tuple(name for name, value in self._values() if not _same(value, getattr(before, name)))

    def _values(self) -> Iterator[tuple[str, Any]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))

    def _rest(self) -> Iterator[tuple[str, Any]]:
        return ((name, value) for name, value in self._values() if name not in ("phones", "birth"))


def label(name: str) -> Any:
    """The word for a field, as it stands on the screen."""
    return LABELS[name] if name in LABELS else _column(name).verbose_name


def _same(now: Any, before: Any) -> bool:
    if isinstance(now, Birth):
        return now.says_as_much_as(before)
    return bool(now == before)


def _clean(name: str, value: str) -> str:
    return clean(value) if name in ("address", "allergies", "alerts") else clean_line(value)


def _longest(name: str) -> int:
    if name in ("allergies", "alerts"):
        return MOST_WARNING
    return _column(name).max_length or 0


def _column(name: str) -> Any:
    return Patient._meta.get_field(name)
