"""Reads of the shared table of clinics."""

from daybook.tenancy.models import Clinic

_ids: dict[str, int] = {}
_ROOM = 20_000


def clinic_id_by_slug(slug: str) -> int | None:
    """The clinic's number, remembered per process. Whoever uses it checks the slug again in a query of its own
    (`clinics.queries.enter` does), so that a word that was given up does not open its old clinic."""
    known = _ids.get(slug)
    if known is None:
        known = Clinic.objects.filter(slug=slug).values_list("id", flat=True).first()
        if known is not None and len(_ids) < _ROOM:
            _ids[slug] = known
    return known


def clinic_by_slug(slug: str) -> Clinic | None:
    """The clinic that has the word now."""
    return Clinic.objects.filter(slug=slug).first()


def forget_slug(slug: str) -> None:
    """The word no longer stands for the clinic it was remembered for."""
    _ids.pop(slug, None)
