from django.db import migrations

SQLITE = """
CREATE TRIGGER trail_entry_no_update BEFORE UPDATE ON trail_entry
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER trail_entry_no_delete BEFORE DELETE ON trail_entry
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
"""
POSTGRESQL = """
CREATE FUNCTION trail_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
CREATE TRIGGER trail_entry_no_change BEFORE UPDATE OR DELETE ON trail_entry
FOR EACH ROW EXECUTE FUNCTION trail_append_only();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for statement in SQLITE.strip().split("END;\n"):
        schema_editor.execute(statement.removesuffix("END;").strip() + " END")


def open_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER trail_entry_no_change ON trail_entry")
        schema_editor.execute("DROP FUNCTION trail_append_only()")
        return
    schema_editor.execute("DROP TRIGGER trail_entry_no_update")
    schema_editor.execute("DROP TRIGGER trail_entry_no_delete")


def begin(apps, schema_editor):
    apps.get_model("trail", "Head").objects.create(pk=1, seq=0, hash="0" * 64)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]
    operations = [
        migrations.RunPython(guard, open_up),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
