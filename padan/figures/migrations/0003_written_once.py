from django.db import migrations

WORDS = "what was said stays: correct it by a new version"
ALWAYS = ("figures_frozen", "figures_frozenrows")
OF_A_RELEASE = ("figures_publishedcell", "figures_releasedfigure")
RELEASED = "SELECT 1 FROM figures_release WHERE id = {row}.release_id AND state = 'released'"
VERBS = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}

POSTGRESQL = f"""
CREATE FUNCTION figures_said() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$;
CREATE FUNCTION figures_said_in_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS ({RELEASED.format(row="OLD")}) THEN RAISE EXCEPTION '{WORDS}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF EXISTS ({RELEASED.format(row="NEW")}) THEN RAISE EXCEPTION '{WORDS}'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER figures_release_said BEFORE UPDATE OR DELETE ON figures_release
FOR EACH ROW WHEN (OLD.state = 'released') EXECUTE FUNCTION figures_said();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        for table in ALWAYS:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_said BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION figures_said()"
            )
        for table in OF_A_RELEASE:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_said BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION figures_said_in_release()"
            )
        return
    for table in ALWAYS:
        for verb in ("UPDATE", "DELETE"):
            _forbid(schema_editor, table, verb, "")
    for verb in ("UPDATE", "DELETE"):
        _forbid(schema_editor, "figures_release", verb, "WHEN OLD.state = 'released' ")
    for table in OF_A_RELEASE:
        for verb, row in VERBS.items():
            _forbid(schema_editor, table, verb, f"WHEN EXISTS ({RELEASED.format(row=row)}) ")


def _forbid(schema_editor, table, verb, condition):
    schema_editor.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def open_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in (*ALWAYS, *OF_A_RELEASE, "figures_release"):
            schema_editor.execute(f"DROP TRIGGER {table}_said ON {table}")
        schema_editor.execute("DROP FUNCTION figures_said()")
        schema_editor.execute("DROP FUNCTION figures_said_in_release()")
        return
    for table in (*ALWAYS, *OF_A_RELEASE, "figures_release"):
        for verb in VERBS if table in OF_A_RELEASE else ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_frozen_and_released")]
    operations = [migrations.RunPython(guard, open_up)]
