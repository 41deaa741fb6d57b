"""What tells a process that its copy of a kind's vectors is no longer what the index holds."""

from django.db import migrations

FORWARD = """
-- Only ever added to, like the other statistics. The sum over a kind is the state it is in: random steps, so that
-- a sum never comes back after a rollback or a restore.
CREATE TABLE search_change (kind text NOT NULL, step bigint NOT NULL DEFAULT floor(random() * 1e9));
CREATE INDEX search_change_kind ON search_change (kind) INCLUDE (step);
INSERT INTO search_change SELECT DISTINCT kind FROM search_entry;

CREATE FUNCTION search_note_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_change (kind) SELECT DISTINCT kind FROM added;
    RETURN NULL;
END $$;
CREATE FUNCTION search_note_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_change (kind) SELECT DISTINCT kind FROM removed;
    RETURN NULL;
END $$;
CREATE TRIGGER search_entry_noted_insert AFTER INSERT ON search_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_note_added();
CREATE TRIGGER search_entry_noted_update AFTER UPDATE ON search_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_note_added();
CREATE TRIGGER search_entry_noted_delete AFTER DELETE ON search_entry
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION search_note_removed();
"""

BACKWARD = """
DROP TRIGGER search_entry_noted_insert ON search_entry;
DROP TRIGGER search_entry_noted_update ON search_entry;
DROP TRIGGER search_entry_noted_delete ON search_entry;
DROP FUNCTION search_note_added, search_note_removed;
DROP TABLE search_change;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
