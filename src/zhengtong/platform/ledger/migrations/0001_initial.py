"""The register, and the append-only log with its constraints and triggers."""

import uuid

from django.db import migrations, models

LOG = """
-- which log this is: heads written outside the database name it
CREATE TABLE ledger_log (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    id uuid NOT NULL
);

-- `json`, not `jsonb`: the text is kept byte for byte, because it is what is hashed
CREATE TABLE ledger_entry (
    header json NOT NULL,
    private json NOT NULL,
    recorded_at timestamptz NOT NULL,
    id uuid GENERATED ALWAYS AS ((header ->> 'id')::uuid) STORED PRIMARY KEY,
    code text GENERATED ALWAYS AS (header ->> 'code') STORED NOT NULL UNIQUE,
    kind text GENERATED ALWAYS AS (header ->> 'kind') STORED NOT NULL,
    algorithm text GENERATED ALWAYS AS (header -> 'algorithm' ->> 'id') STORED,
    risk text GENERATED ALWAYS AS (header -> 'algorithm' ->> 'risk') STORED,
    outcome text GENERATED ALWAYS AS (header ->> 'outcome') STORED,
    confirmer_kind text GENERATED ALWAYS AS (header -> 'confirmed_by' ->> 'kind') STORED,
    confirmer text GENERATED ALWAYS AS (header -> 'confirmed_by' ->> 'identifier') STORED,
    -- a CHECK passes on NULL, so every comparison ends in IS TRUE
    CONSTRAINT ledger_entry_kind_known CHECK ((
        (kind = 'act' AND algorithm IS NOT NULL AND risk IS NOT NULL AND outcome IS NOT NULL)
        OR (kind = 'audit' AND algorithm IS NULL AND outcome IS NULL)
    ) IS TRUE),
    CONSTRAINT ledger_outcome_within_risk CHECK ((
        kind = 'audit' OR array_position(ARRAY['information','suggestion','favourable','adverse'], outcome)
            <= array_position(ARRAY['information','suggestion','favourable','adverse'], risk)
    ) IS TRUE),
    CONSTRAINT ledger_adverse_needs_a_named_person CHECK ((
        kind = 'audit' OR outcome <> 'adverse' OR (confirmer_kind = 'person' AND btrim(confirmer) <> '')
    ) IS TRUE)
);
CREATE INDEX ledger_entry_recorded ON ledger_entry (recorded_at);
CREATE INDEX ledger_entry_algorithm ON ledger_entry (algorithm, recorded_at) WHERE algorithm IS NOT NULL;

CREATE TABLE ledger_pending (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry uuid NOT NULL
);

CREATE TABLE ledger_node (
    last bigint NOT NULL CHECK (last > 0),
    level smallint NOT NULL CHECK (level >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    entry uuid CHECK ((level = 0) = (entry IS NOT NULL)),
    PRIMARY KEY (last, level)
);
CREATE UNIQUE INDEX ledger_node_entry ON ledger_node (entry) WHERE level = 0;

CREATE TABLE ledger_head (
    number bigint PRIMARY KEY CHECK (number > 0),
    size bigint NOT NULL UNIQUE CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    sealed_at timestamptz NOT NULL,
    previous bytea NOT NULL CHECK (length(previous) = 32),
    digest bytea NOT NULL CHECK (length(digest) = 32)
);

CREATE FUNCTION ledger_admit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    registered record;
BEGIN
    IF NEW.header ->> 'kind' = 'act' THEN
        SELECT enabled, risk INTO registered FROM ledger_algorithm WHERE id = NEW.header -> 'algorithm' ->> 'id';
        IF NOT FOUND THEN
            RAISE EXCEPTION 'algorithm-not-registered' USING ERRCODE = 'ZT001';
        ELSIF NOT registered.enabled THEN
            RAISE EXCEPTION 'algorithm-switched-off' USING ERRCODE = 'ZT002';
        ELSIF registered.risk <> NEW.header -> 'algorithm' ->> 'risk' THEN
            RAISE EXCEPTION 'algorithm-risk-changed' USING ERRCODE = 'ZT003';
        END IF;
    END IF;
    INSERT INTO ledger_pending (entry) VALUES ((NEW.header ->> 'id')::uuid);
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_admit BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_admit();

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger-append-only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'ZT004';
END $$;
"""

GUARDED = ("ledger_entry", "ledger_node", "ledger_head", "ledger_log")
GUARD = "\n".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();"
    for table in GUARDED
)
UNDO = """
DROP TABLE ledger_entry, ledger_pending, ledger_node, ledger_head, ledger_log;
DROP FUNCTION ledger_admit();
DROP FUNCTION ledger_refuse_change();
"""


def name_the_log(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_log (id) VALUES (%s)", [uuid.uuid4()])


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Algorithm",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("version", models.TextField()),
                ("name", models.JSONField()),
                ("owner", models.JSONField()),
                ("purpose", models.JSONField()),
                ("inputs", models.JSONField(default=list)),
                ("risk", models.TextField()),
                ("filing_number", models.TextField(blank=True, default="")),
                ("enabled", models.BooleanField(default=True)),
                ("enabled_in_pack", models.BooleanField(default=True)),
                ("source", models.TextField()),
                ("definitions", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("risk__in", ("information", "suggestion", "favourable", "adverse"))),
                        name="ledger_algorithm_risk_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("algorithm", models.TextField(null=True)),
                ("outcome", models.TextField(null=True)),
            ],
            options={"db_table": "ledger_entry", "managed": False},
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.UUIDField()),
            ],
            options={"db_table": "ledger_pending", "managed": False},
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "last", "level", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("last", models.BigIntegerField()),
                ("level", models.SmallIntegerField()),
                ("hash", models.BinaryField()),
                ("entry", models.UUIDField(null=True)),
            ],
            options={"db_table": "ledger_node", "managed": False},
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
                ("previous", models.BinaryField()),
                ("digest", models.BinaryField()),
            ],
            options={"db_table": "ledger_head", "managed": False},
        ),
        migrations.RunSQL(LOG, UNDO),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.RunPython(name_the_log, migrations.RunPython.noop),
    ]
