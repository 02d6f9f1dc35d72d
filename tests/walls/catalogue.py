"""What the database's own catalogue must say about the first wall, one query for each rule.

A rule's query gives one line for each thing that breaks it. A clinic-owned table is one that has the column
`clinic_id`, whatever Django knows of it. Nothing here believes the code that builds the wall.
"""

from typing import Any

import psycopg

WALL = "(clinic_id = (NULLIF(current_setting('app.clinic_id'::text, true), ''::text))::bigint)"
OWN = "(user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)"

# The only things that may break a rule. What routes a provider's account to a clinic will be the second policy.
NAMED_EXCEPTIONS = {
    f"accounts_membership: another policy: own_memberships r {OWN} none",
    "accounts_membership: the index membership_by_user does not begin with clinic_id",
}

# Tables of no clinic: they hold nothing that belongs to one. Every other table must have the wall.
SHARED = {
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_device",
    "accounts_limit",
    "accounts_session",
    "accounts_user",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "messaging_accountmail",
    "mfa_authenticator",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "tenancy_clinic",
}

APPEND_ONLY = {
    "audit_entry",
    "audit_seal",
    "billing_creditnote",
    "billing_creditnoteline",
    "billing_invoice",
    "billing_invoiceline",
    "billing_payment",
    "records_amendment",
}
CHANGING = {"SELECT", "INSERT", "UPDATE", "DELETE"}

_OWNED = """
WITH tables AS (
    SELECT oid, relname::text AS name, relrowsecurity, relforcerowsecurity,
        EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'clinic_id' AND NOT attisdropped)
        AS walled
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f')
), owned AS (SELECT * FROM tables WHERE walled),
columns AS (
    SELECT attrelid, attname::text AS name, attnum, format_type(atttypid, NULL) AS type, attnotnull, attidentity,
        typtype, pg_get_expr(adbin, adrelid) AS otherwise
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped
), keys AS (
    SELECT pg_constraint.*, (
        SELECT string_agg(mine.attname || '>' || coalesce(theirs.attname, ''), ' ' ORDER BY place)
        FROM unnest(conkey, confkey) WITH ORDINALITY AS pair(mine, theirs, place)
        JOIN pg_attribute AS mine ON mine.attrelid = conrelid AND mine.attnum = pair.mine
        LEFT JOIN pg_attribute AS theirs ON theirs.attrelid = confrelid AND theirs.attnum = pair.theirs
    ) AS pairs FROM pg_constraint
)
"""

