"""An opening is written, changed without overwriting anybody, and its age limit is justified and let pass."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line, phone, prose
from padan.openings.models import AgeLimit, Opening, OpeningUnit
from padan.openings.permissions import check_may_approve_age, check_may_keep_opening, check_may_write_for
from padan.openings.queries import stopping_words
from padan.openings.states import CodeCheck, OpeningKind, OpeningState
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.organisations.states import Kind
from padan.people.models import SignedLink
from padan.reference.models import Region
from padan.reference.queries import OCCUPATIONS
from padan.trail.actions import record

MOST_SEATS = 10_000
MOST_UNITS = 30
LEAST_WAGE = 100_000  # rupiah a month; below it a number was meant otherwise
LINES = {"title": 300, "education": 100, "experience": 200, "conditions": 300, "karirhub_ref": 60, "written_by": 200,
         "region_written": 150}  # fmt: skip
TEXTS = {"description": 20_000, "competences": 5_000}
PLAIN = ("kind", "seats", "region", "closes_at", "starts_on", "wage_from_idr", "wage_to_idr", "kkni_level", "language",
         "language_level", "reply_email")  # fmt: skip
SAID = (*LINES, *TEXTS, *PLAIN, "reply_phone")
"""What a person says of an opening; each may be given to ``write_opening`` and ``edit_opening``."""
AGES = range(15, 71)


class OpeningInvalid(ActionDenied):
    """The opening says something that cannot be."""


class WordsForbidden(ActionDenied):
    """The text asks for what the law forbids to ask for; ``findings`` are the places."""

    def __init__(self, findings):
        words = ", ".join(f"“{one.words}”" for one in findings[:5])
        super().__init__(
            _("The text asks for what work does not need: %(words)s. Say instead what is done; nothing is published.")
            % {"words": words}
        )
        self.findings = findings


class ReasonMissing(ActionDenied):
    """An age limit without a reason, or without an age."""


class NotAsked(ActionDenied):
    """There is no age limit to let pass, or it was let pass before."""


@transaction.atomic
def write_opening(*, company, owner, by, at, need=None, required_units=(), welcome_units=(), **said):
    """Write an opening down as a draft; nobody but its writers sees it. From a need it keeps the need's key.

    Through a link the same words twice are one opening. Raises NotAllowed, FieldRefused or OpeningInvalid.
    """
    check_may_write_for(by, company, owner)
    if company is not None and company.kind != Kind.COMPANY:
        raise OpeningInvalid(_("%(body)s is not a company.") % {"body": company})
    if need is not None and need.company_id != (company and company.pk):
        raise OpeningInvalid(_("This need was said by another company."))
    told = _checked(said, Opening(), at)
    if isinstance(by, SignedLink) and (same := _written_before(company, told)):
        return same
    opening = Opening(company=company, owner=owner, need=need, state=OpeningState.DRAFT, **told)
    opening.words_key = words_key_of(opening)
    opening.save(force_insert=True)
    _write_units(opening, required_units, welcome_units)
    of = {"company": ["", company.code if company else ""], "need": ["", need.code if need else ""]}
    record(by, "opening.written", opening, at=at, changes=of | {"seats": [0, opening.seats]})
    return opening


@transaction.atomic
def edit_opening(*, opening, seen, by, at, required_units=None, welcome_units=None, **said):
    """Change what an opening says. ``seen`` is its revision as it was shown: two writers never overwrite one another.

    An open one stays publishable. Raises NotAllowed, FieldRefused, EditedMeanwhile, OpeningInvalid or WordsForbidden.
    """
    opening = locked(opening)
    check_may_keep_opening(by, opening)
    if opening.revision != seen:
        raise EditedMeanwhile(
            _("Somebody changed this opening meanwhile. Look at what stands now; saving again keeps yours."),
            stands=opening.revision,
        )
    if opening.state == OpeningState.CLOSED:
        raise OpeningInvalid(_("“%(opening)s” is closed. Open it again first.") % {"opening": opening})
    told = _checked(said, opening, at)
    if is_abroad(opening) and (required_units is not None or told.get("region", opening.region) != opening.region):
        raise OpeningInvalid(
            _("“%(opening)s” is work in another country with what it requires. Close it and publish it anew.")
            % {"opening": opening}
        )
    changes = {name: [getattr(opening, name), value] for name, value in told.items() if getattr(opening, name) != value}
    for name, (_before, value) in changes.items():
        setattr(opening, name, value)
    if required_units is not None and (units := _write_units(opening, required_units, welcome_units or ())):
        changes["units"] = units
    if not changes:
        return opening
    if opening.state == OpeningState.OPEN:
        check_words(opening)
    opening.revision += 1
    opening.words_key = words_key_of(opening)
    opening.save()
    record(by, "opening.edited", opening, at=at, changes=_worded(changes))
    return opening


@transaction.atomic
def name_occupation(*, opening, occupation, by, at):
    """Say which official occupation the work is; None takes it back. What a file wrote of it stays as written.

    Raises NotAllowed or OpeningInvalid, where another occupation is named already.
    """
    opening = locked(opening)
    check_may_keep_opening(by, opening)
    before = opening.occupation
    if occupation == before:
        return opening
    if opening.state == OpeningState.CLOSED:
        raise OpeningInvalid(_("“%(opening)s” is closed. Open it again first.") % {"opening": opening})
    if occupation is not None and occupation.scheme.scheme not in OCCUPATIONS:
        raise OpeningInvalid(_("%(code)s is no occupation.") % {"code": occupation.code})
    if before is not None and (occupation is not None or opening.occupation_check == CodeCheck.KNOWN):
        raise OpeningInvalid(_("The occupation is named already: %(title)s.") % {"title": before.title})
    opening.occupation = occupation
    opening.save(update_fields=["occupation", "updated_at"])
    record(by, "opening.occupation_named", opening, at=at,
           changes={"occupation": [before.code if before else "", occupation.code if occupation else ""]})  # fmt: skip
    return opening


@transaction.atomic
def ask_for_age(*, opening, youngest, oldest, reason, by, at):
    """Say why the work needs an age. It waits for the secretariat; a change asks anew. It never enters a match."""
    opening = locked(opening)
    check_may_keep_opening(by, opening)
    if youngest is None and oldest is None:
        raise ReasonMissing(_("Say which age, from or to."))
    if any(age is not None and age not in AGES for age in (youngest, oldest)):
        raise ReasonMissing(_("An age limit lies between 15 and 70 years."))
    if youngest is not None and oldest is not None and oldest < youngest:
        raise ReasonMissing(_("The oldest age is below the youngest."))
    if len(reason.strip()) < 20:
        raise ReasonMissing(_("Say in a sentence why the work cannot be done at another age."))
    if opening.state == OpeningState.OPEN and AgeLimit.objects.filter(opening=opening, approver__isnull=False).exists():
        raise OpeningInvalid(
            _("“%(opening)s” is open under the age that was let pass. Close it first, then ask for another.")
            % {"opening": opening}
        )
    told = {"youngest": youngest, "oldest": oldest, "reason": reason.strip(), "approver": None, "approved_at": None}
    limit, _new = AgeLimit.objects.update_or_create(opening=opening, defaults=told)
    record(by, "age_limit.asked", opening, at=at, changes={"age": ["", str(limit)], "reason": ["", limit.reason]})
    return limit


@transaction.atomic
def approve_age(*, opening, by, at):
    """The secretariat lets an age limit pass, by name. It is reported, nothing else."""
    opening = locked(opening)
    check_for(by, check_may_approve_age, opening)
    limit = AgeLimit.objects.filter(opening=opening, approver=None).order_by("pk").first()
    if limit is None:
        raise NotAsked(_("There is no age limit waiting here."))
    limit.approver, limit.approved_at = by, at
    limit.save(update_fields=["approver", "approved_at", "updated_at"])
    record(by, "age_limit.approved", opening, at=at, changes={"age": ["", str(limit)], "reason": ["", limit.reason]})
    return limit


@transaction.atomic
def drop_age(*, opening, by, at):
    """The opening asks for no age any more. Open openings whose words still ask for one are refused."""
    opening = locked(opening)
    check_may_keep_opening(by, opening)
    limit = AgeLimit.objects.filter(opening=opening).order_by("pk").first()
    if limit is None:
        raise NotAsked(_("This opening asks for no age."))
    told = str(limit)
    limit.delete()
    if opening.state == OpeningState.OPEN:
        check_words(opening)
    record(by, "age_limit.dropped", opening, at=at, changes={"age": [told, ""]})


def is_abroad(opening) -> bool:
    """Whether the work is in another country."""
    return opening.region is not None and opening.region.kind == Region.Kind.COUNTRY


def check_words(opening):
    """Raise WordsForbidden where the text may not be published as it stands."""
    if found := stopping_words(opening):
        raise WordsForbidden([finding for _field, finding in found])


def words_key_of(opening) -> str:
    """What an opening is searched by."""
    place = opening.region.name if opening.region else opening.region_written
    company = opening.company.name if opening.company else ""
    return " ".join(f"{opening.title} {company} {place}".split()).casefold()


def locked(opening):
    """The opening for the one act that changes it."""
    rows = Opening.objects.select_for_update(of=("self",)).select_related("company", "owner__region", "region")
    return rows.get(pk=opening.pk)


def _written_before(company, told):
    """A second tap: the same title and seats, still a draft."""
    same = Opening.objects.filter(company=company, title=told["title"], seats=told["seats"], state=OpeningState.DRAFT)
    return same.order_by("-pk").first()


def _checked(said, opening, at) -> dict:
    """What is kept of what was said. Raises FieldRefused at the field that cannot be kept."""
    told = {name: said[name] for name in PLAIN if name in said}
    for names, read in ((LINES, line), (TEXTS, prose)):
        for name, limit in names.items():
            if name in said:
                told[name] = _text(name, read(said[name], limit), limit)
    now_stands = {name: told.get(name, getattr(opening, name)) for name in SAID if name != "reply_phone"}
    if not now_stands["title"]:
        raise FieldRefused("title", _("Write which work it is."))
    if now_stands["kind"] not in OpeningKind.values:
        raise FieldRefused("kind", _("Choose the kind of opening."))
    _check_seats(now_stands["seats"], opening)
    _check_wage(now_stands["wage_from_idr"], now_stands["wage_to_idr"], told)
    closes_at = told.get("closes_at")
    if closes_at and closes_at <= at and closes_at != opening.closes_at:
        raise FieldRefused("closes_on", _("This deadline has passed already. Choose a day to come."))
    if bool(now_stands["language"]) != bool(now_stands["language_level"]):
        raise FieldRefused("language_level", _("Say the language and how well it must be spoken, or neither."))
    if "reply_phone" in said:
        number = phone(said["reply_phone"])
        if isinstance(number, Problem):
            raise FieldRefused("reply_phone", _("Write one telephone number, such as 0812 3456 7890."))
        told["reply_phone"] = number or ""
    return told


def _text(name, read, limit):
    if isinstance(read, Problem):
        raise FieldRefused(
            name, _("This text holds signs that cannot be seen, or is longer than %(n)s.") % {"n": limit}
        )
    return read or ""


def _check_seats(seats, opening):
    if not seats or seats < 1:
        raise FieldRefused("seats", _("An opening has at least one seat."))
    if seats > MOST_SEATS:
        raise FieldRefused(
            "seats", _("An opening has at most %(most)s seats. Check the number.") % {"most": MOST_SEATS}
        )
    if opening.seats_taken > seats:
        raise FieldRefused(
            "seats", _("%(n)s have begun here already: fewer seats than that cannot be.") % {"n": opening.seats_taken}
        )


def _check_wage(lowest, highest, told):
    for name in ("wage_from_idr", "wage_to_idr"):
        if told.get(name) is not None and told[name] < LEAST_WAGE:
            raise FieldRefused(name, _("Rp %(n)s a month cannot be meant. Write the whole amount.") % {"n": told[name]})
    if lowest and highest and highest < lowest:
        raise FieldRefused("wage_to_idr", _("The highest wage is below the lowest."))


def _write_units(opening, required, welcome):
    """Put the units of an opening as they are now wanted; [before, after] by codes where they differ, else nothing."""
    wanted = {unit.pk: (unit, True) for unit in required}
    wanted |= {unit.pk: (unit, False) for unit in welcome if unit.pk not in wanted}
    if len(wanted) > MOST_UNITS:
        raise OpeningInvalid(_("Name at most %(most)s units: those that decide.") % {"most": MOST_UNITS})
    stand = {row.unit_id: row for row in OpeningUnit.objects.filter(opening=opening).select_related("unit")}
    before = sorted((row.unit.code, row.required) for row in stand.values())
    after = sorted((unit.code, needed) for unit, needed in wanted.values())
    if before == after:
        return None
    OpeningUnit.objects.filter(opening=opening).exclude(unit_id__in=wanted).delete()
    for pk, (unit, needed) in wanted.items():
        if pk not in stand:
            OpeningUnit.objects.create(opening=opening, unit=unit, required=needed)
        elif stand[pk].required != needed:
            OpeningUnit.objects.filter(pk=stand[pk].pk).update(required=needed)
    return [[code for code, _needed in before], [code for code, _needed in after]]


def _worded(changes):
    """Changes as the trail keeps them: codes of regions, no address of a person."""
    told = {}
    for name, (before, after) in changes.items():
        if name == "region":
            told[name] = [before.code if before else "", after.code if after else ""]
        elif name in ("reply_email", "reply_phone", "written_by"):
            told[name] = ["…" if before else "", "…" if after else ""]
        else:
            told[name] = [before, after]
    return told
