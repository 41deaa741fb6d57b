"""A stored state is never changed or deleted: the database refuses it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION catalog_item_revision_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'catalog_item_revision rows are never changed' USING ERRCODE = 'restrict_violation';
                END $$;
                CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON catalog_item_revision
                    FOR EACH ROW EXECUTE FUNCTION catalog_item_revision_is_immutable();
            """,
            reverse_sql="""
                DROP TRIGGER immutable ON catalog_item_revision;
                DROP FUNCTION catalog_item_revision_is_immutable();
            """,
        )
    ]
