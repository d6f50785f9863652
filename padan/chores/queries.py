"""What hangs on a body, what keeps two bodies apart, what a night brought."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.agreements.models import Delivery, Party, Promise
from padan.agreements.states import WITH_SIGNATURE
from padan.chores.models import ChoreRun
from padan.chores.schema import named, relations_to, twins
from padan.needs.models import Need
from padan.openings.models import Opening
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer
from padan.organisations.states import Kind, RoleName
from padan.placements.models import Placement
from padan.placements.states import PlacementState
from padan.training.models import Batch, GuestLesson

HANGING = (
    (gettext_lazy("needs"), Need, "company"),
    (gettext_lazy("agreements"), Party, "organisation"),
    (gettext_lazy("openings"), Opening, "company"),
    (gettext_lazy("placements"), Placement, "opening__company"),
    (gettext_lazy("batches"), Batch, "centre"),
)
"""What a person looks at before she says which of two bodies stays."""

RESOLVED = frozenset(
    {
        "organisations.Role.organisation",
        "organisations.Alias.organisation",
        "organisations.LikelyPair.one",
        "organisations.LikelyPair.other",
        "agreements.NumberPattern.organisation",
        "intake.Mapping.organisation",
    }
)
"""Keys whose rows may stand twice: the merge settles them itself (``actions.merging``)."""


def hanging_on(bodies) -> dict[int, list[tuple[str, int]]]:
    """For each body what hangs on it, in words and numbers; one question for each kind of thing."""
    ids = [body.pk for body in bodies]
    found: dict[int, list[tuple[str, int]]] = {pk: [] for pk in ids}
    for label, model, path in HANGING:
        rows = model.objects.filter(**{f"{path}__in": ids}).order_by().values_list(path)
        for pk, number in rows.annotate(number=Count("pk")):
            found[pk].append((label, number))
    return found


def obstacles(keep, away) -> list[str]:
    """Why these two cannot become one, each as a sentence; empty when they can."""
    if keep.pk == away.pk:
        return [_("This is one body already.")]
    if Kind.FORUM in (keep.kind, away.kind):
        return [_("Forums are not merged: their boards, targets and members are their own.")]
    if keep.kind != away.kind:
        return [
            _("%(keep)s is of the kind “%(one)s”, %(away)s of the kind “%(other)s”. Correct the kind of one first.")
            % {
                "keep": keep,
                "one": keep.get_kind_display(),
                "away": away,
                "other": away.get_kind_display(),
            }
        ]
    found = []
    for model, field in relations_to(Organisation):
        if named(model, field) not in RESOLVED:
            found += [_twice(model, row, others) for row, others in twins(model, field, keep, away)]
    return found


def _twice(model, row, others) -> str:
    if model is Party and "agreement" in others:
        return _("Both are parties of the agreement “%(agreement)s” (%(code)s). Nobody agrees with herself.") % {
            "agreement": row.agreement,
            "code": row.agreement.code,
        }
    if model is Party:
        return _("Both gave the number %(number)s to an agreement in one year. Correct one of them first.") % {
            "number": row.number
        }
    return _("Both have the %(kind)s “%(thing)s”. Rename or take away one of them first.") % {
        "kind": model._meta.verbose_name,
        "thing": row,
    }


def what_hangs_on(body) -> list[tuple[str, int]]:
    """Every kind of row that points to this body, in words and numbers: what would be lost with it."""
    found = []
    for model, field in relations_to(Organisation):
        if named(model, field) in ("organisations.Alias.organisation", "organisations.LikelyPair.one",
                                   "organisations.LikelyPair.other"):  # fmt: skip
            continue
        number = model._base_manager.filter(**{field.name: body}).count()
        if number:
            found.append((str(model._meta.verbose_name), number))
    return found


def signed_agreement_of(body):
    """One signed agreement the body is a party of, or None."""
    party = Party.objects.filter(organisation=body, agreement__state__in=WITH_SIGNATURE).order_by("pk").first()
    return party.agreement if party else None


def last_activities(today) -> dict[int, date]:
    """When something last happened under each agreement: agreement id to day. One question for each kind of row.

    Placements and apprenticeships that began, batches that began or ended, guest lessons given, deliveries, promises
    found kept.
    """
    latest: dict[int, date] = {}
    begun = Placement.objects.filter(state__in=(PlacementState.WORKING, PlacementState.ENDED))
    for rows, path, column in (
        (begun, "promise__agreement", "started_on"),
        (Batch.objects, "promise__agreement", "starts_on"),
        (Batch.objects, "promise__agreement", "ends_on"),
        (GuestLesson.objects, "promise__agreement", "held_on"),
        (Delivery.objects.filter(withdrawn_at=None), "promise__agreement", "happened_on"),
        (Promise.objects, "agreement", "kept_on"),
    ):
        happened = rows.filter(**{f"{path}__isnull": False, f"{column}__lte": today})
        for agreement, day in happened.order_by().values_list(path).annotate(day=Max(column)):
            latest[agreement] = max(day, latest.get(agreement, day))
    return latest


def runs_of(viewer: Viewer):
    """What the nights brought, the latest first: for administrators and auditors."""
    rows = ChoreRun.objects.order_by("-began_at", "-pk")
    return rows if viewer.has(RoleName.ADMINISTRATOR, RoleName.AUDITOR) else rows.none()


def latest_runs() -> dict[str, ChoreRun]:
    """The last run of each chore."""
    found: dict[str, ChoreRun] = defaultdict()
    ids = ChoreRun.objects.order_by().values("name").annotate(last=Max("pk")).values("last")
    for run in ChoreRun.objects.filter(pk__in=ids).order_by("pk"):
        found[run.name] = run
    return found
