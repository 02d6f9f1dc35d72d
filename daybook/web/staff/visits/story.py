"""A patient's story as a list: the newest visits singly, older ones by year; and the whole of it as a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from daybook.accounts.permissions import Permission
from daybook.patients.queries import patient_by_id
from daybook.records import queries
from daybook.records.actions.read_story import read_story
from daybook.records.models import Visit
from daybook.records.story import Story, StoryLine, fits
from daybook.web.ids import uuid_or_none
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.visits.drawn import story_lines

SHOWN_SINGLY = 12
"""Visits that stand by themselves; older ones are put together by year."""
SHOWN_YEARS = 10
"""Those before are on the page of the whole story alone."""
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Year:
    """Visits of a year, put together. `lines`: as HTML; empty when they are fetched from `url`."""

    year: int
    count: int
    titles: str
    lines: SafeString
    url: str = ""


def story_context(told: Story, slug: str, patient_id: UUID) -> dict[str, Any]:
    """The newest ones singly, older ones by year; a year that is not wholly there is fetched when it is opened.
    `slug`: the clinic's word in addresses."""
    singly, folded = told.lines[:SHOWN_SINGLY], told.lines[SHOWN_SINGLY:]
    url = f"/c/{slug}/patients/{patient_id}/story/"
    here = {year: list(lines) for year, lines in groupby(folded, _year_of)}
    counts = told.years if told.years is not None else [(year, len(lines)) for year, lines in here.items()]
    years = []
    for year, count in counts:
        lines = here.get(year, [])
        if len(lines) == count:
            years.append(_year(year, lines, slug))
        else:
            fetch = f"{url}?year={year}&upto={folded[0].visit.id}"
            years.append(Year(year, count, "", SafeString(), fetch))
    older = years[SHOWN_YEARS:]
    return {
        "story": story_lines(singly, slug),
        "years": years[:SHOWN_YEARS],
        "older": older and {"count": sum(each.count for each in older), "first": older[-1], "last": older[0]},
        "story_url": url,
    }


def _year_of(line: StoryLine) -> int:
    return line.at.year


def _year(year: int, lines: Sequence[StoryLine], slug: str) -> Year:
    return Year(year, len(lines), _titles(lines), story_lines(lines, slug))


def _titles(lines: Iterable[StoryLine]) -> str:
    counted: dict[str, int] = {}
    for line in lines:
        if line.title:
            counted[line.title] = counted.get(line.title, 0) + 1
    often = sorted(counted, key=lambda title: -counted[title])[:4]
    return ", ".join(f"{title} ×{counted[title]}" if counted[title] > 1 else title for title in often)


@staff(Permission.CLINICAL)
@require_http_methods(["GET", "POST"])
def whole(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Every visit, to read, to print, and to find words in, which are POSTed: what a patient has must not stand in an
    address. `?year=` one year, `&upto=` from that visit on backwards; as a fragment its lines alone."""
    patient = patient_by_id(patient_id)
    if patient is None:
        raise Http404
    words = request.POST.get("q", "")[:LONGEST].strip()
    year = _asked_year(request)
    lines = read_story(actor=request.actor, patient=patient, upto=_upto(request, patient_id), year=year)
    found = [line for line in lines if fits(line, words)] if words else lines
    slug = request.tenant.slug
    if request.headers.get("HX-Request"):
        return HttpResponse(story_lines(found, slug))
    context = {
        "patient": patient,
        "years": [_year(each, list(of), slug) for each, of in groupby(found, _year_of)],
        "year": year,
        "words": words,
        "count": len(found),
        "cut": len(lines) == queries.MOST_STORY,
        "here": f"/c/{slug}/patients/{patient_id}/",
    }
    return render(request, "staff/visits/story.html", context)


def _asked_year(request: StaffRequest) -> int | None:
    text = request.GET.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Http404
    return int(text)


def _upto(request: StaffRequest, patient_id: UUID) -> Visit | None:
    text = request.GET.get("upto", "")
    if not text:
        return None
    wanted = uuid_or_none(text)
    found = queries.visit(wanted) if wanted else None
    if found is None or found.patient_id != patient_id:
        raise Http404
    return found
