"""How often something was tried, in a table that every process counts in. It may be lost at a crash, hence unlogged.
It takes the place of a shared cache, which forgets counts under load (see accounts/limits.py)."""

from django.db import migrations, models

LIMITS = """
CREATE UNLOGGED TABLE accounts_limit (
    key text PRIMARY KEY, used integer NOT NULL, until timestamptz NOT NULL
);
CREATE INDEX accounts_limit_until ON accounts_limit (until);
DROP TABLE daybook_cache;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_own_memberships_and_cache")]
    operations = [
        migrations.RunSQL(LIMITS, migrations.RunSQL.noop),
        migrations.AddField("membership", "seen_at", models.DateTimeField(null=True)),
    ]
