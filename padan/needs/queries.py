from django.db import models
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext_lazy as _

from padan.needs.models import CodeDecision, Need, NeedUnit, Survey, SurveyPlace
from padan.needs.states import STANDING, NeedState, Verdict
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, in_forum_of_own_centre, within
from padan.organisations.states import Kind, RoleName
from padan.reference.queries import OCCUPATIONS, UNITS


def needs_of(viewer: Viewer):
    """Needs the viewer may open, those waiting longest for their answer first.

    A company its own; a centre those of its forum's companies, to answer them; forums and labour offices theirs.
    """
    open_to = (
        Q(company_id__in=viewer.companies)
        | in_forum_of_own_centre(viewer, "company")
        | within(viewer, "company", administrators=False)
    )
    return (
        Need.objects.filter(open_to)
        .select_related("company__region", "region", "occupation")
        .order_by("answer_due_on", "pk")
    )


def needs_waiting(viewer: Viewer):
    """Open needs, the answer most overdue first."""
    return needs_of(viewer).filter(state=NeedState.OPEN)


def standing_needs(viewer: Viewer):
    """Needs of the viewer for which somebody is still wanted."""
    return needs_of(viewer).filter(state__in=STANDING)


def forums_visited(viewer: Viewer) -> set[int]:
    """Bodies of the forums whose companies the viewer visits: those she keeps, and those of her centres."""
    centres = viewer.centres | viewer.own.get(RoleName.INSTRUCTOR, frozenset())
    forums = Organisation.objects.filter(pk__in=centres, forum__isnull=False).order_by().values_list("forum_id")
    return set(viewer.kept_forums) | {forum for (forum,) in forums} if centres else set(viewer.kept_forums)


def forums_to_visit(viewer: Viewer):
    """The bodies of ``forums_visited``, by name."""
    return Organisation.objects.filter(pk__in=forums_visited(viewer)).order_by("name_key", "pk")


def companies_to_visit(viewer: Viewer):
    """Companies whose needs the viewer may write down on a visit, by name: her own, and those of ``forums_visited``."""
    kept = Q(forum_id__in=forums_visited(viewer)) | Q(pk__in=viewer.companies)
    return (
        Organisation.objects.filter(kept, kind=Kind.COMPANY, closed_on=None)
        .select_related("region", "forum")
        .order_by("name_key", "pk")
    )


def needs_said_by(companies):
    """Everything these companies asked for, the newest first."""
    return (
        Need.objects.filter(company__in=companies)
        .select_related("company__region", "region", "occupation")
        .order_by("-said_on", "-pk")
    )


def need_behind(link):
    """The need that a link is about."""
    return (
        Need.objects.filter(code=link.thing_code if link.thing_kind == "needs.need" else None)
        .select_related("company__region", "region", "occupation")
        .order_by("pk")
    )


def units_of(need):
    """Competency units of a need, required ones first."""
    return NeedUnit.objects.filter(need=need).select_related("unit__scheme").order_by("-required", "unit__code", "pk")


def surveys_of(viewer: Viewer):
    """Surveys of the viewer's forums, the newest first."""
    return (
        Survey.objects.filter(within(viewer, "forum__organisation", administrators=False))
        .select_related("forum__organisation")
        .order_by("-opens_on", "-pk")
    )


def places_of(viewer: Viewer):
    """Companies asked in the surveys the viewer may open."""
    return (
        SurveyPlace.objects.filter(survey__in=surveys_of(viewer).order_by().values("pk"))
        .select_related("survey__forum__organisation", "company__region")
        .order_by("company__name_key", "pk")
    )


def place_behind(link):
    """The place in a survey that a link is about."""
    code = link.thing_code if link.thing_kind == "needs.surveyplace" else None
    return (
        SurveyPlace.objects.filter(code=code)
        .select_related("survey__forum__organisation", "company__region")
        .order_by("pk")
    )


