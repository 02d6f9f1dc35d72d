"""What can go wrong with the embedded PostgreSQL, in words for the person who starts it."""


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""
