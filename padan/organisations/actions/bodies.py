"""Acts on bodies: opened by hand or in bulk, edited without overwriting anybody, closed; their other names."""

import hashlib
import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.base.codes import name_key, new_codes
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line
from padan.organisations.models import Alias, Organisation
from padan.organisations.names import keys_of, letters_in_disguise
from padan.organisations.permissions import (
    check_for,
    check_may_keep_body,
    check_may_keep_role,
    check_may_open_body,
)
from padan.organisations.queries import bodies_alike
from padan.organisations.states import Kind, RoleName
from padan.trail.actions import record

EDITED = ("name", "kind", "region", "address", "nib", "npwp", "wlkp", "industry", "joined_on")
BY_HAND = (Kind.COMPANY, Kind.CENTRE, Kind.OFFICE, Kind.ASSOCIATION, Kind.SCHOOL)
"""Kinds opened here. A forum is opened with its level and place, in ``forum``."""
CHANGEABLE = frozenset(BY_HAND) - {Kind.CENTRE}
"""Kinds that may be corrected into one another: nothing hangs on them that belongs to one kind alone."""


class FieldRefused(ActionDenied):
    """What was typed into one field cannot be kept; ``field`` names it."""

    def __init__(self, field, sentence):
        super().__init__(sentence)
        self.field = field


class LooksAlike(ActionDenied):
    """There may be such a body already (``bodies``), or the name holds letters in disguise. Said once, then kept."""

    def __init__(self, sentence, bodies):
        super().__init__(sentence)
        self.bodies = bodies


class EditedMeanwhile(ActionDenied):
    """Somebody else changed the body since it was shown; ``stands`` is how it stands now."""

    def __init__(self, sentence, stands):
        super().__init__(sentence)
        self.stands = stands


class BodyGone(ActionDenied):
    """The body is there no more: it was merged into another or removed."""


class BodyClosed(ActionDenied):
    """The body is closed already, or was never."""


def _checked(told) -> dict:
    """The columns as they are kept. Raises FieldRefused."""
    clean = dict(told)
    name = line(told["name"], 200)
    if isinstance(name, Problem):
        raise FieldRefused("name", _("This name holds signs that cannot be seen, or is too long. Type it again."))
    if name is None or not any(sign.isalpha() for sign in name):
        raise FieldRefused("name", _("Write the name as the body itself writes it."))
    clean["name"] = name
    clean["nib"] = _digits("nib", told["nib"], (13,), _("A NIB has 13 digits. Leave it empty when it is not known."))
    clean["npwp"] = _digits(
        "npwp", told["npwp"], (15, 16), _("An NPWP has 15 or 16 digits. Leave it empty when it is not known.")
    )
    for field, limit in (("address", 300), ("wlkp", 40)):
        text = line(told[field], limit)
        if isinstance(text, Problem):
            raise FieldRefused(field, _("This text holds signs that cannot be seen, or is too long."))
        clean[field] = text or ""
    return clean


def _digits(field, text, lengths, sentence):
    digits = re.sub(r"[\s.\-]", "", text)
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) in lengths):
        raise FieldRefused(field, sentence)
    return digits


@transaction.atomic
def open_body(*, kind, name, forum, region, by, at, despite=False, **more):
    """Open a body by hand under a forum.

    Raises FieldRefused, or LooksAlike when one like it is there or its name holds letters of another script;
    ``despite`` says that this was seen.
    """
    check_for(by, check_may_open_body, forum)
    if kind not in BY_HAND:
        raise FieldRefused("kind", _("Choose the kind of body."))
    told = _checked({"address": "", "nib": "", "npwp": "", "wlkp": ""} | more | {"name": name, "region": region})
    body = Organisation(kind=kind, forum=forum, **told)
    alike = list(bodies_alike(body))
    if not despite:
        _check_alone(body, alike)
    _save(body, force_insert=True)
    changes = {name: ["", value] for name, value in _worded(body).items() if value}
    if alike:
        changes["despite"] = ["", ", ".join(one.code for one in alike)]
    record(by, f"{kind}.opened", body, at=at, changes=changes)
    return body


def _check_alone(body, alike):
    if letters := letters_in_disguise(body.name):
        raise LooksAlike(
            _("This name holds letters of another script that look like ours: %(letters)s. Type it again by hand.")
            % {"letters": ", ".join(letters)},
            alike,
        )
    if alike:
        raise LooksAlike(_("There may be such a body already. Look at it first."), alike)


def _save(body, **how):
    """Write the body; what must be there only once is told by its field."""
    taken = Organisation.objects.exclude(pk=body.pk)
    if body.nib and (other := taken.filter(nib=body.nib).order_by("pk").first()):
        raise FieldRefused("nib", _("This NIB belongs to %(body)s (%(code)s).") % {"body": other, "code": other.code})
    same = taken.filter(kind=body.kind, name_key=name_key(body.name), region=body.region).order_by("pk").first()
    if same:
        raise FieldRefused("name", _name_taken(same))
    try:
        with transaction.atomic():
            body.save(**how)
    except IntegrityError as error:  # somebody was faster by an instant
        raise FieldRefused(
            "name", _("Somebody wrote down the same body at this moment. Look for it in the list.")
        ) from error


def _name_taken(same):
    return _("There is %(body)s in %(region)s already (%(code)s).") % {
        "body": same,
        "region": same.region or _("an unknown region"),
        "code": same.code,
    }


def _worded(body) -> dict:
    """The edited columns as the trail tells them."""
    return {field: str(value) if (value := getattr(body, field)) is not None else "" for field in EDITED}