RULES = {
    "clinic_id is not bigint NOT NULL without a default": """
        SELECT name FROM owned WHERE NOT EXISTS (SELECT FROM columns WHERE attrelid = oid
            AND columns.name = 'clinic_id' AND type = 'bigint' AND attnotnull AND otherwise IS NULL)""",
    "id is not uuid NOT NULL": """
        SELECT name FROM owned WHERE NOT EXISTS (SELECT FROM columns WHERE attrelid = oid
            AND columns.name = 'id' AND type = 'uuid' AND attnotnull)""",
    "the primary key is not (clinic_id, id)": """
        SELECT name FROM owned WHERE NOT EXISTS (SELECT FROM keys WHERE conrelid = owned.oid
            AND contype = 'p' AND pairs = 'clinic_id> id>' AND NOT condeferrable)""",
    "clinic_id is no key of tenancy_clinic": """
        SELECT name FROM owned WHERE NOT EXISTS (SELECT FROM keys WHERE conrelid = owned.oid AND contype = 'f'
            AND confrelid = 'tenancy_clinic'::regclass AND pairs = 'clinic_id>id')""",
    "row security is not enabled": "SELECT name FROM owned WHERE NOT relrowsecurity",
    "row security is not forced": "SELECT name FROM owned WHERE NOT relforcerowsecurity",
    "the wall's policy is missing": f"""
        SELECT name FROM owned WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = owned.oid AND polpermissive
            AND polcmd = '*' AND polroles = '{{0}}' AND pg_get_expr(polqual, polrelid) = $${WALL}$$
            AND pg_get_expr(polwithcheck, polrelid) = $${WALL}$$)""",
    "another policy": f"""
        SELECT format('%s: another policy: %s %s %s %s', name, polname, polcmd,
            coalesce(pg_get_expr(polqual, polrelid), 'none'), coalesce(pg_get_expr(polwithcheck, polrelid), 'none'))
        FROM tables JOIN pg_policy ON polrelid = tables.oid WHERE NOT (polname = 'clinic_wall' AND polpermissive
            AND polcmd = '*' AND polroles = '{{0}}' AND pg_get_expr(polqual, polrelid) = $${WALL}$$
            AND pg_get_expr(polwithcheck, polrelid) = $${WALL}$$)""",
    # Primary keys and unique constraints are indexes too.
    "an index does not begin with clinic_id": """
        SELECT format('%s: the index %s does not begin with clinic_id', name, indexrelid::regclass)
        FROM owned JOIN pg_index ON indrelid = owned.oid
        WHERE NOT indisexclusion AND pg_get_indexdef(indexrelid, 1, true) <> 'clinic_id'""",
    # The order of an exclusion's parts means nothing: rows are rivals when all of them agree.
    "an exclusion constraint does not compare clinics": """
        SELECT format('%s: the exclusion %s does not compare clinics', name, conname)
        FROM owned JOIN pg_constraint ON conrelid = owned.oid WHERE contype = 'x'
            AND strpos(pg_get_constraintdef(pg_constraint.oid), 'clinic_id WITH =') = 0
            AND strpos(pg_get_constraintdef(pg_constraint.oid),
                'int8range(clinic_id, clinic_id, ''[]''::text) WITH &&') = 0""",
    "a foreign key reaches through the wall": """
        SELECT format('%s: the foreign key %s reaches through the wall (%s)', name, conname, pairs)
        FROM owned JOIN keys ON conrelid = owned.oid WHERE contype = 'f'
            AND confrelid IN (SELECT oid FROM owned) AND pairs !~ '^clinic_id>clinic_id [a-z_]+_id>id$'""",
    "a foreign key is deferrable": """
        SELECT format('%s: the foreign key %s is deferrable', name, conname)
        FROM owned JOIN keys ON conrelid = owned.oid WHERE contype = 'f' AND condeferrable""",
    "a foreign key changes rows by itself": """
        SELECT format('%s: the foreign key %s is ON DELETE SET or ON UPDATE', name, conname)
        FROM owned JOIN keys ON conrelid = owned.oid
        WHERE contype = 'f' AND (confdeltype NOT IN ('a', 'r', 'c') OR confupdtype <> 'a')""",
    "a foreign key is not enforced": """
        SELECT format('%s: the foreign key %s is not enforced', name, conname)
        FROM owned JOIN keys ON conrelid = owned.oid
        WHERE contype = 'f' AND (NOT convalidated OR pg_get_constraintdef(keys.oid) LIKE '%%NOT ENFORCED%%'
            OR EXISTS (SELECT FROM pg_trigger WHERE tgconstraint = keys.oid AND tgenabled = 'D'))""",
    "a shared table points at a clinic's rows": """
        SELECT format('%s: the foreign key %s of a shared table points at a clinic''s rows', tables.name, conname)
        FROM tables JOIN keys ON conrelid = tables.oid
        WHERE contype = 'f' AND NOT walled AND confrelid IN (SELECT oid FROM owned)""",
    "a number is counted by the database": """
        SELECT format('%s: the column %s counts through all clinics', owned.name, columns.name)
        FROM owned JOIN columns ON attrelid = oid WHERE attidentity <> '' OR otherwise ~ 'nextval'""",
    "a column is an enum": """
        SELECT format('%s: the column %s is an enum', owned.name, columns.name)
        FROM owned JOIN columns ON attrelid = oid WHERE typtype = 'e'""",
    "is a partition, a child or a parent": """
        SELECT name FROM tables JOIN pg_inherits ON tables.oid IN (inhrelid, inhparent)""",
    "is a foreign table": """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'f'""",
    "is a view without security_invoker": """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm'
            OR (relkind = 'v' AND NOT coalesce(reloptions && ARRAY['security_invoker=true', 'security_invoker=on'],
            false)))""",
    "is a function that runs as its owner": """
        SELECT proname FROM pg_proc WHERE prosecdef
            AND pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)""",
    "has rewrite rules": """
        SELECT name FROM tables JOIN pg_rewrite ON ev_class = tables.oid""",
    "is in a schema of its own": """
        SELECT format('%s.%s', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'p', 'f', 'v', 'm') AND nspname NOT IN ('public', 'information_schema')
            AND nspname !~ '^pg_'""",
}

