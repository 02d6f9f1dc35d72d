"""What a password may be: long, and not one that thieves try first. No rule about kinds of characters and no expiry
(NIST SP 800-63B-4, 3.1.1.2: https://pages.nist.gov/800-63-4/sp800-63b.html).

The list comes with Django: the 19,646 most used of the passwords in known thefts, 80 kB packed, 1.6 MB in memory, read
once by each process and asked without any network. Only 1,777 of them have ten characters: so a password is also judged
by what it is without the digits and signs that people put around a word, and by its repetitions.
"""

import string
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.lib.brands import BRANDS

LEAST, MOST = 10, 128
_AROUND = string.digits + string.punctuation + " "
_SHORT_UNIT = 5


class LengthValidator(MinimumLengthValidator):
    def __init__(self) -> None:
        super().__init__(min_length=LEAST)

    def get_error_message(self) -> str:
        words = ngettext(
            "Make it longer: %(least)d character at least. A sentence is easy to keep.",
            "Make it longer: %(least)d characters at least. A sentence is easy to keep.",
            LEAST,
        )
        return words % {"least": LEAST}


class StolenPasswordValidator(CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        plain = password.casefold().strip()
        core = plain.strip(_AROUND)
        if plain in self.passwords or (2 * len(core) >= len(plain) and self._is_a_word(core)):
            raise ValidationError(self.get_error_message(), code="password_stolen")
        unit = _unit(plain)
        if len(unit) <= _SHORT_UNIT or unit in self.passwords or _is_a_run(plain):
            raise ValidationError(
                _("This repeats or counts, which is tried first. Choose a sentence of your own."),
                code="password_simple",
            )

    def _is_a_word(self, core: str) -> bool:
        return core in self.passwords or core in {
            "daybook",
            "clinic",
            BRANDS[settings.DAYBOOK.brand].name.casefold(),
        }

    def get_error_message(self) -> str:
        return _("This is among the passwords that thieves try first. Choose a sentence of your own.")

    def get_help_text(self) -> str:
        return ""


def _unit(text: str) -> str:
    """What the text is a repetition of: "abcabc" of "abc", any other text of itself."""
    return text[: (text + text).find(text, 1)] if text else text


def _is_a_run(text: str) -> bool:
    """Each character is the next after the one before: 3456789012 counts round, as people do."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}
