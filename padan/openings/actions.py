"""Acts on openings. A seat is taken by the database itself: two at once cannot take the last one."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.staging import NEW, execute, instant
from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.trail.actions import record

WRITTEN = (
    "code", "company_id", "external_ref", "kind", "title", "words_key", "occupation_written",
    "occupation_title_written", "occupation_check", "occupation_id", "description", "competences", "studies", "seats",
    "seats_estimated", "applicants", "region_id", "region_written", "closes_at",
)  # fmt: skip


class OpeningFull(ActionDenied):
    """Every seat is taken."""


class OpeningClosed(ActionDenied):
    """Nobody is taken on there any more."""


def take_seat(opening, *, at):
    """Take one seat, within the act that gives it to somebody. Told by that act in the trail.

    Raises OpeningFull or OpeningClosed; a seat once filled stays filled when the job ends.
    """
    free = Opening.objects.filter(pk=opening.pk, state=OpeningState.OPEN, seats_taken__lt=F("seats"))
    if free.update(seats_taken=F("seats_taken") + 1, updated_at=at):
        return
    if Opening.objects.filter(pk=opening.pk, state=OpeningState.OPEN).exists():
        raise OpeningFull(_("All seats of “%(opening)s” are taken.") % {"opening": opening})
    raise OpeningClosed(_("“%(opening)s” is closed.") % {"opening": opening})


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