_GRANTED = """
SELECT name, walled, array_agg(privilege_type ORDER BY privilege_type) FILTER (WHERE grantee = %(app)s::regrole),
    bool_or(grantee NOT IN (%(app)s::regrole, relowner))
    OR coalesce(bool_or(is_grantable AND grantee <> relowner), false)
    OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = tables.oid AND attacl IS NOT NULL)
FROM tables JOIN pg_class USING (oid), aclexplode(coalesce(relacl, acldefault('r', relowner)))
GROUP BY tables.oid, name, walled
"""

# What the application's role is, has or may that it must not: one line each.
_ROLE = """
WITH me AS (SELECT * FROM pg_roles WHERE rolname = %(app)s)
SELECT 'is a superuser' FROM me WHERE rolsuper
UNION ALL SELECT 'has BYPASSRLS' FROM me WHERE rolbypassrls
UNION ALL SELECT 'has CREATEROLE' FROM me WHERE rolcreaterole
UNION ALL SELECT 'has CREATEDB' FROM me WHERE rolcreatedb
UNION ALL SELECT 'has REPLICATION' FROM me WHERE rolreplication
UNION ALL SELECT 'is a member of ' || roleid::regrole FROM me JOIN pg_auth_members ON member = me.oid
UNION ALL SELECT 'owns ' || relname FROM me JOIN pg_class ON relowner = me.oid
UNION ALL SELECT 'owns the function ' || proname FROM me JOIN pg_proc ON proowner = me.oid
UNION ALL SELECT 'owns the schema ' || nspname FROM me JOIN pg_namespace ON nspowner = me.oid
UNION ALL SELECT 'owns the type ' || typname FROM me JOIN pg_type ON typowner = me.oid
UNION ALL SELECT 'owns the database ' || datname FROM me JOIN pg_database ON datdba = me.oid
UNION ALL SELECT 'may create in ' || nspname FROM me, pg_namespace
    WHERE has_schema_privilege(me.oid, pg_namespace.oid, 'CREATE')
UNION ALL SELECT 'may ' || what || ' in the database' FROM me, unnest(ARRAY['CREATE', 'TEMP']) AS what
    WHERE has_database_privilege(me.oid, current_database(), what)
UNION ALL SELECT 'has no ' || what FROM me, unnest(ARRAY['lock_timeout', 'statement_timeout',
        'idle_in_transaction_session_timeout']) AS what
    WHERE NOT EXISTS (SELECT FROM unnest(rolconfig) AS setting WHERE setting ~ ('^' || what || '=[1-9]'))
UNION ALL SELECT 'gets rights on coming tables' FROM me, pg_default_acl, aclexplode(defaclacl)
    WHERE grantee IN (0, me.oid) AND defaclobjtype = 'r'
"""


def faults(connection: psycopg.Connection[Any], app: str = "daybook_app") -> set[str]:
    """Everything that breaks a rule, as "<table>: <what>"; the named exceptions are among them."""
    found = set()
    for rule, query in RULES.items():
        for (line,) in _rows(connection, query):
            found.add(line if f"{line}".find(": ") > 0 else f"{line}: {rule}")
    for name, walled, granted, others in _rows(connection, _GRANTED, app=app):
        found |= _grant_faults(name, walled, set(granted or ()), others)
    found |= {f"{name}: is neither walled nor named as shared" for name in _unwalled(connection) - SHARED}
    return found | {f"{app}: {line}" for (line,) in connection.execute(_ROLE, {"app": app})}


def owned_tables(connection: psycopg.Connection[Any]) -> set[str]:
    return {name for (name,) in _rows(connection, "SELECT name FROM owned")}


def _unwalled(connection: psycopg.Connection[Any]) -> set[str]:
    return {name for (name,) in _rows(connection, "SELECT name FROM tables WHERE NOT walled")}


def _grant_faults(name: str, walled: bool, granted: set[str], others: bool) -> set[str]:
    found = {f"{name}: someone else has rights, or may pass them on"} if others else set()
    wanted = {"SELECT", "INSERT"} if name in APPEND_ONLY else CHANGING
    if granted - wanted or (walled and granted != wanted):
        found.add(f"{name}: the application may {', '.join(sorted(granted))}")
    return found


def _rows(connection: psycopg.Connection[Any], query: str, **values: object) -> list[Any]:
    text = _OWNED + (query if values else query.replace("%%", "%"))
    return connection.execute(text.encode(), values or None).fetchall()
