"""No double booking, as constraints: one each for the practitioner, the room and the patient.

Ids are compared as one-element ranges because btree_gist is not everywhere. `x_id IS NOT NULL` is part of each
predicate: a NULL would make an unbounded range that collides with everyone. A lane is part of the practitioner's and
the room's constraint, never of the patient's. Imported rows are the past as a fact and are left out.

What tells rows apart best comes first: a GiST index asks its parts one after another, and with the clinic first, which
is the same for all its rows, an INSERT took half as long again.
"""

from django.db import migrations

STATES = "status IN ('held', 'booked', 'arrived', 'in_consultation', 'done') AND import_batch_id IS NULL"
ONE = "{0}range({1}, {1}, '[]') WITH &&"


def constraint(what: str, span: str, lane: bool) -> migrations.RunSQL:
    parts = [ONE.format("uuid", f"{what}_id"), f"tstzrange({span}) WITH &&"]
    if lane:
        parts.append(ONE.format("int4", "lane"))
    parts.append(ONE.format("int8", "clinic_id"))
    name = f"appointment_{what}_no_overlap"
    return migrations.RunSQL(
        f"ALTER TABLE booking_appointment ADD CONSTRAINT {name} EXCLUDE USING gist ({', '.join(parts)}) "
        f"WHERE ({what}_id IS NOT NULL AND {STATES})",
        f"ALTER TABLE booking_appointment DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial"), ("tenancy", "0002_uuidrange")]
    operations = [
        constraint("practitioner", "busy_from, busy_until", lane=True),
        constraint("room", "busy_from, busy_until", lane=True),
        constraint("patient", "starts_at, ends_at", lane=False),
    ]