def responses_of(surveys) -> dict[int, dict[str, int]]:
    """For each survey how many were asked, said a need, need nobody, and the people asked for: two queries."""
    said = Count("pk", filter=Q(answered_at__isnull=False, needs_nobody=False))
    rows = SurveyPlace.objects.filter(survey__in=surveys).order_by().values("survey_id")
    rows = rows.annotate(asked=Count("pk"), said=said, nobody=Count("pk", filter=Q(needs_nobody=True)))
    found = {row.pop("survey_id"): row | {"people": 0} for row in rows}
    people = Need.objects.filter(place__survey__in=surveys).exclude(state=NeedState.WITHDRAWN).order_by()
    for survey, total in people.values_list("place__survey_id").annotate(total=Sum("head_count")):
        found[survey]["people"] = total
    return found


class Grouping(models.TextChoices):
    """By what demand is added up across companies."""

    OCCUPATION = "occupation", _("Occupation")
    UNIT = "unit", _("Competency unit")
    REGION = "region", _("Region")
    QUARTER = "quarter", _("Quarter")


def demand_of(viewer: Viewer, by: str):
    """Needs for which somebody is still wanted, added up by occupation, unit, region or quarter, the most people first.

    Rows of ``key``, ``title`` (both None where not known), ``people``, ``needs``, ``companies``. By unit a need stands
    under each of its units, so that column does not add up to all people. One query.
    """
    standing = standing_needs(viewer).order_by()
    counts = {"people": Sum("head_count"), "needs": Count("pk"), "companies": Count("company", distinct=True)}
    if by == Grouping.UNIT:
        rows = NeedUnit.objects.filter(need__in=standing.values("pk")).order_by()
        counts = {
            "people": Sum("need__head_count"),
            "needs": Count("need"),
            "companies": Count("need__company", distinct=True),
        }
        rows = rows.values(key=F("unit__code"), title=F("unit__title"))
    elif by == Grouping.QUARTER:
        rows = standing.annotate(quarter=TruncQuarter("due_on")).values(key=F("quarter"), title=F("quarter"))
        return rows.annotate(**counts).order_by(F("key").asc(nulls_last=True))
    elif by == Grouping.REGION:
        rows = standing.values(key=F("region__code"), title=F("region__name"))
    else:
        rows = standing.values(key=F("occupation__code"), title=F("occupation__title"))
    return rows.annotate(**counts).order_by("-people", F("key").asc(nulls_last=True))


def decisions_of(need):
    """What was said to suggestions for a need: code and list come along."""
    return CodeDecision.objects.filter(need=need).select_related("code__scheme", "by").order_by("pk")


def decisions_stamp() -> tuple:
    """What changes when somebody decides, or takes a decision back."""
    return tuple(CodeDecision.objects.aggregate(Count("pk"), Max("pk"), Max("at")).values())


def decisions_taken(*, units: bool):
    """(words, code id, 1 accepted or -1 rejected) of every decision, oldest first: what later suggestions learn from.

    A code found by hand, and an occupation, stand for the whole need; a suggestion for the words it rested on.
    """
    kinds = UNITS if units else OCCUPATIONS
    rows = CodeDecision.objects.filter(code__scheme__scheme__in=kinds).order_by("pk")
    rows = rows.values_list("need__words", "words", "code_id", "verdict")
    for said, words, code, verdict in rows:
        yield (words or said) if units else said, code, 1 if verdict == Verdict.ACCEPTED else -1


def asking_for(viewer: Viewer, units) -> dict[int, tuple[int, int]]:
    """For each unit how many needs still standing ask for it, and for how many people: one query."""
    standing = needs_of(viewer).filter(state__in=STANDING).order_by().values("pk")
    rows = NeedUnit.objects.filter(need__in=standing, unit__in=units).order_by().values("unit_id")
    rows = rows.annotate(needs=Count("need"), people=Sum("need__head_count"))
    return {row["unit_id"]: (row["needs"], row["people"]) for row in rows}
