"""The index: entries, word statistics, synonyms."""

from django.db import migrations

FORWARD = """
CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE search_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    key text NOT NULL,
    object text NOT NULL,
    role text NOT NULL,
    language text NOT NULL,
    region text,
    audience text[] NOT NULL DEFAULT '{}',
    valid_from date,
    valid_to date,
    length real NOT NULL,
    vector_priority smallint NOT NULL,
    digest bytea NOT NULL,
    vector_digest bytea NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    attributes jsonb NOT NULL DEFAULT '{}',
    terms integer[] NOT NULL,
    average real NOT NULL,
    weights sparsevec(1000000000) NOT NULL,
    vector halfvec,
    UNIQUE (kind, key)
);
-- texts go out of line first, so that reading a vector or the weights touches one page
ALTER TABLE search_entry ALTER COLUMN vector SET STORAGE MAIN, ALTER COLUMN weights SET STORAGE MAIN,
    ALTER COLUMN terms SET STORAGE EXTERNAL;
-- below this size nothing is compressed: taking weights out of compression costs more than comparing them
ALTER TABLE search_entry SET (toast_tuple_target = 4096, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
-- new rows wait in a short list that searches read through, too: writing is four times quicker
CREATE INDEX search_entry_terms ON search_entry USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 256);
CREATE INDEX search_entry_object ON search_entry (kind, object);
CREATE INDEX search_entry_waiting ON search_entry (vector_priority, id) WHERE vector IS NULL AND vector_priority < 99;
CREATE INDEX search_entry_vector_digest ON search_entry (vector_digest) WHERE vector IS NOT NULL;

-- Statistics are only ever added to, by triggers, so that writers neither wait for each other nor deadlock and
-- every transaction sees its own; a background job folds the rows of one word into one.
CREATE TABLE search_frequency (term integer NOT NULL, entries integer NOT NULL);
CREATE INDEX search_frequency_term ON search_frequency (term) INCLUDE (entries);
CREATE TABLE search_size (kind text NOT NULL, role text NOT NULL, entries integer NOT NULL, length double precision NOT NULL);
CREATE INDEX search_size_kind ON search_size (kind);
CREATE TABLE search_word (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text text NOT NULL,
    sound text NOT NULL,
    entries integer NOT NULL
);

-- titles by how they begin, at each word: as written, in pinyin, in initials
CREATE TABLE search_spelling (
    entry bigint NOT NULL REFERENCES search_entry ON DELETE CASCADE,
    kind text NOT NULL,
    spelling text NOT NULL,
    position smallint NOT NULL
);
CREATE INDEX search_spelling_kind ON search_spelling (kind, spelling text_pattern_ops) INCLUDE (entry, position);
CREATE INDEX search_spelling_entry ON search_spelling (entry);

CREATE TABLE search_synonym (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    expression text NOT NULL,
    terms text[] NOT NULL,
    kind text NOT NULL,
    weight real NOT NULL
);
CREATE INDEX search_synonym_source ON search_synonym (source);

CREATE FUNCTION search_count_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_frequency SELECT term, count(*) FROM added, unnest(terms) AS term GROUP BY term;
    INSERT INTO search_size SELECT kind, role, count(*), sum(length) FROM added GROUP BY kind, role;
    RETURN NULL;
END $$;
CREATE FUNCTION search_count_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_frequency SELECT term, -count(*) FROM removed, unnest(terms) AS term GROUP BY term;
    INSERT INTO search_size SELECT kind, role, -count(*), -sum(length) FROM removed GROUP BY kind, role;
    RETURN NULL;
END $$;
CREATE FUNCTION search_count_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_frequency
        SELECT term, sum(step) FROM (
            SELECT unnest(n.terms) AS term, 1 AS step FROM added n JOIN removed o USING (id) WHERE n.terms <> o.terms
            UNION ALL
            SELECT unnest(o.terms), -1 FROM added n JOIN removed o USING (id) WHERE n.terms <> o.terms
        ) AS steps GROUP BY term HAVING sum(step) <> 0;
    INSERT INTO search_size
        SELECT kind, role, sum(step), sum(length) FROM (
            SELECT kind, role, 1 AS step, length FROM added
            UNION ALL SELECT kind, role, -1, -length FROM removed
        ) AS steps GROUP BY kind, role HAVING sum(step) <> 0 OR sum(length) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_entry_inserted AFTER INSERT ON search_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_count_inserted();
CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION search_count_deleted();
CREATE TRIGGER search_entry_updated AFTER UPDATE ON search_entry
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_count_updated();
"""

BACKWARD = """
DROP TABLE search_spelling, search_entry, search_frequency, search_size, search_word, search_synonym;
DROP FUNCTION search_count_inserted, search_count_deleted, search_count_updated;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
