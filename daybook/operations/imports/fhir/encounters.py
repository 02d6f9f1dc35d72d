"""Encounters of FHIR R4 into their shape. Only what is over is taken: a visit that is planned or under way in
another system is that system's to finish."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from daybook.lib import clock
from daybook.operations.imports.fhir.parts import SHORT, concept, identifiers, person, reference
from daybook.operations.imports.fhir.shapes import FhirEncounter, Reference
from daybook.operations.imports.fhir.values import BadField, child, children, moment, resource_id, text
from daybook.operations.imports.lines import Json

# Who of several participants the visit was with: https://hl7.org/fhir/R4/valueset-encounter-participant-type.html
PARTICIPANT_ORDER = ("PPRF", "ATND", "CON")
SHORTEST = timedelta(minutes=1)


def encounter(source: Json) -> FhirEncounter:
    """https://hl7.org/fhir/R4/encounter.html"""
    status = text(source, "status", longest=SHORT)
    if status not in ("finished", "cancelled"):
        raise BadField(_("status is neither finished nor cancelled: only visits that are over are taken."))
    start, end = _period(source)
    places = (reference(child(one, "location"), "location") for one in children(source, "location"))
    return FhirEncounter(
        id=resource_id(source),
        identifiers=identifiers(source),
        status="finished" if status == "finished" else "cancelled",
        class_code=text(child(source, "class"), "code", longest=SHORT),
        type_text=_first_words(source, "type"),
        reason=_first_words(source, "reasonCode"),
        start=start,
        end=end,
        patient=person(source, "subject"),
        practitioner=_performer(source),
        location=next((one for one in places if one), None),
        organization=reference(child(source, "serviceProvider"), "serviceProvider"),
    )


def _first_words(source: Json, name: str) -> str:
    words = (concept(one) for one in children(source, name))
    return next((one for one in words if one), "")


def _period(source: Json) -> tuple[datetime, datetime]:
    """Start and end. Exports that know only the start write it twice: such a visit lasts one minute here."""
    period = child(source, "period")
    start, end = moment(period, "start"), moment(period, "end")
    if start is None or end is None:
        raise BadField(_("period has no start or no end."))
    if end < start:
        raise BadField(_("period ends before it starts."))
    if end > clock.now():
        raise BadField(_("period ends in the future."))
    return start, max(end, start + SHORTEST)


def _performer(source: Json) -> Reference:
    ranked = sorted(children(source, "participant"), key=_rank)
    found = (reference(child(one, "individual"), "participant") for one in ranked)
    chosen = next((one for one in found if one and one.kind in ("Practitioner", "")), None)
    if chosen is None:
        raise BadField(_("participant names no practitioner."))
    return chosen


def _rank(participant: Json) -> int:
    codes = [one.get("code") for kind in children(participant, "type") for one in children(kind, "coding")]
    return min((PARTICIPANT_ORDER.index(code) for code in codes if code in PARTICIPANT_ORDER), default=99)
