"""What a patient agreed to: ask, and take back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.booking.actions.allow_messages import allow_messages
from daybook.lib.refused import Refused
from daybook.messaging.actions.withdraw_consent import withdraw_consent
from daybook.patients import queries
from daybook.patients.consents import ledger
from daybook.patients.models import Consent, Patient
from daybook.patients.wordings import LANGUAGES, spoken
from daybook.web.dialogs import done, show
from daybook.web.staff.consents.forms import ConsentForm
from daybook.web.staff.entry import StaffRequest, staff


def _load(patient_id: UUID) -> Patient:
    found = queries.patient_by_id(patient_id)
    if found is None:
        raise Http404
    return found


@staff(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def give(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The words in the patient's language, or in the one that is chosen, with a tick for each purpose."""
    patient, status, refusal = _load(patient_id), 200, None
    sent = request.POST if request.method == "POST" else None
    asked = (sent or request.GET).get("language", "")
    language = asked if asked in dict(LANGUAGES) else spoken(patient.language)
    given = {each.purpose for each in ledger(patient) if each.withdrawn_at is None}
    form = ConsentForm(
        sent, language=language, purposes=[each for each in Consent.Purpose.values if each not in given]
    )
    if sent is not None and form.is_valid():
        try:
            allow_messages(actor=request.actor, patient=patient, agreed=form.agreed())
            return done(request, _("It is written down."), _file_url(request, patient), go=True)
        except Refused as refused:
            refusal, status = refused, 409
    elif sent is not None:
        status = 422
    return show(
        request, "staff/consents/_give.html", _context(request, patient, form, refusal), status=status
    )


def _context(
    request: StaffRequest, patient: Patient, form: ConsentForm, refusal: Refused | None
) -> dict[str, Any]:
    url = f"{_file_url(request, patient)}consents/"
    return {
        "heading": _("What %(name)s agrees to") % {"name": patient.name},
        "patient": patient,
        "form": form,
        "refusal": refusal,
        "url": url,
        "file_url": _file_url(request, patient),
        "language": form["language"].value(),
        "languages": [(code, name, f"{url}?language={code}") for code, name in LANGUAGES],
    }


def _file_url(request: StaffRequest, patient: Patient) -> str:
    return f"/c/{request.tenant.slug}/patients/{patient.id}/"


@staff(Permission.EDIT_PATIENTS)
@require_POST
def withdraw(request: StaffRequest, patient_id: UUID, purpose: str) -> HttpResponse:
    """One press, at once and without a reason."""
    patient = _load(patient_id)
    if purpose not in Consent.Purpose.values:
        raise Http404
    taken_back = withdraw_consent(
        actor=request.actor, patient=patient, purpose=purpose, method=Consent.Method.DESK
    )
    words = _("Taken back. Nothing more is sent.") if taken_back else _("There was nothing to take back.")
    return done(request, words, _file_url(request, patient), go=True)
