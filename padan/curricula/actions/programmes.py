"""Acts on programmes."""

from padan.base.staging import NEW, execute, instant
from padan.curricula.models import Programme
from padan.trail.actions import record


def open_programmes(*, staged, centre, by, at, source) -> int:
    """Open the new rows of ``staged`` (code, name, name_key, trade, hours, goal, description) at this centre.

    Within the caller's transaction; one trail row tells count and codes. Returns how many were opened.
    """
    count, codes = staged.codes()
    if count:
        execute(
            f"""INSERT INTO {Programme._meta.db_table} (code, centre_id, name, name_key, trade, hours, goal,
                    description, created_at, updated_at)
                SELECT code, %s, name, name_key, trade, hours, goal, description, %s, %s
                FROM {staged.name} WHERE verdict = {NEW} ORDER BY n""",  # noqa: S608
            [centre.pk, instant(at), instant(at)],
        )
        record(by, "programmes.opened", centre, at=at,
               changes={"count": [0, count], "codes": ["", codes], "file": ["", source]})  # fmt: skip
    return count
