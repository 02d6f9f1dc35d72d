"""A document as PDF, by typst: https://typst.app/docs/reference/"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path

import typst

from daybook.lib.paper.fonts import fonts
from daybook.lib.paper.ready import ready
from daybook.lib.paper.shapes import Kind, Size

TEMPLATES = Path(__file__).with_name("templates")
SIZES: dict[Kind, Size] = {"prescription": "a5", "summary": "a4", "invoice": "a4", "receipt": "a6"}
# A compiler is of one thread at a time (two raise "Already borrowed"); the fonts are shared by all.
_of_thread = threading.local()


def pdf(kind: Kind, data: Mapping[str, object], *, language: str, size: Size | None = None) -> bytes:
    """The document in that language ("en", "hi", "te", "ta"; English for any other), on its usual paper or another.

    `data` has the shape of shapes.py. It reaches the template as one JSON value: nothing in it is ever read as
    markup. The same data gives the same bytes. Raises PaperRefused when the fonts are not there.
    """
    out = _compiler().compile(format="pdf", sys_inputs=_inputs(kind, data, language, size))
    if not isinstance(out, bytes):
        raise TypeError("a document is one file")
    return out


def pictures(
    kind: Kind, data: Mapping[str, object], *, language: str, size: Size | None = None, ppi: float = 110
) -> list[bytes]:
    """The same document's pages as PNG."""
    out = _compiler().compile(format="png", ppi=ppi, sys_inputs=_inputs(kind, data, language, size))
    return [out] if isinstance(out, bytes) else list(out or [])


def _inputs(kind: Kind, data: Mapping[str, object], language: str, size: Size | None) -> dict[str, str]:
    fonts()
    made = {"kind": kind, "size": size or SIZES[kind], **ready(data, language)}
    return {"data": json.dumps(made, ensure_ascii=False)}


def _compiler() -> typst.Compiler:
    if not hasattr(_of_thread, "compiler"):
        _of_thread.compiler = typst.Compiler(
            TEMPLATES / "main.typ", root=TEMPLATES, font_paths=fonts(), ignore_system_fonts=True
        )
    compiler: typst.Compiler = _of_thread.compiler
    return compiler
