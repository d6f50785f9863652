"""Two bodies become one, or one that nothing hangs on goes. Neither can be taken back, and the pages say so."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from padan.agreements.models import Agreement, NumberPattern
from padan.base.errors import ActionDenied
from padan.chores.permissions import check_may_merge
from padan.chores.queries import obstacles, signed_agreement_of, what_hangs_on
from padan.chores.schema import named, relations_to, soft_keys, twins
from padan.intake.models import Mapping
from padan.needs.models import Need
from padan.openings.models import Opening
from padan.organisations.actions import BodyGone
from padan.organisations.models import Alias, Contact, LikelyPair, Organisation, Role
from padan.organisations.permissions import check_for, check_may_keep_body
from padan.organisations.states import PairState
from padan.trail.actions import record

FILLED = ("address", "nib", "npwp", "wlkp", "industry", "region", "joined_on")
"""What the body that stays takes over where it has nothing itself."""


class MergeRefused(ActionDenied):
    """Something keeps the two apart; every reason is told."""


class BodyInUse(ActionDenied):
    """Something hangs on the body; closing it keeps that."""


@transaction.atomic
def merge_organisations(*, keep, away, by, at):
    """Make ``away`` part of ``keep``: every row that points to it moves, its names and its code lead to ``keep``.

    Raises MergeRefused with every obstacle, or BodyGone when somebody was faster. The texts of agreements, frozen or
    signed, stay as they are. What moved is told in the trail; there is no way back.
    """
    keep, away = _both_locked(keep, away)
    check_for(by, check_may_merge, keep, away)
    if found := obstacles(keep, away):
        raise MergeRefused(" ".join(found))
    settled = {name: number for name, settle in SETTLED.items() if (number := settle(keep, away, at))}
    _learn_words(keep, away)
    moved = {}
    for model, field in relations_to(Organisation):
        if number := model._base_manager.filter(**{field.name: away}).update(**{field.name: keep}):
            moved[named(model, field)] = number
    for model in soft_keys():
        rows = model._base_manager.filter(thing_kind=Organisation._meta.label_lower, thing_code=away.code)
        if number := rows.update(thing_code=keep.code):
            moved[f"{model._meta.label}.thing_code"] = number
    record(by, f"{away.kind}.merged_into", away, at=at, changes={"into": ["", keep.code]})
    code, name = away.code, away.name
    away.delete()  # refused by the database while anything still points to it
    taken = _fill(keep, away)
    if name.casefold() != keep.name.casefold() or not Alias.objects.filter(code=code).exists():
        Alias.objects.create(organisation=keep, name=name, code=code)
    keep.revision += 1
    keep.save()
    told: dict[str, Any] = {"merged": ["", f"{code} {name}"], "moved": ["", moved]}
    told |= {"settled": ["", settled]} if settled else {}
    record(by, f"{keep.kind}.merged", keep, at=at, changes=told | taken)
    return keep


def _both_locked(keep, away):
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[keep.pk, away.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    if not {keep.pk, away.pk} <= set(found):
        raise BodyGone(_("One of the two is there no more: somebody merged or removed it. Nothing was changed."))
    return found[keep.pk], found[away.pk]


def _fill(keep, away) -> dict:
    """Columns that were empty and are no more."""
    taken = {}
    for field in FILLED:
        value = getattr(away, field)
        if value and not getattr(keep, field):
            if field == "region" and _name_taken_in(value, keep):
                continue
            setattr(keep, field, value)
            taken[field] = ["", str(value)]
    return taken


def _name_taken_in(region, keep) -> bool:
    same = Organisation.objects.filter(kind=keep.kind, name_key=keep.name_key, region=region)
    return same.exclude(pk=keep.pk).exists()


# --- what stands twice, settled one by one ------------------------------------------------------------


def _roles(keep, away, at) -> int:
    """An account that held a role at both holds it once from now on."""
    (field,) = [field for model, field in relations_to(Organisation) if model is Role]
    ids = [role.pk for role, _others in twins(Role, field, keep, away)]
    return Role.objects.filter(pk__in=ids).update(ended_at=at)


def _aliases(keep, away, at) -> int:
    same = Alias.objects.filter(organisation=keep, code="").order_by().values("name_key")
    return Alias.objects.filter(organisation=away, code="", name_key__in=same).delete()[0]


def _pairs(keep, away, at) -> int:
    """A "no" about the one is a "no" about the other; what is still open is asked anew at night."""
    apart = LikelyPair.objects.filter(state=PairState.DIFFERENT)
    third = {pk for pair in apart.filter(one=away).order_by("pk") for pk in [pair.other_id]}
    third |= {pk for pair in apart.filter(other=away).order_by("pk") for pk in [pair.one_id]}
    said = {pk: pair for pk in third - {keep.pk} for pair in [_said(apart, away, pk)]}
    LikelyPair.objects.filter(one=away).delete()
    LikelyPair.objects.filter(other=away).delete()
    for pk, pair in said.items():
        one, other = sorted((keep.pk, pk))
        told = {"reason": pair.reason, "likeness": pair.likeness, "answered_by": pair.answered_by}
        told |= {"answered_at": pair.answered_at, "state": PairState.DIFFERENT}
        LikelyPair.objects.update_or_create(one_id=one, other_id=other, defaults=told)
    return len(said)


def _said(apart, away, pk):
    one, other = sorted((away.pk, pk))
    return apart.get(one_id=one, other_id=other)


def _contacts(keep, away, at) -> int:
    """The same person, by name and one way to reach her, stands once; what points to her follows."""
    there = {}
    for contact in Contact.objects.filter(organisation=keep).order_by("pk"):
        for way in filter(None, (contact.phone, contact.email)):
            there[contact.name.casefold(), way] = contact
    settled = 0
    for contact in Contact.objects.filter(organisation=away).order_by("pk"):
        same = [there.get((contact.name.casefold(), way)) for way in (contact.phone, contact.email)]
        if kept := next(filter(None, same), None):
            for model, field in relations_to(Contact):
                model._base_manager.filter(**{field.name: contact}).update(**{field.name: kept})
            contact.delete()
            settled += 1
    return settled


def _patterns(keep, away, at) -> int:
    """Numbers are given by the pattern of the body that stays."""
    if not NumberPattern.objects.filter(organisation=keep).exists():
        return 0
    return NumberPattern.objects.filter(organisation=away).delete()[0]


def _mappings(keep, away, at) -> int:
    same = Mapping.objects.filter(organisation=keep).order_by().values("headings")
    return Mapping.objects.filter(organisation=away, headings__in=same).delete()[0]


SETTLED: dict[str, Callable[[Any, Any, Any], int]] = {
    "roles": _roles,
    "names": _aliases,
    "pairs": _pairs,
    "contacts": _contacts,
    "patterns": _patterns,
    "mappings": _mappings,
}


def _learn_words(keep, away) -> None:
    """Needs, openings and agreements of the one are found by the name of the other as well."""
    more = Value(f" {keep.name_key}")
    for rows, column in (
        (Need.objects.filter(company=away), "words_key"),
        (Opening.objects.filter(company=away), "words_key"),
        (Agreement.objects.filter(parties__organisation=away), "title_key"),
    ):
        ids = rows.order_by().values("pk")
        rows.model.objects.filter(pk__in=ids).update(**{column: Concat(F(column), more)})


# --- removing -----------------------------------------------------------------------------------------


@transaction.atomic
def remove_organisation(*, body, by, at):
    """Take away a body that nothing hangs on: opened by mistake. Raises BodyInUse, naming what hangs on it."""
    check_for(by, check_may_keep_body, body)
    body = Organisation.objects.select_for_update(of=("self",)).filter(pk=body.pk).order_by("pk").first()
    if body is None:
        raise BodyGone(_("This body is there no more: it was merged into another, or removed. Nothing was changed."))
    if agreement := signed_agreement_of(body):
        raise BodyInUse(
            _("%(body)s signed the agreement “%(agreement)s” (%(code)s) and stays in the books. Close it instead.")
            % {"body": body, "agreement": agreement, "code": agreement.code}
        )
    if hanging := what_hangs_on(body):
        raise BodyInUse(
            _("These hang on %(body)s: %(things)s. Close it instead, or merge it into another.")
            % {"body": body, "things": ", ".join(f"{label} ({number})" for label, number in hanging)}
        )
    record(by, f"{body.kind}.removed", body, at=at, changes={"name": [body.name, ""]})
    body.delete()
