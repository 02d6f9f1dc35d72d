"""A database that does not answer."""


class Unreachable(Exception):
    """Words without the driver's own: those hold the address, and more of the server than a log should."""
