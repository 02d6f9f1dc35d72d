"""A command that cannot go on."""

# Trying again would end the same way: `daybook run` gives up instead of starting the process again.
REFUSED = 3


class CommandFailed(Exception):
    """The message is shown as it is, without a traceback; it says what to do."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code
