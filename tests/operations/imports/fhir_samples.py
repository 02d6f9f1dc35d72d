"""Real FHIR bulk files for the tests, and lines to spoil."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[3]
SMALL = CHECKOUT / "tests" / "fixtures" / "fhir" / "synthea-5"
# The whole sample (13 patients, 1,215 encounters, 3,873 resources), where it lies beside the checkout.
WHOLE = CHECKOUT.parent / "shared" / "data" / "fhir-bulk-10"


def first(kind: str) -> dict[str, Any]:
    """The first resource of a kind in the small sample."""
    with (SMALL / f"{kind}.000.ndjson").open(encoding="utf-8") as lines:
        return dict(json.loads(next(lines)))
