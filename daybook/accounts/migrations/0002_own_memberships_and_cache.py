"""The one named exception of the first wall: a person reads their own memberships at all clinics.
And the table of the shared cache, which sign-in limits live in; it may be lost at a crash, hence unlogged."""

from django.db import migrations

POLICY = """
CREATE POLICY own_memberships ON accounts_membership FOR SELECT
USING (user_id = nullif(current_setting('app.user_id', true), '')::bigint)
"""
CACHE = """
CREATE UNLOGGED TABLE daybook_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX daybook_cache_expires ON daybook_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(POLICY, "DROP POLICY own_memberships ON accounts_membership"),
        migrations.RunSQL(CACHE, "DROP TABLE daybook_cache"),
    ]