def _locked(body):
    """The row as it stands now, held until the act is done. Raises BodyGone."""
    found = Organisation.objects.select_for_update(of=("self",)).filter(pk=body.pk).order_by("pk").first()
    if found is None:
        raise BodyGone(_("This body is there no more: it was merged into another, or removed. Nothing was changed."))
    return found


@transaction.atomic
def edit_body(*, body, revision, by, at, **told):
    """Change what is known about a body, as it was shown at ``revision``. A new name keeps the old one beside it.

    Raises EditedMeanwhile when somebody else was faster; nothing of either is lost.
    """
    check_for(by, check_may_keep_body, body)
    body = _locked(body)
    if body.revision != revision:
        raise EditedMeanwhile(
            _("Somebody changed this body while you wrote. Your text is kept here; compare, then save again."), body
        )
    before, former = _worded(body), body.name
    for field, value in _checked({field: getattr(body, field) for field in EDITED} | told).items():
        setattr(body, field, value)
    if str(body.kind) != before["kind"] and not {before["kind"], str(body.kind)} <= CHANGEABLE:
        raise FieldRefused("kind", _("A training centre or a forum is never turned into another kind of body."))
    body.revision += 1
    if name_key(former) != name_key(body.name):
        Alias.objects.get_or_create(organisation=body, name_key=name_key(former), code="", defaults={"name": former})
        Alias.objects.filter(organisation=body, name_key=name_key(body.name), code="").delete()
    _save(body)
    changes = {field: [before[field], value] for field, value in _worded(body).items() if value != before[field]}
    if changes:
        record(by, f"{body.kind}.edited", body, at=at, changes=changes)
    return body


@transaction.atomic
def add_name(*, body, name, by, at):
    """Write down a former or other name, so that the body is found by it."""
    check_for(by, check_may_keep_body, body)
    body = _locked(body)
    name = _checked({field: getattr(body, field) for field in EDITED} | {"name": name})["name"]
    if name_key(name) == body.name_key or body.aliases.filter(name_key=name_key(name)).exists():
        raise FieldRefused("name", _("This name stands there already."))
    Alias.objects.create(organisation=body, name=name)
    body.save(update_fields=["words_key", "updated_at"])
    record(by, f"{body.kind}.named", body, at=at, changes={"other name": ["", name]})
    return body


@transaction.atomic
def drop_name(*, body, name, by, at):
    """Take away an other name that was written down by mistake. That of a merged body stays: its code leads here."""
    check_for(by, check_may_keep_body, body)
    body = _locked(body)
    if Alias.objects.filter(organisation=body, name_key=name_key(name), code="").delete()[0]:
        body.save(update_fields=["words_key", "updated_at"])
        record(by, f"{body.kind}.name_dropped", body, at=at, changes={"other name": [name, ""]})
    return body


@transaction.atomic
def close_body(*, body, closed_on, by, at):
    """The body is there no more; its agreements, needs and openings stay in the books."""
    check_for(by, check_may_keep_body, body)
    body = _locked(body)
    if body.closed_on:
        raise BodyClosed(_("%(body)s was closed already.") % {"body": body})
    body.closed_on = closed_on
    body.revision += 1
    body.save(update_fields=["closed_on", "revision", "updated_at"])
    record(by, f"{body.kind}.closed", body, at=at, changes={"closed_on": ["", closed_on]})
    return body


@transaction.atomic
def reopen_body(*, body, by, at):
    """Closed by mistake, or there again."""
    check_for(by, check_may_keep_body, body)
    body = _locked(body)
    if not body.closed_on:
        raise BodyClosed(_("%(body)s is not closed.") % {"body": body})
    before, body.closed_on = body.closed_on, None
    body.revision += 1
    body.save(update_fields=["closed_on", "revision", "updated_at"])
    record(by, f"{body.kind}.reopened", body, at=at, changes={"closed_on": [before, ""]})
    return body


def open_companies(*, names, forum_id, by, at, source) -> dict[tuple[str, int | None], int]:
    """Companies by exact name (spaces and case apart) and region: those there are, and the rest opened.

    ``names`` holds (name, region id or None); those opened stand under ``forum_id``, not yet as its members.
    Returns the id of each by (key of the name, region id); writes one
    trail row for those opened. Likeness is nobody's business here.
    """
    wanted: dict[tuple[str, int | None], str] = {}
    for name, region in names:
        wanted.setdefault((name_key(name), region), name)
    found = {
        (key, region): pk
        for pk, key, region in Organisation.objects.filter(kind=Kind.COMPANY)
        .order_by("pk")
        .values_list("pk", "name_key", "region_id")
    }
    codes = new_codes("LBG", len(wanted))
    opened = Organisation.objects.bulk_create(
        (
            Organisation(
                kind=Kind.COMPANY, name=name, region_id=region, forum_id=forum_id, code=codes.pop(), **keys_of(name)
            )
            for (key, region), name in wanted.items()
            if (key, region) not in found
        ),
        batch_size=500,
    )
    if opened:
        told = hashlib.sha256("".join(f"{code}\n" for code in sorted(one.code for one in opened)).encode())
        record(by, "companies.opened", at=at, changes={"count": [0, len(opened)], "codes": ["", told.hexdigest()],
                                                       "file": ["", source]})  # fmt: skip
    return found | {(one.name_key, one.region_id): one.pk for one in opened}


@transaction.atomic
def open_centre(*, name, by, at):
    """Open a training centre under this name."""
    check_for(by, check_may_keep_role, RoleName.CENTRE_OFFICER, None)
    centre = Organisation.objects.create(kind=Kind.CENTRE, name=name)
    record(by, "centre.opened", centre, at=at, changes={"name": ["", name]})
    return centre
