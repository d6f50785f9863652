"""Questions about candidates: who may see them, where they stand, what comes next, whom to ask how she is."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from padan.base.sealing import unseal
from padan.graduates.models import Graduate
from padan.organisations.queries import Viewer, within_personal
from padan.outcomes.models import Silence
from padan.overseas.models import (
    Candidate,
    CheckIn,
    ExamAttempt,
    FeeRule,
    GateResult,
    LanguageProgress,
    Milestone,
    SchemeStage,
    SchemeVersion,
    Step,
)
from padan.overseas.states import CandidateState, ExamResult, HowSheIs, NumberCheck
from padan.people.models import Person
from padan.training.models import Enrolment
from padan.training.queries.batches import batches_of
from padan.training.states import EnrolmentState

HOW = "overseas.check_in"
"""The purpose under which her words are sealed."""


def candidates_of(viewer: Viewer):
    """Candidates the viewer may open, registered last first; she herself. No partner and no other company.

    Person, centre, partner, stage and scheme come along.
    """
    open_to = within_personal(viewer, "centre")
    if viewer.person_id:
        open_to |= Q(person_id=viewer.person_id)
    return _whole(Candidate.objects.filter(open_to)).order_by("-pk")


def _whole(rows):
    return rows.select_related("person", "centre", "partner", "stage", "version__scheme")


def candidate_behind(link):
    """The candidate that a link is about."""
    code = link.thing_code if link.thing_kind == "overseas.candidate" else None
    return _whole(Candidate.objects.filter(code=code)).order_by("pk")


def routes_of(person_id):
    """A person's routes, the newest first; of nobody none."""
    if person_id is None:
        return Candidate.objects.none()
    return _whole(Candidate.objects.filter(person_id=person_id)).order_by("-began_on", "-pk")


# --- who may come on the route -------------------------------------------------------------------------


def people_of_centre(centre):
    """Persons who are or were in a class of a centre, or are its graduates."""
    taught = Enrolment.objects.filter(batch__centre=centre, person=OuterRef("pk"))
    finished = Graduate.objects.filter(centre=centre, person=OuterRef("pk"))
    return Person.objects.filter(Exists(taught) | Exists(finished)).order_by("pk")


def people_to_register(viewer: Viewer, batch):
    """Persons of a batch who can be put on the route, by number: in training or done, and not on a route."""
    rows = _on_board(batch).filter(batch__in=batches_of(viewer).order_by().values("pk"))
    busy = Candidate.objects.filter(person=OuterRef("person"), state=CandidateState.ON_ROUTE)
    return [row.person for row in rows.exclude(Exists(busy))]


def on_route_of_batch(batch):
    """Routes that are open for persons of a batch."""
    return on_route_among(_on_board(batch).order_by().values("person"))


def _on_board(batch):
    rows = Enrolment.objects.filter(batch=batch, state__in=[EnrolmentState.TRAINING, EnrolmentState.COMPLETED])
    return rows.select_related("person").order_by("number", "pk")


def on_route_among(people):
    """Routes that are open for any of these persons."""
    rows = Candidate.objects.filter(person__in=people, state=CandidateState.ON_ROUTE)
    return rows.select_related("person").order_by("pk")


def versions_open_on(day):
    """Rules under which somebody may begin on a day, by name."""
    rows = SchemeVersion.objects.filter(state="in_force", valid_from__lte=day)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=day))
    return rows.select_related("scheme").order_by("scheme__name", "-number", "pk")


def route_named(version) -> str:
    """Rules as people call them: the scheme, and which of its rules."""
    return _("%(scheme)s, rules %(number)s") % {"scheme": version.scheme.name, "number": version.number}


# --- where she stands ----------------------------------------------------------------------------------


def stages_of(version) -> list[SchemeStage]:
    """The stages of rules in their order."""
    return list(SchemeStage.objects.filter(version=version).order_by("position"))


def first_stage_of(version) -> SchemeStage | None:
    return SchemeStage.objects.filter(version=version).order_by("position").first()


def next_stage_of(candidate) -> SchemeStage | None:
    """The stage that follows, or None at the end."""
    later = SchemeStage.objects.filter(version_id=candidate.version_id, position__gt=candidate.stage.position)
    return later.order_by("position").first()


def earlier_stages_of(candidate):
    """Stages before the one she stands at, the nearest first."""
    rows = SchemeStage.objects.filter(version_id=candidate.version_id, position__lt=candidate.stage.position)
    return rows.order_by("-position")


def day_of(candidate, kind):
    """The day of a milestone as it stands now, or None."""
    return (
        Milestone.objects.filter(candidate=candidate, kind=kind, replaced_on=None).values_list("on", flat=True).first()
    )


def milestones_now(candidate) -> dict[str, Milestone]:
    """Her milestones as they stand: kind to row."""
    return {row.kind: row for row in Milestone.objects.filter(candidate=candidate, replaced_on=None).order_by("on")}


def steps_walked(candidate) -> list[Step]:
    """Every stage she stood at, the first first."""
    return list(Step.objects.filter(candidate=candidate).select_related("stage").order_by("entered_on", "pk"))


def results_of(candidate) -> list[GateResult]:
    rows = GateResult.objects.filter(candidate=candidate).select_related("gate")
    return list(rows.order_by("-on", "-pk"))


def exams_of(candidate):
    """Her tries at exams, the latest first."""
    return ExamAttempt.objects.filter(candidate=candidate).order_by("-taken_on", "-pk")


def progress_of(candidate) -> list[LanguageProgress]:
    rows = LanguageProgress.objects.filter(candidate=candidate).select_related("batch__programme")
    return list(rows.order_by("-noted_on", "-pk"))


