"""The jobs of the book."""

from daybook.booking.actions import sweep_holds as sweeping
from daybook.tenancy.jobs import each_clinic, every


@every("*/5 * * * *", "booking.sweep_holds")
def sweep_holds() -> None:
    each_clinic(sweeping.sweep_holds)
