"""The rows under a search box as HTML, for js/search.js.

Written by hand, since it answers each key that reception presses: a template took six times as long as the search.
Everything a person typed goes through `escape`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.lib.ids import uuid7
from daybook.web.staff.patients.lines import Line
from daybook.web.templatetags.parts import icon, initials


@dataclass(frozen=True, slots=True)
class Choosing:
    """What choosing a row does. `picks`: the form takes the patient; else `opens`: the file; else the booking form
    opens. `books`, `register_url`: what else this person may do; the address is empty when they may not."""

    picks: bool
    opens: bool
    books: bool
    register_url: str


def options(lines: Sequence[Line], typed: str, choosing: Choosing) -> SafeString:
    part = uuid7().hex[-8:]  # two lists on one page have ids of their own
    keys = _keys(choosing)
    file_word, deceased = escape(_("file")), f' <span class="tag">{escape(_("deceased"))}</span>'
    rows = [
        f'<a role="option" id="opt-{part}-{number}" data-id="{line.id}" data-label="{escape(line.hit.name)}"'
        f"{_addresses(line, choosing)}>"
        f'<span class="avatar small" aria-hidden="true">{escape(initials(line.hit.name))}</span>'
        f'<span class="grow"><b>{line.name} <span class="faint">{escape(line.who)}</span>'
        f"{deceased if line.hit.deceased else ''}</b>"
        f'<span class="small quiet num">{_more(line, file_word)}</span></span>{keys}</a>'
        for number, line in enumerate(lines)
    ]
    if not rows:
        words = _("Nobody is found for “%(typed)s”.") % {"typed": typed}
        rows.append(f'<div class="none">{escape(words)}</div>')
    if choosing.register_url:
        rows.append(_register(typed, part, choosing.register_url))
    return mark_safe("".join(rows))  # noqa: S308 - everything above is escaped


def _addresses(line: Line, choosing: Choosing) -> str:
    file, book = escape(line.url), escape(line.book_url)
    if choosing.opens or not choosing.books:
        return f' href="{file}"' + (f' data-alt="{book}"' if choosing.books else "")
    return f' href="{book}" data-dialog data-alt="{file}"'


def _more(line: Line, file_word: str) -> str:
    parts: list[str] = [line.phone] if line.hit.phone else []
    parts.append(f"{file_word} {line.number}")
    others = line.hit.family
    if others:
        words = ngettext("%(others)d other on this phone", "%(others)d others on this phone", others)
        parts.append(escape(words % {"others": others}))
    return " · ".join(parts)


def _keys(choosing: Choosing) -> str:
    enter = "<kbd>Enter</kbd>"
    if choosing.picks:
        words = enter
    elif choosing.opens or not choosing.books:
        words = f"{escape(_('Open'))} {enter}"
    else:
        words = f"{escape(_('Book'))} {enter} · {escape(_('Open'))} <kbd>Ctrl Enter</kbd>"
    return f'<span class="keys small faint only-desk">{words}</span>'


def _register(typed: str, part: str, url: str) -> str:
    words = escape(_("Register “%(typed)s”") % {"typed": typed})
    return (
        f'<a role="option" class="register" id="opt-{part}-new" href="{escape(url)}" data-dialog data-register>'
        f'{icon("plus")}<span class="grow">{words}</span>'
        '<span class="keys small faint only-desk"><kbd>Enter</kbd></span></a>'
    )
