"""Shown before a new file is opened: who may be the same person. A person decides, once for each."""

from dataclasses import replace
from uuid import UUID

from daybook.patients.duplicates import likely_duplicates
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.patients.forms import PatientForm
from daybook.web.staff.patients.lines import Line, lines

MOST = 40


def likely_lines(request: StaffRequest, form: PatientForm, query: str) -> list[Line]:
    """Those who were not shown yet, with what is the same. A form that was sent twice is not its own duplicate."""
    details = form.details()
    phones = details.phones or ((details.guardian_phone,) if details.guardian_phone else ())
    likely = likely_duplicates(name=details.name, phones=phones, birth=details.birth, sex=details.sex)
    if any(each.hit.id == form.cleaned_data["id"] for each in likely):
        return []
    decided = set(seen_ids(request))
    asked = [each for each in likely if each.hit.id not in decided]
    shown = lines(request, [each.hit for each in asked], query=query)
    return [replace(line, reasons=each.reasons) for line, each in zip(shown, asked, strict=True)]


def seen_ids(request: StaffRequest) -> list[UUID]:
    """Those who were shown before, and were found to be other people."""
    found = []
    for part in request.POST.get("seen", "").split(",")[:MOST]:
        try:
            found.append(UUID(part))
        except ValueError:
            continue
    return found


def seen_after(request: StaffRequest, likely: list[Line]) -> str:
    """What the form carries on."""
    return ",".join(str(each) for each in [*seen_ids(request), *(line.id for line in likely)][-MOST:])
