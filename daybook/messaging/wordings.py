"""The words of messages, in each language they can be sent in, unless a clinic has written its own.

They name no service: what somebody is treated for can be read from it, and mail is not sealed on its way. Every
text ends with FOOTERS, which no clinic can take out: to withdraw must be as easy as to agree.
"""

from typing import NamedTuple

from daybook.messaging.models import Purpose

# (ISO 639-1, its name in itself)
LANGUAGES = (("en", "English"), ("hi", "हिन्दी"), ("te", "తెలుగు"))
CODES = frozenset(code for code, _name in LANGUAGES)


class Wording(NamedTuple):
    subject: str
    body: str


FOOTERS = {
    "en": "You get this because you agreed to it. To stop these messages, tell {clinic}.",
    "hi": "यह संदेश आपकी सहमति से भेजा गया है। ऐसे संदेश रोकने के लिए {clinic} को बताएँ।",
    "te": "మీ సమ్మతితో ఈ సందేశం పంపబడింది. ఇలాంటి సందేశాలు ఆపడానికి {clinic}కు తెలియజేయండి.",
}

# The appointment in the reader's calendar.
TITLES = {
    "en": "Appointment at {clinic}",
    "hi": "{clinic} में अपॉइंटमेंट",
    "te": "{clinic}లో అపాయింట్‌మెంట్",
}

_WHERE = "{branch}\n{address}\n{phone}"

WORDINGS: dict[str, dict[str, Wording]] = {
    "en": {
        Purpose.CONFIRMATION: Wording(
            "Your appointment at {clinic}",
            "Dear {patient},\n\nyour appointment with {practitioner} is booked for {date} at {time}.\n\n"
            f"{_WHERE}\n\nIf you cannot come, please tell us, so that somebody else can have the time.\n\n{{clinic}}",
        ),
        Purpose.CHANGE: Wording(
            "Your appointment at {clinic} has changed",
            "Dear {patient},\n\nyour appointment has changed. It is now with {practitioner} on {date} at {time}.\n\n"
            f"{_WHERE}\n\nIf you cannot come then, please tell us.\n\n{{clinic}}",
        ),
        Purpose.REMINDER: Wording(
            "Reminder of your appointment at {clinic}",
            "Dear {patient},\n\nthis is to remind you of your appointment with {practitioner} on {date} at {time}.\n\n"
            f"{_WHERE}\n\nIf you cannot come, please tell us.\n\n{{clinic}}",
        ),
        Purpose.CANCELLATION: Wording(
            "Your appointment at {clinic} is cancelled",
            "Dear {patient},\n\nyour appointment with {practitioner} on {date} at {time} is cancelled.\n\n"
            "To book another time, please call us: {phone}\n\n{clinic}",
        ),
    },
    "hi": {
        Purpose.CONFIRMATION: Wording(
            "{clinic} में आपकी अपॉइंटमेंट",
            "नमस्ते {patient},\n\n{practitioner} के साथ आपकी अपॉइंटमेंट {date}, {time} के लिए तय हुई है।\n\n"
            f"{_WHERE}\n\nअगर आप न आ सकें तो कृपया हमें बता दें, ताकि यह समय किसी और को मिल सके।\n\n{{clinic}}",
        ),
        Purpose.CHANGE: Wording(
            "{clinic} में आपकी अपॉइंटमेंट बदल गई है",
            "नमस्ते {patient},\n\nआपकी अपॉइंटमेंट बदल गई है। अब यह {practitioner} के साथ {date}, {time} के लिए है।\n\n"
            f"{_WHERE}\n\nअगर आप तब न आ सकें तो कृपया हमें बता दें।\n\n{{clinic}}",
        ),
        Purpose.REMINDER: Wording(
            "{clinic} में आपकी अपॉइंटमेंट की याद",
            "नमस्ते {patient},\n\nयाद दिला दें कि {practitioner} के साथ आपकी अपॉइंटमेंट {date}, {time} के लिए है।\n\n"
            f"{_WHERE}\n\nअगर आप न आ सकें तो कृपया हमें बता दें।\n\n{{clinic}}",
        ),
        Purpose.CANCELLATION: Wording(
            "{clinic} में आपकी अपॉइंटमेंट रद्द हो गई है",
            "नमस्ते {patient},\n\n{practitioner} के साथ {date}, {time} की आपकी अपॉइंटमेंट रद्द हो गई है।\n\n"
            "दूसरा समय लेने के लिए कृपया फ़ोन करें: {phone}\n\n{clinic}",
        ),
    },
    "te": {
        Purpose.CONFIRMATION: Wording(
            "{clinic}లో మీ అపాయింట్‌మెంట్",
            "నమస్కారం {patient},\n\n{practitioner} గారితో మీ అపాయింట్‌మెంట్ {date}న {time}కు ఖరారైంది.\n\n"
            f"{_WHERE}\n\nమీరు రాలేకపోతే దయచేసి మాకు తెలియజేయండి; ఆ సమయం వేరొకరికి ఇవ్వగలం.\n\n{{clinic}}",
        ),
        Purpose.CHANGE: Wording(
            "{clinic}లో మీ అపాయింట్‌మెంట్ మారింది",
            "నమస్కారం {patient},\n\nమీ అపాయింట్‌మెంట్ మారింది. ఇప్పుడు అది {practitioner} గారితో {date}న {time}కు.\n\n"
            f"{_WHERE}\n\nఅప్పుడు మీరు రాలేకపోతే దయచేసి మాకు తెలియజేయండి.\n\n{{clinic}}",
        ),
        Purpose.REMINDER: Wording(
            "{clinic}లో మీ అపాయింట్‌మెంట్ గుర్తు",
            "నమస్కారం {patient},\n\n{practitioner} గారితో మీ అపాయింట్‌మెంట్ {date}న {time}కు ఉందని గుర్తు చేస్తున్నాం.\n\n"
            f"{_WHERE}\n\nమీరు రాలేకపోతే దయచేసి మాకు తెలియజేయండి.\n\n{{clinic}}",
        ),
        Purpose.CANCELLATION: Wording(
            "{clinic}లో మీ అపాయింట్‌మెంట్ రద్దయింది",
            "నమస్కారం {patient},\n\n{practitioner} గారితో {date}న {time}కు ఉన్న మీ అపాయింట్‌మెంట్ రద్దయింది.\n\n"
            "మరో సమయం కోసం దయచేసి ఫోన్ చేయండి: {phone}\n\n{clinic}",
        ),
    },
}
