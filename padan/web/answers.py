"""What became of a company's request: what every room knows of it, laid side by side, in the company's words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from padan.curricula.queries.versions import versions_answering
from padan.matching.states import InvitationState
from padan.needs.states import Ending, NeedState, WhyNot
from padan.placements.queries import begun_for_needs, ends_of_taught
from padan.placements.states import PlacementState
from padan.training.queries.batches import batches_answering, enrolment_counts
from padan.training.states import PARTICIPANTS, BatchState, EnrolmentState
from padan.web.lines import line_of
from padan.web.templatetags.padan import angka, tanggal

ENDS = {
    "hired": gettext_lazy("worked with you"),
    "offered": gettext_lazy("have your offer"),
    "declined": gettext_lazy("declined the offer"),
    "unsuitable": gettext_lazy("you did not choose"),
    "elsewhere": gettext_lazy("work elsewhere"),
    "training": gettext_lazy("still in training"),
    "failed": gettext_lazy("not yet competent"),
    "dropped": gettext_lazy("left the training"),
    "unknown": gettext_lazy("finished; nothing more is known"),
}
"""Where the people in the classes for a request came out; each of them stands in one."""
BY_PLACEMENT = {
    PlacementState.WORKING: "hired",
    PlacementState.ENDED: "hired",
    PlacementState.OFFERED: "offered",
    PlacementState.DECLINED: "declined",
}
BY_INVITATION = {
    InvitationState.OFFERED: "offered",
    InvitationState.ACCEPTED: "offered",
    InvitationState.STARTED: "hired",
    InvitationState.DECLINED: "declined",
    InvitationState.UNSUITABLE: "unsuitable",
}
BY_ENROLMENT = {
    EnrolmentState.TRAINING: "training",
    EnrolmentState.FAILED: "failed",
    EnrolmentState.DROPPED: "dropped",
}
STANDS = (BatchState.CANCELLED, BatchState.POSTPONED)


def end_of(state, placed, invited, elsewhere) -> str:
    """Which end a row of ``ends_of_taught`` is: what happened with the company before anything else."""
    told = BY_PLACEMENT.get(placed) or BY_INVITATION.get(invited)
    return told or ("elsewhere" if elsewhere else BY_ENROLMENT.get(state, "unknown"))


@dataclass(frozen=True)
class ClassRow:
    """One class that answers a request."""

    batch: object
    state: BatchState
    people: int

    @property
    def stands(self):
        return self.state not in STANDS

    @property
    def empty(self):
        """Places that stayed empty when the class had begun."""
        begun = self.state in (BatchState.TRAINING, BatchState.COMPLETED)
        return max(self.batch.capacity - self.people, 0) if begun else 0


@dataclass(frozen=True)
class Answer:
    """One request with all that is known of it."""

    need: object
    today: date
    classes: list
    ends: dict
    hired: int
    versions: list

    @property
    def state(self):
        return NeedState(self.need.state)

    @property
    def people(self):
        return sum(row.people for row in self.classes)

    @property
    def late(self):
        """Days by which the forum missed its own deadline; 0 while it stands."""
        return max((self.today - self.need.answer_due_on).days, 0) if self.state == NeedState.OPEN else 0

    @property
    def running(self):
        return [row for row in self.classes if row.stands]

    @property
    def places(self):
        return sum(row.batch.capacity for row in self.running)

    @property
    def worked(self):
        return _("%(n)s have worked with you.") % {"n": angka(self.hired)} if self.hired else ""

    @property
    def news(self):
        """The newest state in one sentence."""
        need = self.need
        if self.state == NeedState.WITHDRAWN:
            return _("This request was withdrawn.")
        if self.state == NeedState.CLOSED:
            return _("%(how)s, closed on %(day)s.") % {
                "how": Ending(need.ending).label,
                "day": tanggal(need.closed_on),
            }
        if self.running and not self.people:
            told = {"classes": angka(len(self.running)), "places": angka(self.places)}
            became = ngettext(
                "Your request became %(classes)s class with %(places)s places.",
                "Your request became %(classes)s classes with %(places)s places.",
                len(self.running),
            )
            return f"{became % told} {self.worked}".strip()
        if self.running:
            told = {"classes": angka(len(self.running)), "people": angka(self.people)}
            became = ngettext(
                "Your request became %(classes)s class, %(people)s participants.",
                "Your request became %(classes)s classes, %(people)s participants.",
                len(self.running),
            )
            return f"{became % told} {self.worked}".strip()
        if self.hired:
            return _("%(n)s graduates have worked with you.") % {"n": angka(self.hired)}
        if self.late:
            said = _("The forum should have answered by %(day)s. It is %(n)s days late.")
            return said % {"day": tanggal(need.answer_due_on), "n": angka(self.late)}
        if self.state == NeedState.OPEN:
            return _("It is recorded. The forum answers by %(day)s.") % {"day": tanggal(need.answer_due_on)}
        return _("The forum has answered. No class is planned for it yet.")

    @property
    def parts(self):
        """The people in the classes by where they came out; each stands once and the sum is all of them."""
        whole = sum(self.ends.values())
        return [
            {"key": end, "label": label, "n": self.ends[end], "share": self.ends[end] / whole}
            for end, label in ENDS.items()
            if self.ends.get(end)
        ]

    @property
    def reasons(self):
        """Why not all are there yet, counted from rows; what a person judged stands in the closing words."""
        if self.state == NeedState.WITHDRAWN:
            return []
        empty = sum(row.empty for row in self.running)
        told = []
        if self.need.why_not:
            told.append(_("The forum says: %(why)s.") % {"why": WhyNot(self.need.why_not).label})
        if self.classes and self.places < self.need.head_count:
            n = self.need.head_count - self.places
            said = ngettext("For %(n)s person there is no class yet.", "For %(n)s people there is no class yet.", n)
            told.append(said % {"n": angka(n)})
        if empty:
            said = ngettext(
                "%(n)s place stayed empty: too few applied.", "%(n)s places stayed empty: too few applied.", empty
            )
            told.append(said % {"n": angka(empty)})
        stopped = [row for row in self.classes if not row.stands]
        told += [_("%(name)s: %(state)s.") % {"name": row.batch.name, "state": row.state.label} for row in stopped]
        return told

    @property
    def story(self):
        """(what happened, its day), the newest first; only days that are told and have come."""
        need = self.need
        told = [(_("The request was received"), need.said_on), (_("The forum answered"), need.answered_on),
                (_("The request was closed"), need.closed_on)]  # fmt: skip
        for row in self.running:
            said = {"name": row.batch.name}
            if row.state in (BatchState.TRAINING, BatchState.COMPLETED):
                told.append((_("%(name)s began") % said, row.batch.starts_on))
            if row.state == BatchState.COMPLETED:
                told.append((_("%(name)s ended") % said, row.batch.ends_on))
        known = [(words, day) for words, day in told if day and day <= self.today]
        return sorted(known, key=lambda one: one[1], reverse=True)


def answers_of(needs, today) -> list[Answer]:
    """What became of each of these needs: a fixed number of questions for any number of them."""
    needs = list(needs)
    batches = list(batches_answering(needs=needs))
    counts, hired, versions = enrolment_counts(batches), begun_for_needs(needs), versions_answering(needs)
    ends: dict[int, dict[str, int]] = {}
    for need, state, placed, invited, elsewhere, n in ends_of_taught(needs):
        end, mine = end_of(state, placed, invited, elsewhere), ends.setdefault(need, {})
        mine[end] = mine.get(end, 0) + n
    classes: dict[int, list[ClassRow]] = {}
    for batch in batches:
        people = sum(n for state, n in counts.get(batch.pk, {}).items() if state in PARTICIPANTS)
        classes.setdefault(batch.need_id, []).append(ClassRow(batch, BatchState(batch.state), people))
    return [
        Answer(need, today, classes.get(need.pk, []), ends.get(need.pk, {}), hired.get(need.pk, 0),
               versions.get(need.pk, []))
        for need in needs
    ]  # fmt: skip


def news_context(need, today):
    """What the page of one request shows, by link and to those who keep it."""
    (answer,) = answers_of([need], today)
    line = line_of(need)
    best = max(line.covers, key=lambda cover: len(cover.taught), default=None)
    taught = best.taught if best else frozenset()
    return {
        "need": need,
        "answer": answer,
        "steps": line.steps(links=False),
        "units": line.units,
        "best": best,
        "missing": [row.unit for row in line.units if row.unit_id not in taught] if line.units else [],
    }
