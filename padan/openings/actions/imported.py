"""Openings brought in by files: many at once, and what a person settled about one."""

from django.db import transaction

from padan.base.staging import NEW, execute, instant
from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.trail.actions import record

WRITTEN = (
    "code", "company_id", "external_ref", "kind", "title", "words_key", "occupation_written",
    "occupation_title_written", "occupation_check", "occupation_id", "description", "competences", "studies", "seats",
    "seats_estimated", "applicants", "region_id", "region_written", "closes_at",
)  # fmt: skip


def open_many(*, staged, owner, by, at, source) -> int:
    """Open the new rows of ``staged``, which has the columns of ``WRITTEN``, within the caller's transaction.

    One trail row tells count and codes. Returns how many were opened.
    """
    count, codes = staged.codes()
    if count:
        columns = ", ".join(WRITTEN)
        execute(
            f"""INSERT INTO {Opening._meta.db_table} (owner_id, {columns}, seats_taken, state, created_at, updated_at)
                SELECT %s, {columns}, 0, %s, %s, %s FROM {staged.name} WHERE verdict = {NEW} ORDER BY n""",  # noqa: S608
            [owner.pk, str(OpeningState.OPEN), instant(at), instant(at)],
        )
        record(by, "openings.opened", owner, at=at,
               changes={"count": [0, count], "codes": ["", codes], "file": ["", source]})  # fmt: skip
    return count


@transaction.atomic
def settle_region(*, opening, region, by, at):
    """Say which official region the written place means; None takes an answer back."""
    opening = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    before = opening.region_id
    opening.region = region
    opening.save(update_fields=["region", "updated_at"])
    record(by, "opening.region_settled", opening, at=at,
           changes={"region": [before or "", region.code if region else ""]})  # fmt: skip
    return opening


@transaction.atomic
def settle_occupation(*, opening, written, check, occupation, by, at):
    """Replace words by an occupation code, and keep what comparing it with the loaded list said."""
    opening = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    before = opening.occupation_written
    opening.occupation_written, opening.occupation_check, opening.occupation = written, check, occupation
    opening.save(update_fields=["occupation_written", "occupation_check", "occupation", "updated_at"])
    record(by, "opening.occupation_settled", opening, at=at,
           changes={"occupation_written": [before, written]})  # fmt: skip
    return opening
