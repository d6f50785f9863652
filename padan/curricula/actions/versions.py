"""A version is begun as a copy of the one before it, written, proposed, endorsed, put in force, and one day retired."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line, prose
from padan.curricula.checking import faults_of
from padan.curricula.comparing import COLUMNS, TOLD, digest_of
from padan.curricula.models import CurriculumVersion, Programme, SyllabusRow, TaughtUnit
from padan.curricula.permissions import check_may_decide_curricula, check_may_write_curricula
from padan.curricula.queries.endorsements import counted_for, open_remarks_of
from padan.curricula.queries.versions import whole_of
from padan.curricula.states import MOST_HOURS, VERSION_FLOW, Basis, VersionState
from padan.needs.models import Need
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.trail.actions import record


class DraftThere(ActionDenied):
    """The programme has a draft already (``draft``); two would part ways unseen."""

    def __init__(self, sentence, draft):
        super().__init__(sentence)
        self.draft = draft


class VersionFrozen(ActionDenied):
    """Only a draft is written; what was proposed stands as it was read."""


class NotReady(ActionDenied):
    """Something is missing or does not add up; ``faults`` names each."""

    def __init__(self, sentence, faults=()):
        super().__init__(sentence)
        self.faults = faults


class VersionUsed(ActionDenied):
    """Something hangs on the version: a class was taught by it, or industry was asked about it."""


@transaction.atomic
def begin_version(*, programme, by, at):
    """Begin the next version as a copy of the one before it, syllabus included; the first one begins empty.

    Raises DraftThere when one is being written already.
    """
    programme = _held_programme(programme, by)
    draft = programme.versions.filter(state=VersionState.DRAFT).order_by("-number").first()
    if draft:
        raise DraftThere(_("Version %(n)s is being written already. Go on with it.") % {"n": draft.number}, draft)
    before = programme.versions.order_by("-number").first()
    version = CurriculumVersion(programme=programme, number=before.number + 1 if before else 1, copied_from=before)
    source = before or programme
    for name in TOLD:
        if before or name == "hours":
            setattr(version, name, getattr(source, name))
    if before is None:
        version.objective = programme.goal
    version.save()
    if before:
        _copy_units(before, version)
    record(by, "version.begun", version, at=at, changes={"copy of": ["", before.code if before else ""]})
    return version


@transaction.atomic
def edit_version(*, version, revision, by, at, **told):
    """Change what a draft says of itself, as it was shown at ``revision``. Two writers never overwrite each other.

    Raises EditedMeanwhile with the version as it stands, FieldRefused, VersionFrozen.
    """
    version = held_draft(version, by)
    check_unmoved(version, revision)
    before = _worded(version)
    for name, value in _checked(told).items():
        setattr(version, name, value)
    changes = {name: [before[name], value] for name, value in _worded(version).items() if value != before[name]}
    if changes:
        version.revision += 1
        version.save()
        record(by, "version.edited", version, at=at, changes=changes)
    return version


@transaction.atomic
def choose_answers(*, version, needs, by, at):
    """Say which needs a version answers. Possible at any time: an answer is about the version, not part of its text."""
    version = _held(version)
    check_for(by, check_may_write_curricula, version.programme.centre)
    if version.state == VersionState.RETIRED:
        raise VersionFrozen(_("This version is retired. It answers what it answered."))
    wanted = {need.pk: need for need in needs}
    there = dict(version.answers.order_by("pk").values_list("need_id", "need__code"))
    version.answers.exclude(need_id__in=wanted).delete()
    for pk, need in wanted.items():
        if pk not in there:
            version.answers.create(need=need)
    gone, new = set(there) - set(wanted), set(wanted) - set(there)
    if gone or new:
        told = [
            ", ".join(sorted(there[pk] for pk in gone)),
            ", ".join(sorted(Need.objects.filter(pk__in=new).order_by("pk").values_list("code", flat=True))),
        ]
        record(by, "version.answers", version, at=at, changes={"needs": told})
    return version


@transaction.atomic
def propose_version(*, version, seen, by, at):
    """Put a draft before industry, as it was read at the digest ``seen``. Its text stands from here on.

    Raises NotReady with everything that is missing or does not add up; EditedMeanwhile when it moved.
    """
    version = held_draft(version, by, check_may_decide_curricula)
    whole = whole_of(version)
    if digest_of(whole) != seen:
        raise EditedMeanwhile(_("Somebody changed this draft meanwhile. Read it again, then propose it."), version)
    if faults := faults_of(whole):
        sentence = ngettext(
            "%(n)s thing is to be mended first: %(first)s",
            "%(n)s things are to be mended first: %(first)s",
            len(faults),
        )
        raise NotReady(sentence % {"n": len(faults), "first": faults[0].sentence}, faults)
    version.proposed_at, version.returned_words = at, ""
    return _stepped(version, VersionState.PROPOSED, by, at)


@transaction.atomic
def return_version(*, version, words, by, at):
    """Back to a draft, with the reason: industry asked for a change, or something was wrong."""
    version = _held(version)
    check_for(by, check_may_decide_curricula, version.programme.centre)
    VERSION_FLOW.check(VersionState(version.state), VersionState.DRAFT)
    reason = prose(words, 2_000)
    if not isinstance(reason, str):
        raise FieldRefused("words", _("Write why it goes back to a draft."))
    version.returned_words = reason
    return _stepped(version, VersionState.DRAFT, by, at, reason)


@transaction.atomic
def note_endorsed(*, version, by, at):
    """Enough companies stand behind the text, and what they asked for is dealt with. Raises NotReady."""
    version = _held(version)
    check_for(by, check_may_decide_curricula, version.programme.centre)
    VERSION_FLOW.check(VersionState(version.state), VersionState.ENDORSED)
    needed, given = version.programme.centre.endorsements_needed, counted_for(version)
    if given < needed:
        sentence = ngettext("%(given)s of %(n)s endorsement needed.", "%(given)s of %(n)s endorsements needed.", needed)
        raise NotReady(sentence % {"given": given, "n": needed})
    if waiting := open_remarks_of(version).count():
        sentence = ngettext(
            "%(n)s remark waits for an answer. Resolve it first.",
            "%(n)s remarks wait for an answer. Resolve them first.",
            waiting,
        )
        raise NotReady(sentence % {"n": waiting})
    return _stepped(version, VersionState.ENDORSED, by, at)


@transaction.atomic
def put_in_force(*, version, on, by, at):
    """Teach by this version from a day on; the one in force until then is retired that day."""
    programme = _held_programme(version.programme, by, check_may_decide_curricula)
    version = _held(version)
    VERSION_FLOW.check(VersionState(version.state), VersionState.IN_FORCE)
    former = programme.versions.select_for_update().filter(state=VersionState.IN_FORCE).order_by("pk").first()
    if former:
        if former.in_force_from and on < former.in_force_from:
            sentence = _("Version %(n)s is in force since %(day)s; the next one begins after it.")
            raise FieldRefused("on", sentence % {"n": former.number, "day": in_words(former.in_force_from)})
        former.retired_on = on
        _stepped(former, VersionState.RETIRED, by, at)
    version.in_force_from = on
    if programme.hours != version.hours:
        programme.hours = version.hours
        programme.save(update_fields=["hours", "updated_at"])
    return _stepped(version, VersionState.IN_FORCE, by, at)


@transaction.atomic
def retire_version(*, version, on, by, at):
    """No new class is taught by this version; those taught by it keep it."""
    version = _held(version)
    check_for(by, check_may_decide_curricula, version.programme.centre)
    VERSION_FLOW.check(VersionState(version.state), VersionState.RETIRED)
    if version.in_force_from and on < version.in_force_from:
        sentence = _("It is in force since %(day)s. It cannot be retired before.")
        raise FieldRefused("on", sentence % {"day": in_words(version.in_force_from)})
    version.retired_on = on
    return _stepped(version, VersionState.RETIRED, by, at)


@transaction.atomic
def discard_draft(*, version, by, at):
    """Take away a draft that was begun by mistake. Raises VersionUsed when anything hangs on it."""
    version = held_draft(version, by)
    programme = version.programme
    try:
        with transaction.atomic():
            record(by, "version.discarded", version, at=at, changes={"version": [str(version), ""]})
            version.delete()
    except ProtectedError as used:
        raise VersionUsed(
            _("Classes, endorsements or later versions hang on this draft. It stays; change it instead.")
        ) from used
    return programme


def held_draft(version, by, check=check_may_write_curricula):
    """The version as it stands now, locked until the act is done, once it is a draft that ``by`` may write."""
    version = _held(version)
    check_for(by, check, version.programme.centre)
    if version.state != VersionState.DRAFT:
        raise VersionFrozen(
            _("This version is “%(state)s”: its text stands. Send it back to a draft, or begin the next version.")
            % {"state": version.get_state_display()}
        )
    return version


def check_unmoved(thing, revision):
    """Raise EditedMeanwhile unless ``thing`` (a version or a unit of it) is at the revision that was shown."""
    if thing.revision != revision:
        raise EditedMeanwhile(
            _("Somebody saved this draft while you wrote. Your text is kept below; compare, then save again."), thing
        )


def checked_hours(field, value):
    """Lesson hours, or None where they are not known yet. Raises FieldRefused."""
    if value in (None, ""):
        return None
    if not 1 <= value <= MOST_HOURS:
        sentence = _("%(hours)s JP is not possible: between 1 and %(most)s.")
        raise FieldRefused(field, sentence % {"hours": value, "most": MOST_HOURS})
    return value


def checked_text(field, value):
    """Text of several lines, "" where there is none. Raises FieldRefused."""
    text = prose(value, 20_000)
    if isinstance(text, Problem):
        raise FieldRefused(field, _("This text holds signs that cannot be seen, or is too long."))
    return text or ""


def _checked(told) -> dict:
    clean = dict(told)
    for name in ("objective", "method", "entry_requirements"):
        if name in clean:
            clean[name] = checked_text(name, clean[name])
    if "hours" in clean:
        clean["hours"] = checked_hours("hours", clean["hours"])
    if "official_code" in clean:
        code = line(clean["official_code"], 40)
        if isinstance(code, Problem):
            raise FieldRefused("official_code", _("A programme code has at most 40 signs."))
        clean["official_code"] = code or ""
    if clean.get("kkni_level") is not None and not 1 <= clean["kkni_level"] <= 9:
        raise FieldRefused("kkni_level", _("KKNI has nine levels: 1 to 9."))
    if clean.get("basis", "") not in ("", *Basis.values):
        raise FieldRefused("basis", _("Choose from what the programme is built."))
    return clean


def _worded(version) -> dict:
    return {name: "" if (value := getattr(version, name)) is None else str(value) for name in TOLD}


def _held(version):
    rows = CurriculumVersion.objects.select_for_update(of=("self",)).select_related("programme__centre", "occupation")
    return rows.get(pk=version.pk)


def _held_programme(programme, by, check=check_may_write_curricula):
    programme = Programme.objects.select_for_update(of=("self",)).select_related("centre").get(pk=programme.pk)
    check_for(by, check, programme.centre)
    return programme


def _copy_units(before, version):
    units = list(before.units.order_by("order", "pk"))
    copies = TaughtUnit.objects.bulk_create(
        TaughtUnit(version=version, unit_id=unit.unit_id, hours=unit.hours, order=at)
        for at, unit in enumerate(units, start=1)
    )
    copy_of = {unit.pk: copy for unit, copy in zip(units, copies, strict=True)}
    rows = SyllabusRow.objects.filter(taught__in=units).order_by("taught_id", "order")
    SyllabusRow.objects.bulk_create(
        SyllabusRow(taught=copy_of[row.taught_id], order=row.order, **{name: getattr(row, name) for name in COLUMNS})
        for row in rows
    )


def _stepped(version, to, by, at, reason=""):
    was = VersionState(version.state)
    VERSION_FLOW.check(was, to)
    version.state = to
    version.save()
    told = {"state": [str(was), str(to)]} | ({"reason": ["", reason]} if reason else {})
    record(by, f"version.{to}" if to != VersionState.DRAFT else "version.returned", version, at=at, changes=told)
    return version
