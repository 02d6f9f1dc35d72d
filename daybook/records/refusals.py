"""How the rules of visits say no."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import Refused
from daybook.tenancy.versions import Difference


class RecordsRefused(Refused):
    """A rule of visits, prescriptions or files said no. `field`: what it is about, when it is about one thing."""

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


class StaleNote(RecordsRefused):
    """The note was saved elsewhere since the page was opened. `differing`: what they saved beside what was typed.
    `version`: what a second, knowing save has to carry."""

    def __init__(self, differing: Sequence[Difference], version: int) -> None:
        super().__init__(_("This note was saved somewhere else while you had it open."), code="stale")
        self.differing, self.version = tuple(differing), version


class AlreadySigned(RecordsRefused):
    """The note is locked."""

    def __init__(self) -> None:
        super().__init__(
            _("This visit is signed. What is to be added or put right goes into an amendment."), code="signed"
        )


class BadVitals(RecordsRefused):
    """Some cannot be read. `problems`: measure -> words."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(_("Look at what is marked."), code="vitals")
        self.problems = dict(problems)


class NotReady(RecordsRefused):
    """It cannot be signed as it is. `problems`: field -> words."""

    def __init__(self, problems: Mapping[str, str | Promise]) -> None:
        super().__init__(_("Look at what is marked; then sign."), code="problems")
        self.problems = dict(problems)
