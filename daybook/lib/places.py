"""Where an exception passed, without its words: they may quote what a patient said."""

from __future__ import annotations

import traceback
from types import TracebackType

FRAMES = 12


def places(found: TracebackType | None) -> list[str]:
    """File, line and function of each frame, the deepest last; no source and no values."""
    frames = traceback.extract_tb(found)[-FRAMES:]
    return [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
