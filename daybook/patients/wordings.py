"""The words that a patient agrees to, by purpose, version and language.

A version is never changed or removed: what somebody agreed to must be readable for as long as the ledger is. New words
are a new version, and ask anew of those who are asked from then on.
"""

from daybook.patients.models import Consent

Purpose = Consent.Purpose
CURRENT = {Purpose.BOOKING: 1, Purpose.REMINDER: 1}

_WORDINGS: dict[tuple[str, int], dict[str, str]] = {
    (Purpose.BOOKING, 1): {
        "en": "I agree that the clinic tells me by e-mail when an appointment of mine is booked, moved or cancelled."
        " I can take this back at any time by telling the clinic.",
        "hi": "मैं सहमत हूँ कि मेरी अपॉइंटमेंट तय होने, बदलने या रद्द होने पर क्लिनिक मुझे ई-मेल से बताए।"
        " मैं क्लिनिक को बताकर यह सहमति कभी भी वापस ले सकता/सकती हूँ।",
        "te": "నా అపాయింట్‌మెంట్ ఖరారైనప్పుడు, మారినప్పుడు లేదా రద్దయినప్పుడు క్లినిక్ నాకు ఈ-మెయిల్ ద్వారా తెలియజేయడానికి"
        " నేను అంగీకరిస్తున్నాను. క్లినిక్‌కు చెప్పి ఈ సమ్మతిని ఎప్పుడైనా వెనక్కి తీసుకోవచ్చు.",
    },
    (Purpose.REMINDER, 1): {
        "en": "I agree that the clinic reminds me of my appointments by e-mail."
        " I can take this back at any time by telling the clinic.",
        "hi": "मैं सहमत हूँ कि क्लिनिक मुझे मेरी अपॉइंटमेंट की याद ई-मेल से दिलाए।"
        " मैं क्लिनिक को बताकर यह सहमति कभी भी वापस ले सकता/सकती हूँ।",
        "te": "నా అపాయింట్‌మెంట్‌లను క్లినిక్ నాకు ఈ-మెయిల్ ద్వారా గుర్తు చేయడానికి నేను అంగీకరిస్తున్నాను."
        " క్లినిక్‌కు చెప్పి ఈ సమ్మతిని ఎప్పుడైనా వెనక్కి తీసుకోవచ్చు.",
    },
}
LANGUAGES = (("en", "English"), ("hi", "हिन्दी"), ("te", "తెలుగు"))


def spoken(language: str) -> str:
    """The language in which to ask somebody who speaks `language`: that one when there are words in it, or English."""
    return language if language in dict(LANGUAGES) else "en"


def wording(purpose: str, version: int, language: str) -> str:
    """The words of one version. KeyError for a purpose, version or language that never was."""
    return _WORDINGS[purpose, version][language]
