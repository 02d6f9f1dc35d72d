from typing import Literal

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib.paper.shapes import PrescriptionData, SummaryData
from daybook.records.documents import prescription_data, summary_data
from daybook.records.models import Visit


def print_visit(
    *, actor: Actor, visit: Visit, kind: Literal["prescription", "summary", "invoice", "receipt"]
) -> PrescriptionData | SummaryData:
    """What the paper says; that it was printed is written down. Raises RecordsRefused ("unreadable"), NotPermitted."""
    require(actor, Permission.CLINICAL)
    data = summary_data(visit) if kind == "summary" else prescription_data(visit)
    record(actor, "visit.printed", on=visit, patient=visit.patient_id, details={"paper": kind})
    return data
