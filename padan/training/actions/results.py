"""Acts of a class: who was there on a day, and what an assessor found of each in each unit."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.trail.actions import record
from padan.training.actions.calendar import locked
from padan.training.models import AttendanceMark, Enrolment, UnitResult
from padan.training.permissions import check_may_teach
from padan.training.queries.results import results_of, units_taught
from padan.training.states import PARTICIPANTS, BatchState, Mark, Result

MOST_TAPS = 2000


class NotEnrolled(ActionDenied):
    """Somebody is not in this class."""


class NotTaught(ActionDenied):
    """A unit is not part of what this class teaches."""


class ResultsChanged(ActionDenied):
    """Somebody else wrote results since the page was shown."""


def tap_key(form, enrolment, day) -> uuid.UUID:
    """The key of a mark that came by a form: the same form sent twice is one mark."""
    return uuid.uuid5(form, f"{enrolment}:{day}")


@transaction.atomic
def mark_attendance(*, batch, taps, by, at, today) -> int:
    """Keep marks: ``taps`` holds ``key`` (UUID), ``enrolment`` (pk), ``held_on``, ``mark`` and ``tapped_at``.

    What came before is kept once; of two marks for one person and day the one tapped later stands, whichever came in
    first. Returns how many are new. Raises NotEnrolled, FieldRefused; then nothing is kept.
    """
    check_for(by, check_may_teach, batch)
    batch = locked(batch)
    if len(taps) > MOST_TAPS:
        raise ActionDenied(_("These are more marks than a class can have. Send them in parts."))
    if batch.state not in (BatchState.TRAINING, BatchState.COMPLETED):
        raise ActionDenied(_("Attendance is kept once the class has begun."))
    here = set(Enrolment.objects.filter(batch=batch, state__in=PARTICIPANTS).values_list("pk", flat=True))
    known = set(AttendanceMark.objects.filter(key__in=[tap["key"] for tap in taps]).values_list("key", flat=True))
    stands = {
        (row.enrolment_id, row.held_on): row
        for row in AttendanceMark.objects.filter(
            enrolment__batch=batch, held_on__in={tap["held_on"] for tap in taps}, replaced=False
        )
    }
    written = 0
    for tap in sorted(taps, key=lambda tap: tap["tapped_at"]):
        if tap["enrolment"] not in here:
            raise NotEnrolled(_("Somebody on this list is not in this class. Open the page again."))
        if tap["held_on"] > today:
            raise FieldRefused("held_on", _("This day is still to come."))
        if batch.starts_on and tap["held_on"] < batch.starts_on:
            raise FieldRefused("held_on", _("The class had not begun on this day."))
        if tap["key"] in known:
            continue
        known.add(tap["key"])
        told = tap | {"tapped_at": min(tap["tapped_at"], at), "mark": Mark(tap["mark"])}
        place = (told["enrolment"], told["held_on"])
        standing = stands.get(place)
        if standing and standing.mark == told["mark"] and standing.tapped_at <= told["tapped_at"]:
            continue
        late = standing is not None and standing.tapped_at > told["tapped_at"]
        if standing and not late:
            standing.replaced = True
            standing.save(update_fields=["replaced"])
        row = AttendanceMark.objects.create(
            enrolment_id=told["enrolment"], held_on=told["held_on"], mark=told["mark"], key=told["key"],
            tapped_at=told["tapped_at"], came_at=at, by=by, replaced=late,
        )  # fmt: skip
        if not late:
            stands[place] = row
        written += 1
    if written:
        days = sorted({str(tap["held_on"]) for tap in taps})
        record(by, "attendance.marked", batch, at=at,
               changes={"marks": [0, written], "days": ["", ", ".join(days[:10])]})  # fmt: skip
    return written


@transaction.atomic
def record_results(*, batch, cells, assessor, assessed_on, by, at, today) -> int:
    """Write results of a class: ``cells`` holds ``enrolment``, ``unit`` (ids), ``result`` ("" for none) and ``seen``.

    ``seen`` is what the assessor had before her eyes: where something else stands by now the act is refused whole, so
    that two who write at once never overwrite each other unseen. Returns how many changed.
    """
    check_for(by, check_may_teach, batch)
    batch = locked(batch)
    if batch.state not in (BatchState.TRAINING, BatchState.COMPLETED):
        raise ActionDenied(_("Results are written once the class has begun."))
    if not assessor.strip():
        raise FieldRefused("assessor", _("Write who assessed."))
    if assessed_on > today:
        raise FieldRefused("assessed_on", _("This day is still to come."))
    if batch.starts_on and assessed_on < batch.starts_on:
        raise FieldRefused("assessed_on", _("The class had not begun on this day."))
    rows = Enrolment.objects.filter(batch=batch, state__in=PARTICIPANTS).select_related("person").order_by("number")
    here, taught = {row.pk: row for row in rows}, {unit.pk: unit for unit in units_taught(batch)}
    stands, changed, others = results_of(batch), [], []
    for cell in cells:
        if cell["enrolment"] not in here:
            raise NotEnrolled(_("A result was given for somebody who is not enrolled in this class. Nothing was kept."))
        if cell["unit"] not in taught:
            raise NotTaught(
                _("A result was given in a unit that this class's version does not teach. Nothing was kept.")
            )
        standing = stands.get((cell["enrolment"], cell["unit"]))
        now_ = standing.result if standing else ""
        if cell["result"] in (cell["seen"], now_):
            continue
        if now_ != cell["seen"]:
            others.append((here[cell["enrolment"]].number, taught[cell["unit"]].code))
        changed.append((cell, standing, now_))
    if others:
        number, unit = others[0]
        raise ResultsChanged(
            ngettext(
                "Somebody wrote %(n)s of these results meanwhile (no. %(no)s, %(unit)s). Your choice is kept here, and "
                "what stands is told beside it: compare, then save again.",
                "Somebody wrote %(n)s of these results meanwhile (no. %(no)s, %(unit)s, …). Your choices are kept here,"
                " and what stands is told beside them: compare, then save again.",
                len(others),
            )
            % {"n": len(others), "no": number, "unit": unit}
        )
    changes = {}
    for cell, standing, before in changed:
        told = {"assessed_on": assessed_on, "assessor": assessor.strip()[:200]}
        if not cell["result"]:
            standing.delete()
        else:
            UnitResult.objects.update_or_create(
                enrolment_id=cell["enrolment"], unit_id=cell["unit"],
                defaults=told | {"result": Result(cell["result"])},
            )  # fmt: skip
        if before:
            name = f"{here[cell['enrolment']].number}/{taught[cell['unit']].code}"
            changes[name] = [before, cell["result"]]
    if changed:
        record(by, "results.recorded", batch, at=at, changes={"count": [0, len(changed)]} | changes)
    return len(changed)
