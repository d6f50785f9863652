"""The one line from a need to work, and how far a promise is kept: answers of several rooms laid side by side."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.agreements.states import PromiseKind
from padan.curricula.queries.gap import covers_of
from padan.needs.queries import units_of
from padan.openings.queries import seats_for
from padan.placements.queries import begun_for_needs, done_for_promises
from padan.training.queries.batches import batches_answering, enrolment_counts
from padan.training.states import EnrolmentState


@dataclass(frozen=True)
class Step:
    """One step of the line: None is "not yet"."""

    label: str
    n: int | None
    note: str = ""
    href: str = ""
    gap: bool = False


@dataclass(frozen=True)
class NeedLine:
    """What became of a need."""

    need: object
    units: list
    covers: list  # programmes in force with the units they teach, most first
    batches: list
    in_training: int
    finished: int
    seats: int
    placed: int

    def steps(self, *, links=False):
        """The six steps; ``links`` open the rows behind batches and placements, for who may read the lists."""
        here = {"need": self.need.code}
        best = max((len(cover.taught) for cover in self.covers), default=0)
        return [
            Step(_("Need"), self.need.head_count, _("people")),
            Step(_("Units"), len(self.units) or None, _("asked for") if self.units else _("not yet named")),
            Step(
                _("Programme"),
                len(self.covers) or None,
                _("teaches %(taught)s of %(asked)s units") % {"taught": best, "asked": len(self.units)}
                if self.covers
                else "",
                gap=bool(self.covers) and best < len(self.units),
            ),
            Step(
                _("Batch"),
                len(self.batches) or None,
                _("%(n)s in training") % {"n": self.in_training} if self.in_training else "",
                _address("batch-list", here) if links and self.batches else "",
            ),
            Step(_("Graduates"), self.finished or None, _("finished")),
            Step(
                _("Placement"),
                self.placed or None,
                ngettext("%(n)s seat open to them", "%(n)s seats open to them", self.seats) % {"n": self.seats}
                if self.seats
                else "",
                _address("placement-list", here) if links and self.placed else "",
            ),
        ]


def line_of(need) -> NeedLine:
    """Ask every room what it has for this need: a fixed number of questions."""
    units = list(units_of(need))
    batches = list(batches_answering(needs=[need]))
    counts = enrolment_counts(batches)
    return NeedLine(
        need=need,
        units=units,
        covers=covers_of(need, units) if units else [],
        batches=batches,
        in_training=sum(by.get(EnrolmentState.TRAINING, 0) for by in counts.values()),
        finished=sum(by.get(EnrolmentState.COMPLETED, 0) for by in counts.values()),
        seats=seats_for([need]).get(need.pk, 0),
        placed=begun_for_needs([need]).get(need.pk, 0),
    )


@dataclass(frozen=True)
class PromiseProgress:
    """A promise with what was done for it, counted from rows, and where it should stand today."""

    promise: object
    done: int
    today: date

    @property
    def expected(self):
        """Where it should stand today if it rose evenly; None without a beginning or an end."""
        start, end = self.promise.agreement.starts_on, self.promise.due_on
        if not start or not end or end <= start:
            return None
        share = min(max((self.today - start).days / (end - start).days, 0), 1)
        return round(self.promise.quantity * share)

    @property
    def state(self):
        """(kind of status, words)."""
        due = self.promise.due_on
        if self.done >= self.promise.quantity:
            return "ok", _("Kept")
        if due and due < self.today:
            days = (self.today - due).days
            return "bad", ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
        if self.expected is not None and self.done < self.expected:
            return "warn", _("A little behind")
        return "ok", _("On schedule")

    @property
    def rows(self):
        """Where the rows behind the number stand, for promises that rows answer."""
        counted = self.promise.kind in (PromiseKind.HIRE, PromiseKind.APPRENTICESHIP)
        return _address("placement-list", {"promise": self.promise.code}) if counted else ""


def progress_of(promises, today) -> list[PromiseProgress]:
    """Progress of each promise, counted from the rows that answer it."""
    promises = list(promises)
    done = done_for_promises(promises)
    return [PromiseProgress(promise, done[promise.pk], today) for promise in promises]


def _address(name, query):
    return reverse(name, query=query)
