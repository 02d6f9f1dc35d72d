"""Phones and search terms of a patient: kept in step with the file, in its transaction."""

from daybook.patients.models import Patient, Phone, SearchTerm
from daybook.patients.terms import Term, terms_of


def numbers_of(patient: Patient) -> tuple[str, ...]:
    """The patient's phones in E.164; the first is the one to call."""
    return tuple(
        Phone.objects.filter(patient=patient).order_by("position", "id").values_list("number", flat=True)
    )


def write_phones(patient: Patient, numbers: tuple[str, ...]) -> None:
    """Make `numbers` (E.164, the first is the one to call) the patient's phones."""
    kept = {phone.number: phone for phone in Phone.objects.filter(patient=patient)}
    for number in kept.keys() - set(numbers):
        Phone.objects.filter(pk=kept[number].pk).delete()
    for position, number in enumerate(numbers):
        phone = kept.get(number)
        if phone is None:
            Phone.objects.create(patient=patient, number=number, position=position)
        elif phone.position != position:
            Phone.objects.filter(pk=phone.pk).update(position=position)


def write_terms(patient: Patient, numbers: tuple[str, ...]) -> None:
    """Make the patient found by the present name, file number and phones, and by nothing else but what files that were
    merged into this one were found by."""
    wanted = terms_of(patient.name, patient.file_number, numbers)
    kept = {
        Term(row.kind, row.term): row.pk for row in SearchTerm.objects.filter(patient=patient, former=False)
    }
    gone = [pk for term, pk in kept.items() if term not in wanted]
    if gone:
        SearchTerm.objects.filter(pk__in=gone).delete()
    missing = sorted(wanted - kept.keys())
    SearchTerm.objects.bulk_create(
        [SearchTerm(patient=patient, kind=term.kind, term=term.text) for term in missing]
    )
