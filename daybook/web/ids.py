"""Ids out of addresses and forms."""

from uuid import UUID


def uuid_or_none(text: str) -> UUID | None:
    """The id; anything that is none is as if it were not there."""
    try:
        return UUID(text)
    except ValueError:
        return None
