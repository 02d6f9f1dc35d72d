"""What each verb of the trail means, as a sentence. tests/web/trail finds every verb that the code writes and fails
for one without a sentence here."""

from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What a reader of the trail asks for."""

    OPENED = "opened"
    PATIENTS = "patients"
    VISITS = "visits"
    BOOK = "book"
    MONEY = "money"
    SETTINGS = "settings"
    STAFF = "staff"
    IMPORTS = "imports"


KINDS = {
    Kind.OPENED: _("Patients' files opened"),
    Kind.PATIENTS: _("Patients registered and changed"),
    Kind.VISITS: _("Visits, prescriptions and files"),
    Kind.BOOK: _("Appointments"),
    Kind.MONEY: _("Bills and money"),
    Kind.SETTINGS: _("Settings and hours"),
    Kind.STAFF: _("Staff"),
    Kind.IMPORTS: _("Imports"),
}


class Sentence(NamedTuple):
    """`text` has %(who)s, and %(patient)s or %(thing)s where there is one."""

    kind: Kind
    text: Any


SENTENCES: dict[str, Sentence] = {
    "patient.opened": Sentence(Kind.OPENED, _("%(who)s opened the file of %(patient)s")),
    "patient.registered": Sentence(Kind.PATIENTS, _("%(who)s registered %(patient)s")),
    "patient.changed": Sentence(Kind.PATIENTS, _("%(who)s changed the file of %(patient)s")),
    "patient.merged": Sentence(Kind.PATIENTS, _("%(who)s merged two files of %(patient)s")),
    "patient.unmerged": Sentence(
        Kind.PATIENTS, _("%(who)s took back that two files of %(patient)s were merged")
    ),
    "patient.two_people": Sentence(Kind.PATIENTS, _("%(who)s noted that %(patient)s is not somebody else")),
    "visit.opened": Sentence(Kind.OPENED, _("%(who)s opened a visit of %(patient)s")),
    "story.opened": Sentence(Kind.OPENED, _("%(who)s opened the story of %(patient)s")),
    "visit.printed": Sentence(Kind.OPENED, _("%(who)s printed a visit of %(patient)s")),
    "day.printed": Sentence(Kind.OPENED, _("%(who)s opened the day sheet of %(thing)s to print")),
    "attachment.opened": Sentence(Kind.OPENED, _("%(who)s opened a document of %(patient)s")),
    "vitals.taken": Sentence(Kind.VISITS, _("%(who)s took vitals of %(patient)s")),
    "visit.started": Sentence(Kind.VISITS, _("%(who)s began a visit of %(patient)s")),
    "visit.noted": Sentence(Kind.VISITS, _("%(who)s wrote into a visit of %(patient)s")),
    "visit.signed": Sentence(Kind.VISITS, _("%(who)s signed a visit of %(patient)s")),
    "visit.amended": Sentence(Kind.VISITS, _("%(who)s amended a signed visit of %(patient)s")),
    "attachment.added": Sentence(Kind.VISITS, _("%(who)s added a document to %(patient)s")),
    "attachment.removed": Sentence(Kind.VISITS, _("%(who)s took out a document of %(patient)s")),
    "favourite.kept": Sentence(Kind.VISITS, _("%(who)s kept a favourite prescription")),
    "favourite.dropped": Sentence(Kind.VISITS, _("%(who)s took out a favourite prescription")),
    "note_template.added": Sentence(Kind.SETTINGS, _("%(who)s added a template of notes")),
    "note_template.changed": Sentence(Kind.SETTINGS, _("%(who)s changed a template of notes")),
    "note_template.retired": Sentence(Kind.SETTINGS, _("%(who)s took a template of notes off the list")),
    "note_template.restored": Sentence(Kind.SETTINGS, _("%(who)s put a template of notes on the list again")),
    "appointment.booked": Sentence(Kind.BOOK, _("%(who)s booked an appointment for %(patient)s")),
    "appointment.moved": Sentence(Kind.BOOK, _("%(who)s moved an appointment of %(patient)s")),
    "appointment.arrived": Sentence(Kind.BOOK, _("%(who)s marked %(patient)s as arrived")),
    "appointment.started": Sentence(Kind.BOOK, _("%(who)s began the consultation of %(patient)s")),
    "appointment.finished": Sentence(Kind.BOOK, _("%(who)s marked an appointment of %(patient)s as done")),
    "appointment.missed": Sentence(Kind.BOOK, _("%(who)s marked %(patient)s as not come")),
    "appointment.cancelled": Sentence(Kind.BOOK, _("%(who)s cancelled an appointment of %(patient)s")),
    "appointment.reopened": Sentence(
        Kind.BOOK, _("%(who)s put an appointment of %(patient)s back to booked")
    ),
    "appointment.brought_back": Sentence(Kind.BOOK, _("%(who)s brought %(patient)s back into the line")),
    "queue.arrived": Sentence(Kind.BOOK, _("%(who)s took in %(patient)s without an appointment")),
    "queue.called": Sentence(Kind.BOOK, _("%(who)s called %(patient)s")),
    "queue.put_back": Sentence(Kind.BOOK, _("%(who)s put %(patient)s back into the line")),
    "queue.started": Sentence(Kind.BOOK, _("%(who)s began the consultation of %(patient)s")),
    "queue.finished": Sentence(Kind.BOOK, _("%(who)s marked %(patient)s as seen")),
    "queue.left": Sentence(Kind.BOOK, _("%(who)s noted that %(patient)s left without being seen")),
    "queue.brought_back": Sentence(Kind.BOOK, _("%(who)s brought %(patient)s back into the line")),
    "bill.discarded": Sentence(Kind.MONEY, _("%(who)s threw away a draft bill of %(patient)s")),
    "invoice.issued": Sentence(Kind.MONEY, _("%(who)s issued a bill to %(patient)s")),
    "invoice.voided": Sentence(Kind.MONEY, _("%(who)s took a bill of %(patient)s back by a credit note")),
    "invoice.credited": Sentence(
        Kind.MONEY, _("%(who)s took a part of a bill of %(patient)s back by a credit note")
    ),
    "advance.taken": Sentence(Kind.MONEY, _("%(who)s took an advance from %(patient)s")),
    "advance.used": Sentence(Kind.MONEY, _("%(who)s paid a bill of %(patient)s from the advance")),
    "advance.kept": Sentence(Kind.MONEY, _("%(who)s kept money of %(patient)s as an advance")),
    "advance.refunded": Sentence(Kind.MONEY, _("%(who)s gave an advance back to %(patient)s")),
    "payment.taken": Sentence(Kind.MONEY, _("%(who)s took money from %(patient)s")),
    "payment.refunded": Sentence(Kind.MONEY, _("%(who)s gave money back to %(patient)s")),
    "payment.moved": Sentence(Kind.MONEY, _("%(who)s moved credit of %(patient)s to another bill")),
    "billing.changed": Sentence(Kind.SETTINGS, _("%(who)s changed how the clinic bills")),
    "series.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the letters of the numbers of %(thing)s")),
    "message.resent": Sentence(Kind.BOOK, _("%(who)s had a message to %(patient)s sent again")),
    "address.failed": Sentence(
        Kind.PATIENTS, _("The e-mail address of %(patient)s was refused by its server")
    ),
    "consent.given": Sentence(Kind.PATIENTS, _("%(who)s noted that %(patient)s agreed to messages")),
    "consent.withdrawn": Sentence(
        Kind.PATIENTS, _("%(who)s noted that %(patient)s agrees to messages no longer")
    ),
    "messages.planned": Sentence(Kind.SETTINGS, _("%(who)s changed when messages are sent")),
    "template.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the words of a message")),
    "template.restored": Sentence(
        Kind.SETTINGS, _("%(who)s put the words of a message back to those of Daybook")
    ),
    "branch.added": Sentence(Kind.SETTINGS, _("%(who)s added the branch %(thing)s")),
    "branch.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the branch %(thing)s")),
    "branch.closed": Sentence(Kind.SETTINGS, _("%(who)s closed the branch %(thing)s")),
    "branch.reopened": Sentence(Kind.SETTINGS, _("%(who)s opened the branch %(thing)s again")),
    "branch.moved": Sentence(Kind.SETTINGS, _("%(who)s moved the branch %(thing)s in the list")),
    "room.added": Sentence(Kind.SETTINGS, _("%(who)s added the room %(thing)s")),
    "room.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the room %(thing)s")),
    "room.closed": Sentence(Kind.SETTINGS, _("%(who)s closed the room %(thing)s")),
    "room.reopened": Sentence(Kind.SETTINGS, _("%(who)s opened the room %(thing)s again")),
    "service.added": Sentence(Kind.SETTINGS, _("%(who)s added the service %(thing)s")),
    "service.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the service %(thing)s")),
    "service.retired": Sentence(Kind.SETTINGS, _("%(who)s took the service %(thing)s off the list")),
    "service.restored": Sentence(Kind.SETTINGS, _("%(who)s put the service %(thing)s on the list again")),
    "service.moved": Sentence(Kind.SETTINGS, _("%(who)s moved the service %(thing)s in the list")),
    "practitioner.added": Sentence(Kind.SETTINGS, _("%(who)s added the practitioner %(thing)s")),
    "practitioner.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the practitioner %(thing)s")),
    "practitioner.left": Sentence(Kind.SETTINGS, _("%(who)s noted that %(thing)s has left")),
    "practitioner.returned": Sentence(Kind.SETTINGS, _("%(who)s noted that %(thing)s is back")),
    "practitioner.moved": Sentence(Kind.SETTINGS, _("%(who)s moved %(thing)s in the list")),
    "hours.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the hours of %(thing)s")),
    "leave.added": Sentence(Kind.SETTINGS, _("%(who)s put in leave of %(thing)s")),
    "leave.removed": Sentence(Kind.SETTINGS, _("%(who)s took out leave of %(thing)s")),
    "holiday.added": Sentence(Kind.SETTINGS, _("%(who)s put in a holiday")),
    "holiday.removed": Sentence(Kind.SETTINGS, _("%(who)s took out a holiday")),
    "sample.added": Sentence(Kind.SETTINGS, _("%(who)s added made-up patients to look around with")),
    "sample.removed": Sentence(Kind.SETTINGS, _("%(who)s removed the made-up patients")),
    "clinic.opened": Sentence(Kind.SETTINGS, _("%(who)s opened the clinic")),
    "clinic.suspended": Sentence(Kind.SETTINGS, _("%(who)s suspended the clinic")),
    "clinic.resumed": Sentence(Kind.SETTINGS, _("%(who)s opened the clinic again")),
    "clinic.changed": Sentence(Kind.SETTINGS, _("%(who)s changed the clinic's profile")),
    "invitation.sent": Sentence(Kind.STAFF, _("%(who)s sent an invitation")),
    "invitation.withdrawn": Sentence(Kind.STAFF, _("%(who)s took an invitation back")),
    "member.joined": Sentence(Kind.STAFF, _("%(thing)s joined the clinic")),
    "member.changed": Sentence(Kind.STAFF, _("%(who)s changed the access of %(thing)s")),
    "member.disabled": Sentence(Kind.STAFF, _("%(who)s disabled the access of %(thing)s")),
    "member.enabled": Sentence(Kind.STAFF, _("%(who)s enabled the access of %(thing)s again")),
    "member.signed_out": Sentence(Kind.STAFF, _("%(who)s signed %(thing)s out of the clinic")),
    "member.password_asked": Sentence(Kind.STAFF, _("%(who)s asked %(thing)s for a new password")),
    "second_factor.required": Sentence(Kind.STAFF, _("%(who)s made a second factor a must")),
    "second_factor.optional": Sentence(Kind.STAFF, _("%(who)s made a second factor optional")),
    "account.passkey_added": Sentence(Kind.STAFF, _("%(who)s added a passkey to their account")),
    "account.passkey_removed": Sentence(Kind.STAFF, _("%(who)s removed a passkey from their account")),
    "account.app_added": Sentence(Kind.STAFF, _("%(who)s switched their authenticator app on")),
    "account.app_removed": Sentence(Kind.STAFF, _("%(who)s switched their authenticator app off")),
    "account.password_changed": Sentence(Kind.STAFF, _("%(who)s set a new password")),
    "account.disowned": Sentence(
        Kind.STAFF, _("%(who)s said that a sign-in was not theirs; every browser was signed out")
    ),
    "list.brought": Sentence(Kind.IMPORTS, _("%(who)s brought a list of patients")),
    "list.put_away": Sentence(Kind.IMPORTS, _("%(who)s put a list of patients away")),
    "import.started": Sentence(Kind.IMPORTS, _("%(who)s began an import")),
    "import.added": Sentence(Kind.IMPORTS, _("%(who)s imported a part")),
    "import.finished": Sentence(Kind.IMPORTS, _("%(who)s finished an import")),
    "import.stopped": Sentence(Kind.IMPORTS, _("%(who)s stopped in the middle of an import")),
    "import.undone": Sentence(Kind.IMPORTS, _("%(who)s took an import back")),
    "demo.loaded": Sentence(Kind.IMPORTS, _("%(who)s loaded the demo")),
}
# Never met unless an older version wrote it.
UNKNOWN = Sentence(Kind.SETTINGS, _("%(who)s did something this version has no words for"))

# Words of the details; those of a patient's file are in patients/details.py.
DETAILS = {
    "again": _("Sent again"),
    "amount": _("Amount"),
    "added": _("Added"),
    "branch": _("Branch"),
    "day": _("Day"),
    "email": _("E-mail"),
    "ends_at": _("Until"),
    "fields": _("Changed"),
    "from": _("Before"),
    "left_out": _("Left out"),
    "method": _("Paid by"),
    "number": _("Number"),
    "other_bill": _("Of the bill"),
    "other_file": _("The other file"),
    "paper": _("Document"),
    "overbook_reason": _("Reason for overbooking"),
    "patients": _("Patients"),
    "phones": _("With phones"),
    "place": _("Place"),
    "prefix": _("Letters before the number"),
    "practitioner": _("Practitioner"),
    "practitioners": _("Practitioners"),
    "reason": _("Reason"),
    "reference_again": _("UTR used once more"),
    "removed": _("Removed"),
    "role": _("Role"),
    "room": _("Room"),
    "rounding": _("Rounding"),
    "service": _("Service"),
    "purpose": _("Purpose"),
    "how": _("How"),
    "language": _("Language"),
    "late": _("Marked afterwards"),
    "was": _("It was"),
    "source": _("Source"),
    "starts_at": _("Begins"),
    "to": _("After"),
    "token": _("Token"),
    "unreadable": _("Details that cannot be opened here"),
}


def sentence(verb: str) -> Sentence:
    return SENTENCES.get(verb, UNKNOWN)


def verbs_of(kind: str) -> set[str]:
    return {verb for verb, each in SENTENCES.items() if each.kind == kind}
