"""A form that, after somebody else's save, takes over what this person did not touch."""

from collections.abc import Mapping
from typing import Any, ClassVar

from daybook.tenancy.versions import StaleSave
from daybook.web.saving import RowForm


class MergingForm(RowForm):
    """Each field carries what it was opened with (Django's hidden initial), so that it is known who changed what.

    `together`: fields that are one value; touching one is touching all. `taken_over`: the words of the fields that now
    hold what the other person saved.
    """

    together: ClassVar[frozenset[str]] = frozenset()
    stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken_over: list[Any] = []

    def now(self) -> Mapping[str, Any]:
        """What the row says now, by field, as the form shows it."""
        raise NotImplementedError

    def _show(self, stale: StaleSave) -> None:
        mine, before = set(self.changed_data), self.data
        if mine & self.together:
            mine |= self.together
        super()._show(stale)
        now = {name: text for name, text in self.now().items() if name in self.fields}
        theirs = {name for name in now if _sent(before.get(f"initial-{name}")) != _sent(now[name])}
        differing = [(self.called.get(each.field, each.field), each) for each in stale.differing]
        self.stale = True
        self.conflicts = [self._conflict(each) for name, each in differing if name in mine & theirs]
        self.taken_over = [self.fields[name].label for name in self.fields if name in theirs - mine]
        data: Any = self.data  # a copy of what was sent
        for name, text in now.items():
            data[f"initial-{name}"] = text
            if name not in mine:
                data[name] = text


def _sent(value: Any) -> str:
    """A value from the database as a browser sends it back."""
    return str("" if value is None else value).replace("\r\n", "\n").strip()
