"""A stored state is never changed or deleted: the database refuses it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("packs", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION packs_version_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'packs_version rows are never changed' USING ERRCODE = 'restrict_violation';
                END $$;
                CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON packs_version
                    FOR EACH ROW EXECUTE FUNCTION packs_version_is_immutable();
            """,
            reverse_sql="""
                DROP TRIGGER immutable ON packs_version;
                DROP FUNCTION packs_version_is_immutable();
            """,
        )
    ]
