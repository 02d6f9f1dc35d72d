"""How big a seeded clinic is, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Size:
    """`visits`: how many appointments. Days before and after the day of seeding; two in three quarters of an hour of
    a practitioner's open time are taken."""

    practitioners: int
    patients: int
    visits: int
    back: timedelta = timedelta(days=275)
    ahead: timedelta = timedelta(days=91)


MEASURED = Size(practitioners=10, patients=5_000, visits=50_000)
# NEIGHBOURS of these beside the measured one are a thousand clinics and five million appointments.
NEIGHBOUR = Size(practitioners=1, patients=500, visits=4_955)
NEIGHBOURS = 999
DIFFERENT = 10  # neighbours; the others are like one of these under other ids
CLIENTS = 8
TILLS = 25
"""Browsers of one client that issues bills: what each was told is read by nobody here and would grow in one session."""
STORIES, LONG = 30, 708
"""Visits of a patient whose file is opened; and of the one in the public sample of FHIR data who has most."""
MEMORY_MIB = 400
"""Of web server, worker and database together, after the load."""
