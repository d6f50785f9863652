"""Verification: a sample is drawn, and an officer notes what she found of each person in it."""

import secrets
from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.outcomes.actions.answers import Facts, note_answer
from padan.outcomes.models import Sample, SampleRow
from padan.outcomes.permissions import check_may_keep_wave
from padan.outcomes.queries.samples import draw, hash_of, outcome_in_sample, told_of
from padan.outcomes.queries.waves import finished
from padan.outcomes.states import AnswerTeller, Found, Status
from padan.trail.actions import record

MOST_DRAWN = 500


class NobodyToDraw(ActionDenied):
    """Fewer have told anything than were to be drawn."""


@transaction.atomic
def draw_sample(*, keeper, window, size, by, at, today, finished_from=None, finished_until=None, seed="") -> Sample:
    """Draw ``size`` of those who told where they stand. What they told and the seed are kept; nothing is redrawn.

    A seed may be given, such as a number that an auditor named; else one is made. Raises NotAllowed or NobodyToDraw.
    """
    check_for(by, check_may_keep_wave, keeper)
    told = told_of(keeper, window=window, finished_from=finished_from, finished_until=finished_until)
    people = {
        f"{batch}-{number:03d}": (enrolment, status)
        for batch, number, enrolment, status in told.values_list(
            "batch__code", "enrolment__number", "enrolment_id", "status"
        )
    }
    if not people:
        raise NobodyToDraw(_("Nobody has told where they stand at this window: there is nobody to draw from yet."))
    if not 1 <= size <= min(len(people), MOST_DRAWN):
        said = _("%(people)s have told where they stand at this window; draw at least 1 and at most %(most)s.")
        raise NobodyToDraw(said % {"people": len(people), "most": min(len(people), MOST_DRAWN)})
    seed = " ".join(seed.split()) or secrets.token_hex(8)
    drawn = draw(people, seed=seed, size=size)
    sample = Sample.objects.create(
        keeper=keeper, window=window, finished_from=finished_from, finished_until=finished_until, seed=seed, size=size,
        population=len(people), told=dict(Counter(status for _enrolment, status in people.values())),
        rows_hash=hash_of(people), drawn_on=today, drawn_by=by,
    )  # fmt: skip
    SampleRow.objects.bulk_create(
        SampleRow(sample=sample, place=place, enrolment_id=people[code][0], told=people[code][1])
        for place, code in enumerate(drawn, start=1)
    )
    record(by, "sample.drawn", sample, at=at, changes={
        "size": [0, size], "of": [0, len(people)], "seed": ["", seed], "codes": ["", sample.rows_hash],
    })  # fmt: skip
    return sample


@transaction.atomic
def check_sample_row(*, row, found, how, by, at, today, status="") -> SampleRow:
    """Note what an officer found of one person: as told, another status, or nobody to be reached.

    What was found becomes an answer verified by an officer; what was told stays in the sample. A second look replaces
    the first. Raises NotAllowed or FieldRefused.
    """
    row = (
        SampleRow.objects.select_for_update(of=("self",))
        .select_related("sample__keeper", "enrolment__batch__centre", "enrolment__person")
        .get(pk=row.pk)
    )
    check_for(by, check_may_keep_wave, row.sample.keeper)
    how, told = " ".join(how.split()), Status(row.told)
    if found == Found.OTHER and (not status or status == told):
        raise FieldRefused("status", _("Say what you found; it is not “%(told)s”.") % {"told": told.label})
    if len(how.split()) < 2:
        raise FieldRefused("how", _("Say how you checked it, such as: called the company."))
    before = row.found_status or row.found
    row.found = found
    row.found_status = {Found.AS_TOLD: told, Found.OTHER: status, Found.UNREACHABLE: ""}[Found(found)]
    row.how, row.checked_on, row.checked_by = how, today, by
    row.save()
    if row.found_status:
        note_answer(
            enrolment=row.enrolment, window=row.sample.window, status=row.found_status, teller=AnswerTeller.OFFICER,
            by=by, at=at, today=today, facts=_known_of(row), source=how,
        )  # fmt: skip
    record(by, "sample.checked", row, at=at, changes={"found": [before, row.found_status or str(found)]})
    return row


def _known_of(row) -> Facts:
    """Where she works stays as it was told when an officer finds that it is so."""
    outcome = outcome_in_sample(row)
    if outcome is None or row.found != Found.AS_TOLD or outcome.status != row.told:
        return Facts()
    names = ("job", "employer", "place", "field_fit", "formal", "abroad")
    began, ended = outcome.began_on, finished(row.enrolment)
    began = began if began and (ended is None or began >= ended) else None
    return Facts(began_on=began, **{name: getattr(outcome, name) for name in names})
