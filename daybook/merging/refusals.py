"""What merging says when it says no."""

from daybook.lib.refused import Refused


class MergingRefused(Refused):
    """Codes: "same", "merged" (one of the two is no file of its own any more), "stale" (somebody changed one of them
    meanwhile), "overlap", "waiting", "advance", "too_long", "too_many_phones", "unreadable", "erased",
    "undone", "hindered"."""