def batches_of_person(candidate):
    """The classes she is or was in, the latest first."""
    rows = Enrolment.objects.filter(person=candidate.person_id).order_by("-pk").select_related("batch__programme")
    return [row.batch for row in rows]


def interviews_of(candidate):
    return candidate.interviews.order_by("-held_on", "-pk")


def interviews_awaited(candidate):
    """Talks whose result nobody has told."""
    return candidate.interviews.filter(result=ExamResult.WAITING).order_by("-held_on", "-pk")


def contracts_of(candidate):
    """Her contracts, the one that holds first."""
    return candidate.contracts.order_by("-signed_on", "-pk")


def changes_of(candidate):
    return candidate.changes.order_by("-changed_on", "-pk")


def milestones_of(candidate):
    """Every milestone, those replaced too, in the order of their days."""
    return candidate.milestones.order_by("on", "pk")


def fees_of(version):
    """What may be asked of her under her rules."""
    return list(FeeRule.objects.filter(version=version).order_by("pk"))


# --- certificates to be asked about ---------------------------------------------------------------------


def numbers_to_check(viewer: Viewer):
    """Passed exams with a number that nobody has found right with the issuer, doubted ones first, then the oldest.

    ``same`` is the code of another candidate of whom the same number is told, where there is one.
    """
    open_to = candidates_of(viewer).order_by().values("pk")
    others = (
        ExamAttempt.objects.filter(exam=OuterRef("exam"), number=OuterRef("number"))
        .exclude(pk=OuterRef("pk"))
        .order_by("pk")
    )
    rows = ExamAttempt.objects.filter(candidate__in=open_to, result=ExamResult.PASSED).exclude(number="")
    rows = rows.exclude(trust=NumberCheck.CHECKED).annotate(same=Subquery(others.values("candidate__code")[:1]))
    return rows.select_related("candidate__person", "candidate__centre").order_by("trust", "taken_on", "pk")


def exams_open_to(viewer: Viewer):
    """Tries at exams of candidates the viewer may open."""
    rows = ExamAttempt.objects.filter(candidate__in=candidates_of(viewer).order_by().values("pk"))
    return rows.select_related("candidate__person", "candidate__centre").order_by("-taken_on", "-pk")


def same_number_as(attempt) -> list[ExamAttempt]:
    """Tries of others at which the same number stands."""
    if not attempt.number:
        return []
    rows = ExamAttempt.objects.filter(exam=attempt.exam, number=attempt.number).exclude(pk=attempt.pk)
    return list(rows.select_related("candidate__person", "candidate__centre").order_by("pk"))


def results_awaited(viewer: Viewer, today):
    """Exams whose day is over and whose result nobody has told, the oldest first."""
    rows = exams_open_to(viewer).filter(result=ExamResult.WAITING, taken_on__lt=today)
    return rows.filter(candidate__state=CandidateState.ON_ROUTE).order_by("taken_on", "pk")


# --- how she is -----------------------------------------------------------------------------------------


def check_ins_of(candidate):
    return candidate.check_ins.order_by("due_on", "pk")


def check_ins_open_to(viewer: Viewer):
    """Questions how candidates are that have come, open to the viewer, due last first."""
    open_to = candidates_of(viewer).order_by().values("pk")
    rows = CheckIn.objects.filter(candidate__in=open_to)
    return rows.select_related("candidate__person", "candidate__centre").order_by("-due_on", "-pk")


def waiting_for_somebody(rows):
    """Those of ``rows`` that wait for a person of the centre: a problem, a wish to be called, or silence too long."""
    return rows.filter(_WAITS)


_WAITS = Q(followed_on=None) & (Q(how__in=["problem", "call"]) | Q(missed_on__isnull=False, answered_at=None))


def waits_for_somebody(check_in) -> bool:
    """The same of one row."""
    silent = check_in.missed_on is not None and check_in.answered_at is None
    return check_in.followed_on is None and (check_in.how in (HowSheIs.PROBLEM, HowSheIs.CALL) or silent)


def check_ins_to_send(viewer: Viewer, today):
    """Questions that no mail carries and nobody has sent: due, unanswered, not missed yet, without an address."""
    rows = check_ins_open_to(viewer).filter(due_on__lte=today, answered_at=None, missed_on=None, asked_at=None)
    rows = rows.filter(candidate__state=CandidateState.ON_ROUTE, candidate__person__email="")
    return rows.order_by("due_on", "pk")


def check_in_due(candidate, today) -> CheckIn | None:
    """The question that has come and nobody has answered, the latest; else the latest that has come."""
    rows = CheckIn.objects.filter(candidate=candidate, due_on__lte=today)
    return rows.alias(answered=Q(answered_at__isnull=False)).order_by("answered", "-due_on").first()


def said_in(check_in) -> tuple[str, str]:
    """Her words and what was done about them, opened; "" where there are none. Opening them is the page's to scope."""
    sealed = check_in.words_sealed, check_in.followed_sealed
    told, done = (unseal(one, purpose=HOW) if one else "" for one in sealed)
    return told, done


def check_ins_to_mail(today, at, *, again, most):
    """Questions to mail tonight, each candidate's latest first: due, unanswered, with an address, not asked lately."""
    quiet = Q(asked_at=None) | Q(asked_at__lte=at - again)
    rows = CheckIn.objects.filter(quiet, due_on__lte=today, answered_at=None, missed_on=None, reminders__lt=most)
    rows = rows.filter(candidate__state=CandidateState.ON_ROUTE).exclude(candidate__person__email="")
    rows = rows.exclude(candidate__person__in=Silence.objects.order_by().values("person"))
    return rows.select_related("candidate__person", "candidate__centre").order_by("candidate_id", "-due_on")
