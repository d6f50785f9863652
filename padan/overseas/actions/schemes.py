"""The life of a scheme's rules: opened, drafted from those before, in force from a day, closed with a reason.

What was in force is never rewritten: only its last day is written down when newer rules follow. Two rules of a scheme
never hold on one day; the scheme is locked while that is looked at.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.models import FeeRule, Gate, MilestoneRule, PaperRule, Scheme, SchemeStage, SchemeVersion
from padan.overseas.permissions import check_may_keep_schemes
from padan.overseas.reading import SLUG
from padan.overseas.states import VERSION_FLOW, PermitKind, VersionState
from padan.trail.actions import record

LONG_AGO, FAR_AHEAD = date(1990, 1, 1), date(2100, 1, 1)
STAGE = ("position", "key", "kind", "name", "name_en", "name_ja", "days", "knock_out")
GATE = ("kind", "choice", "exam", "level", "for_sex", "least", "most", "out_of", "words", "source")
PAPER = ("kind", "name", "name_en", "name_ja", "health", "valid_days", "source")
FEE = ("purpose", "name", "currency", "most", "payer", "source")


class DraftThere(ActionDenied):
    """Rules of this scheme are being written already (``draft``); two drafts would part ways unseen."""

    def __init__(self, sentence, draft):
        super().__init__(sentence)
        self.draft = draft


class RulesFrozen(ActionDenied):
    """Only a draft is written: people live under what was in force."""


class RulesOverlap(ActionDenied):
    """Other rules of the scheme hold on some of these days."""


class RulesUsed(ActionDenied):
    """Something hangs on the draft."""


@transaction.atomic
def open_scheme(
    *, key, name, valid_from, source, by, at, name_en="", name_ja="", owner="", source_url="", read_on=None
):
    """A scheme that was not there, with an empty draft of its rules. Raises NotAllowed or FieldRefused."""
    check_for(by, check_may_keep_schemes)
    if not SLUG.fullmatch(key) or len(key) > 40:
        raise FieldRefused("key", _("A short name has small letters, digits and hyphens: ssw-1."))
    if Scheme.objects.filter(key=key).exists():
        raise FieldRefused("key", _("Another scheme has this short name."))
    names = {"name": checked_line("name", name, 150, needed=True), "name_en": checked_line("name_en", name_en, 150)}
    names |= {"name_ja": checked_line("name_ja", name_ja, 150), "owner": checked_line("owner", owner, 200)}
    told = _checked(valid_from=valid_from, source=source, source_url=source_url, read_on=read_on)
    scheme = Scheme.objects.create(key=key, **names)
    version = SchemeVersion.objects.create(scheme=scheme, number=1, **told)
    record(by, "scheme.opened", scheme, at=at, changes={"key": ["", key], "rules": ["", version.code]})
    return version


@transaction.atomic
def draft_version(*, version, valid_from, source, by, at, source_url="", read_on=None):
    """Begin the next rules of a scheme as a copy of ``version``, from a day on and by a source of their own.

    Raises NotAllowed, FieldRefused, or DraftThere when one is being written already.
    """
    scheme = _held_scheme(version.scheme, by)
    rows = SchemeVersion.objects.filter(scheme=scheme).order_by("-number")
    if draft := rows.filter(state=VersionState.DRAFT).first():
        raise DraftThere(_("Version %(n)s is being written already. Go on with it.") % {"n": draft.number}, draft)
    told = _checked(valid_from=valid_from, source=source, source_url=source_url, read_on=read_on)
    new = SchemeVersion.objects.create(
        scheme=scheme, number=rows.values_list("number", flat=True)[0] + 1, permit_kinds=version.permit_kinds, **told
    )
    _copy_rules(version, new)
    record(by, "rules.drafted", new, at=at, changes={"copy of": ["", version.code], "from": ["", valid_from]})
    return new


@transaction.atomic
def edit_version(*, version, revision, by, at, **told):
    """Change what a draft says of itself: days, source, permits. Two writers never overwrite each other.

    Raises NotAllowed, RulesFrozen, EditedMeanwhile or FieldRefused.
    """
    version = held_draft(version, by)
    check_unmoved(version, revision)
    clean = _checked(**told)
    changes = {
        name: [str(getattr(version, name) or ""), str(value or "")]
        for name, value in clean.items()
        if getattr(version, name) != value
    }
    if changes:
        for name, value in clean.items():
            setattr(version, name, value)
        version.revision += 1
        version.save()
        record(by, "rules.edited", version, at=at, changes=changes)
    return version


@transaction.atomic
def put_in_force(*, version, by, at):
    """Let the rules of a draft hold from their first day on; those before them end the day before.

    Who began under earlier rules stays under them. Raises NotAllowed, TransitionDenied, FieldRefused, RulesOverlap.
    """
    scheme = _held_scheme(version.scheme, by)
    version = _held(version)
    VERSION_FLOW.check(VersionState(version.state), VersionState.IN_FORCE)
    if not SchemeStage.objects.filter(version=version).exists():
        raise FieldRefused("stages", _("These rules have no stage yet. Write the stages first."))
    enter(version, scheme, by, at)
    return version


def enter(version, scheme, by, at) -> None:
    """Make room for a version among those of its (locked) scheme, and let it hold."""
    others = SchemeVersion.objects.select_for_update().filter(scheme=scheme).exclude(pk=version.pk)
    for other in others.exclude(state=VersionState.DRAFT).order_by("valid_from", "pk"):
        if other.ends_on is not None and other.ends_on < max(version.valid_from, other.valid_from):
            continue
        told = {"n": other.number, "day": in_words(other.valid_from)}
        if other.valid_from == version.valid_from:
            sentence = _("Version %(n)s holds from %(day)s as well. Choose another first day.")
            raise RulesOverlap(sentence % told)
        if other.valid_from > version.valid_from:
            if version.valid_until is None or version.valid_until >= other.valid_from:
                sentence = _("Version %(n)s holds from %(day)s. Let these rules end before that day.")
                raise RulesOverlap(sentence % told)
            continue
        before, other.valid_until = other.valid_until, version.valid_from - timedelta(days=1)
        other.save(update_fields=["valid_until", "updated_at"])
        record(by, "rules.followed", other, at=at,
               changes={"until": [before or "", other.valid_until], "by": ["", version.code]})  # fmt: skip
    version.state = VersionState.IN_FORCE
    version.revision += 1
    version.save()
    until = version.valid_until or ""
    record(by, "rules.in_force", version, at=at, changes={"from": ["", version.valid_from], "until": ["", until]})


@transaction.atomic
def close_version(*, version, on, why, by, at):
    """Nobody begins under these rules from ``on`` on. Who is inside keeps them, and stays on the list of the version.

    Raises NotAllowed, TransitionDenied or FieldRefused.
    """
    _held_scheme(version.scheme, by)
    version = _held(version)
    _close(version, on, _reason(why), by, at)
    return version


@transaction.atomic
def close_scheme(*, scheme, on, why, by, at):
    """Close every version of a scheme that is in force. Returns them; who is inside keeps her rules."""
    scheme = _held_scheme(scheme, by)
    rows = SchemeVersion.objects.select_for_update().filter(scheme=scheme, state=VersionState.IN_FORCE)
    found, reason = list(rows.order_by("number")), _reason(why)
    if not found:
        raise ActionDenied(_("No rules of this scheme are in force. There is nothing to close."))
    for version in found:
        _close(version, on, reason, by, at)
    record(by, "scheme.closed", scheme, at=at,
           changes={"on": ["", on], "why": ["", reason], "rules": ["", [one.code for one in found]]})  # fmt: skip
    return found


def _close(version, on, reason, by, at):
    VERSION_FLOW.check(VersionState(version.state), VersionState.CLOSED)
    _checked_day("on", on)
    version.state, version.closed_on, version.closed_why = VersionState.CLOSED, on, reason
    version.save()
    record(by, "rules.closed", version, at=at, changes={"on": ["", on], "why": ["", reason]})


@transaction.atomic
def discard_draft(*, version, by, at):
    """Take away a draft that was begun by mistake, and its scheme when nothing else stands in it."""
    scheme = _held_scheme(version.scheme, by)
    version = held_draft(version, by)
    try:
        with transaction.atomic():
            record(by, "rules.discarded", version, at=at, changes={"rules": [str(version), ""]})
            version.delete()
            if not SchemeVersion.objects.filter(scheme=scheme).exists():
                scheme.delete()
                return None
    except ProtectedError as used:
        raise RulesUsed(_("Something hangs on this draft. It stays; change it instead.")) from used
    return scheme


def held_draft(version, by):
    """The version locked until the act is done, once it is a draft that ``by`` may write."""
    version = _held(version)
    check_for(by, check_may_keep_schemes)
    if version.state != VersionState.DRAFT:
        raise RulesFrozen(
            _("Version %(n)s is “%(state)s”: it is not written any more. Begin a draft from it instead.")
            % {"n": version.number, "state": version.get_state_display()}
        )
    return version


def check_unmoved(version, revision) -> None:
    """Raise EditedMeanwhile unless the draft is at the revision that was shown."""
    if version.revision != revision:
        raise EditedMeanwhile(
            _("Somebody saved this draft while you wrote. Look at what stands now; saving again keeps yours."),
            version.revision,
        )


def checked_line(field, value, most, *, needed=False) -> str:
    """One line of text. Raises FieldRefused."""
    found = line(value, most)
    if isinstance(found, Problem):
        raise FieldRefused(field, _("This holds signs that cannot be seen, or is too long. Type it again."))
    if needed and not found:
        raise FieldRefused(field, _("This must not be empty."))
    return found or ""


def _reason(why):
    return checked_line("why", why, 300, needed=True)


def _checked(**told) -> dict:
    clean = dict(told)
    for name in ("valid_from", "valid_until", "read_on"):
        if clean.get(name):
            _checked_day(name, clean[name])
    if "source" in clean:
        clean["source"] = checked_line("source", clean["source"], 300, needed=True)
    if "source_url" in clean:
        clean["source_url"] = checked_line("source_url", clean["source_url"], 300)
    if clean.get("valid_until") and clean["valid_until"] < clean["valid_from"]:
        raise FieldRefused("valid_until", _("The rules end before they begin."))
    if "permit_kinds" in clean:
        clean["permit_kinds"] = [kind for kind in PermitKind.values if kind in clean["permit_kinds"]]
    return clean


def _checked_day(field, day):
    if not LONG_AGO <= day <= FAR_AHEAD:
        raise FieldRefused(field, _("This day cannot be right. Look at the year."))


def _held(version):
    return SchemeVersion.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=version.pk)


def _held_scheme(scheme, by):
    check_for(by, check_may_keep_schemes)
    return Scheme.objects.select_for_update().get(pk=scheme.pk)


def _copy_rules(version, new):
    stages = list(SchemeStage.objects.filter(version=version).order_by("position"))
    copies = SchemeStage.objects.bulk_create(
        SchemeStage(version=new, **{name: getattr(stage, name) for name in STAGE}) for stage in stages
    )
    copy_of = {stage.pk: copy for stage, copy in zip(stages, copies, strict=True)}
    for model, columns in ((Gate, GATE), (PaperRule, PAPER), (MilestoneRule, ("kind",))):
        rows = model.objects.filter(stage__in=stages).order_by("stage_id", "pk")
        model.objects.bulk_create(
            model(stage=copy_of[row.stage_id], **{name: getattr(row, name) for name in columns}) for row in rows
        )
    fees = FeeRule.objects.filter(version=version).order_by("pk")
    FeeRule.objects.bulk_create(FeeRule(version=new, **{name: getattr(fee, name) for name in FEE}) for fee in fees)
