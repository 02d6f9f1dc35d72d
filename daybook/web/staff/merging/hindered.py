"""What stands in the way of taking a merge back, in words and with where to look."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from daybook.merging.hindrances import Hindrance
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.merging.compared import labels


class Line(NamedTuple):
    words: str
    url: str = ""


def in_words(request: StaffRequest, found: Iterable[Hindrance]) -> list[Line]:
    """Each once: nobody needs to read ten times that visits were written in."""
    lines = [_line(request, each) for each in found]
    return list(dict.fromkeys(lines))


def _line(request: StaffRequest, each: Hindrance) -> Line:
    base = f"/c/{request.tenant.slug}/"
    if each.kind == "merged":
        words = _("It was merged once more since, with file %(number)d. Take that back first.")
        return Line(words % {"number": each.file_number})
    if each.kind == "detail":
        group = _group(each.field)
        words = _("%(field)s: changed since, by hand. Put back what the merge had set, then try again.")
        return Line(words % {"field": labels().get(group, group)})
    url = f"{base}bills/{each.row_id}/" if each.table == "billing_invoice" else ""
    return Line(str(_since().get((each.kind, each.table)) or _others(each.kind)), url)


def _group(column: str) -> str:
    groups = {"born_on": "birth", "born_precision": "birth", "deceased_on": "deceased"}
    return groups.get(
        column, column.split("_")[0] if column.startswith(("guardian", "emergency")) else column
    )


def _since() -> dict[tuple[str, str], Any]:
    return {
        ("issued", "billing_invoice"): _("A draft bill of the other file was issued since."),
        ("hangs", "records_visit"): _("A visit was begun since from an appointment of the other file."),
        ("hangs", "booking_queueentry"): _("The patient came since for an appointment of the other file."),
        ("hangs", "records_attachment"): _("A document was added since to a visit of the other file."),
        ("hangs", "records_visitinvoice"): _("A visit of the other file was billed since."),
        ("hangs", "billing_payment"): _("Credit was moved since between bills of the two files."),
        ("hangs", "billing_invoice"): _("An appointment of the other file was billed since."),
        ("hangs", "billing_draft"): _("A bill was begun since for an appointment of the other file."),
        ("written", "records_visit"): _("A visit of the other file was written in since."),
        ("written", "records_prescription"): _("Medicines of a visit of the other file were changed since."),
        ("written", "records_amendment"): _("A visit of the other file was amended since."),
        ("written", "booking_appointment"): _(
            "The note of an appointment of the other file was changed since."
        ),
    }


def _others(kind: str) -> Any:
    if kind == "written":
        return _("Something of the other file was written in since.")
    return _("Something of the other file was used since for this one.")
