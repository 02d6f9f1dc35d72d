"""The words of messages: what may stand in a template, and what comes out of it."""

from datetime import UTC, datetime, timedelta

import pytest

from daybook.accounts.permissions import NotPermitted
from daybook.messaging.actions.restore_template import restore_template
from daybook.messaging.actions.save_template import save_template
from daybook.messaging.facts import Facts
from daybook.messaging.models import MessageTemplate, Purpose
from daybook.messaging.queries import own_wordings, template
from daybook.messaging.refusals import MessagingRefused
from daybook.messaging.texts import check, filled
from daybook.messaging.wordings import CODES, FOOTERS, WORDINGS, Wording
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.versions import StaleSave
from tests import factories
from tests.booking.desk import staff

OWNER = staff("owner")
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def facts(**changes: object) -> Facts:
    values = {
        "patient": "Kavya {clinic}",
        "practitioner": "Dr Rao",
        "service": "HIV test",
        "branch": "Kukatpally",
        "address": "",
        "phone": "+914040004100",
        "zone": "Asia/Kolkata",
        "starts_at": AT,
        "ends_at": AT + timedelta(minutes=15),
        **changes,
    }
    return Facts(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", sorted(CODES))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_daybooks_own_words_are_good_in_every_language(purpose: Purpose, language: str) -> None:
    wording = WORDINGS[language][purpose]
    check(wording)
    out = filled(wording, facts(), "Sunrise", language)
    assert "Sunrise" in out.subject and "Kavya" not in out.subject
    assert "Kavya" in out.body and "9:30" in out.body and "+91 40 4000 4100" in out.body
    assert "HIV" not in out.body
    assert FOOTERS[language].split("{clinic}")[0].strip() in out.body
    assert "\n\n\n" not in out.body and "{address}" not in out.body


@pytest.mark.parametrize(
    ("subject", "body", "code", "field"),
    [
        ("At {clinic}", "Dear {pateint}", "placeholder", "body"),
        ("At {place}", "Dear {patient}", "placeholder", "subject"),
        ("{patient}, come", "Dear {patient}", "private", "subject"),
        ("On {date}", "Dear {patient}", "private", "subject"),
        ("At {clinic}", "Dear {patient", "brace", "body"),
        ("At {clinic}", "Dear }patient{", "brace", "body"),
        ("At {clinic}", "{}", "placeholder", "body"),
        ("At {clinic}", "{patient.__class__}", "placeholder", "body"),
        ("", "Dear {patient}", "empty", "subject"),
        ("At {clinic}", "", "empty", "body"),
        ("At\n{clinic}", "Dear {patient}", "lines", "subject"),
    ],
)
def test_a_placeholder_that_means_nothing_is_refused_in_words(
    subject: str, body: str, code: str, field: str
) -> None:
    with pytest.raises(MessagingRefused) as refusal:
        check(Wording(subject, body))
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert str(refusal.value)


def test_what_is_filled_in_is_not_filled_again() -> None:
    out = filled(Wording("S", "Dear {patient}"), facts(), "Sunrise", "en")
    assert "Dear Kavya {clinic}" in out.body


def save(clinic: Clinic, body: str, version: int | None = None) -> None:
    with clinic_scope(clinic):
        row = template(Purpose.REMINDER, "en")
        version = row.version if version is None else version
        save_template(actor=OWNER, template=row, version=version, subject="At {clinic}", body=body)


@pytest.mark.django_db
def test_a_clinics_own_words_are_kept_changed_and_taken_back() -> None:
    clinic = factories.make_clinic()
    save(clinic, "One {date}")
    save(clinic, "Two {date}")
    with clinic_scope(clinic):
        assert own_wordings() == {("reminder", "en"): Wording("At {clinic}", "Two {date}")}
        restore_template(actor=OWNER, template=template(Purpose.REMINDER, "en"))
        assert own_wordings() == {}
    verbs = [verb for verb, _ in factories.trail(clinic)]
    assert verbs == ["template.changed", "template.changed", "template.restored"]


@pytest.mark.django_db
def test_daybooks_words_saved_unchanged_are_not_the_clinics_own() -> None:
    clinic = factories.make_clinic()
    with clinic_scope(clinic):
        row = template(Purpose.REMINDER, "en")
        save_template(actor=OWNER, template=row, version=1, subject=row.subject, body=row.body)
        assert not MessageTemplate.objects.exists()


@pytest.mark.django_db
def test_two_who_opened_the_same_words_do_not_overwrite_one_another() -> None:
    clinic = factories.make_clinic()
    save(clinic, "One", version=1)
    with pytest.raises(StaleSave):
        save(clinic, "Two", version=1)
    with clinic_scope(clinic):
        assert template(Purpose.REMINDER, "en").body == "One"


@pytest.mark.django_db
def test_words_are_for_those_who_may_change_settings() -> None:
    clinic = factories.make_clinic()
    with clinic_scope(clinic), pytest.raises(NotPermitted):
        row = template(Purpose.REMINDER, "en")
        save_template(actor=staff("receptionist"), template=row, version=1, subject="S", body="B")
