"""A command that cannot go on."""


class CommandFailed(Exception):
    """The message is shown as it is, without a traceback; it says what to do."""
