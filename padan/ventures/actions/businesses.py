"""A graduate tells of her business, says that it still runs, closes it; the night asks after it."""

import re
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words, months_after
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line
from padan.graduates.models import Graduate
from padan.graduates.queries import graduate_of
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.organisations.queries import viewer_of
from padan.outcomes.actions.waves import NoAddress
from padan.outcomes.permissions import check_may_stop
from padan.people.actions import issue_link, issue_links
from padan.people.models import SignedLink
from padan.people.queries import address_of
from padan.placements.states import Teller
from padan.trail.actions import record
from padan.ventures import notices
from padan.ventures.models import CHECK_MONTHS, Venture, VentureCheck, VentureCourse
from padan.ventures.permissions import check_may_record_venture, check_may_tell, is_her
from padan.ventures.queries import checks_to_ask, courses_of, wants_silence
from padan.ventures.states import KEEP, VENTURE_FLOW, VentureState, WhyClosed

LINK_LASTS = timedelta(days=90)
ASK_AGAIN = timedelta(days=14)  # cool-down between two mails about one business
MOST_ASKED = 3  # by mail about one check; who stays silent is called, and stays on the list
MOST_RUNNING = 5
MOST_EMPLOYED = 9_999
NEAR = timedelta(days=60)  # so near to its day, the number of people told belongs to a check
LONG_AGO = timedelta(days=60 * 365)
COLUMNS = ("name", "words", "region", "nib", "began_on", "employs")


class AlreadyTold(ActionDenied):
    """The same business stands here already."""


class WantsSilence(ActionDenied):
    """She wants no questions."""


@transaction.atomic
def tell_venture(
    *, graduate, words, by, at, today, name="", region=None, nib="", began_on=None, employs=None, courses=()
):
    """Tell of a business that runs today. What is not known stays empty: without a first day nobody asks by months.

    ``courses`` are those of her completed courses that belong to it. Raises NotAllowed, FieldRefused or AlreadyTold.
    """
    check_may_tell(by, graduate)
    graduate = Graduate.objects.select_for_update(of=("self",)).select_related("centre").get(pk=graduate.pk)
    told = _checked(words, name, nib, began_on, employs, today) | {"region": region}
    running = list(Venture.objects.filter(graduate=graduate, ended_on=None).order_by("pk"))
    if any((one.words.casefold(), one.began_on) == (told["words"].casefold(), began_on) for one in running):
        raise AlreadyTold(_("This business stands here already. Correct it below instead."))
    if len(running) >= MOST_RUNNING:
        raise AlreadyTold(_("There are %(most)s running businesses here. Close one first.") % {"most": MOST_RUNNING})
    chosen = _hers(graduate, courses)
    said = {"teller": teller_of(by, graduate), "told_on": today, "heard_on": today}
    venture = Venture.objects.create(graduate=graduate, **told, **said)
    _write_courses(venture, chosen)
    _fit_checks(venture, today)
    known = sorted(column for column in COLUMNS if told[column] not in ("", None))
    record(by, "venture.told", venture, at=at, changes={"graduate": ["", graduate.code], "known": ["", known]})
    return venture


@transaction.atomic
def correct_venture(
    *, venture, words, by, at, today, name="", region=None, nib="", began_on=None, employs=None, courses=(), seen=None
):
    """Correct what was told. ``seen`` is the revision that was shown; a first day that moves, moves its checks.

    Raises NotAllowed, FieldRefused or EditedMeanwhile.
    """
    venture = locked(venture)
    check_may_tell(by, venture.graduate)
    if seen is not None and venture.revision != seen:
        raise EditedMeanwhile(
            _("This was changed on another device meanwhile. Look at what stands now; saving again keeps yours."),
            stands=venture.revision,
        )
    told = _checked(words, name, nib, began_on, employs, today) | {"region": region}
    if began_on and venture.ended_on and began_on > venture.ended_on:
        raise FieldRefused(
            "began_on", _("It closed on %(day)s. The first day lies before.") % {"day": in_words(venture.ended_on)}
        )
    changed = sorted(column for column in COLUMNS if getattr(venture, column) != told[column])
    for column, value in told.items():
        setattr(venture, column, value)
    if _write_courses(venture, _hers(venture.graduate, courses)):
        changed.append("courses")
    _keep(venture)
    _fit_checks(venture, today)
    record(by, "venture.corrected", venture, at=at, changes={"changed": ["", changed]})
    return venture


@transaction.atomic
def confirm_venture(*, venture, by, at, today, employs=None):
    """It still runs, and feeds so many (None: not said). Every check whose day has come is answered with it."""
    venture = locked(venture)
    check_may_tell(by, venture.graduate)
    if venture.state == VentureState.CLOSED:
        raise AlreadyTold(_("This business is closed. Say first that it runs after all."))
    if employs is not None:
        venture.employs = _employed(employs)
    venture.teller, venture.heard_on = teller_of(by, venture.graduate), today
    _keep(venture)
    _fit_checks(venture, today, employs=employs)
    record(by, "venture.confirmed", venture, at=at, changes={"runs": ["", True]})
    return venture


@transaction.atomic
def close_venture(*, venture, ended_on, by, at, today, why=""):
    """The last day of a business, and why (``WhyClosed``, empty when nobody says). Its checks follow from the day."""
    venture = locked(venture)
    check_may_tell(by, venture.graduate)
    VENTURE_FLOW.check(venture.state, VentureState.CLOSED)
    if venture.began_on and ended_on < venture.began_on:
        raise FieldRefused("ended_on", _("The last day lies before the first."))
    if not today - LONG_AGO <= ended_on <= today:
        raise FieldRefused("ended_on", _("Write the day on which it closed, today or before."))
    venture.ended_on, venture.why_closed = ended_on, WhyClosed(why) if why else ""
    venture.teller, venture.heard_on = teller_of(by, venture.graduate), today
    _keep(venture)
    _fit_checks(venture, today)
    record(by, "venture.closed", venture, at=at, changes={"ended_on": ["", ended_on], "why": ["", why]})
    return venture


@transaction.atomic
def reopen_venture(*, venture, by, at, today):
    """It runs after all: the last day was a mistake and goes."""
    venture = locked(venture)
    check_may_tell(by, venture.graduate)
    VENTURE_FLOW.check(venture.state, VentureState.RUNNING)
    before, venture.ended_on, venture.why_closed = venture.ended_on, None, ""
    venture.teller, venture.heard_on = teller_of(by, venture.graduate), today
    _keep(venture)
    _fit_checks(venture, today)
    record(by, "venture.reopened", venture, at=at, changes={"ended_on": [before, ""]})
    return venture


@transaction.atomic
def venture_link(*, graduate, by, at) -> str:
    """A link by which she tells of her business or says that it still runs, to be sent to her alone: its address."""
    check_for(by, check_may_record_venture, graduate)
    if wants_silence(graduate):
        raise WantsSilence(_("She asked to be asked nothing more. What she tells by herself is written down here."))
    _link, token = issue_link(act=KEEP, thing=graduate, recipient=graduate.code, by=by, at=at, lasts=LINK_LASTS)
    VentureCheck.objects.filter(venture__graduate=graduate, alive=None).update(asked_at=at)
    return address_of("link", token)


@transaction.atomic
def mail_own_link(*, asked, by, at, today):
    """She answered that she runs a business: mail her the link by which she tells of it, to the address kept of her.

    So a question that was passed on opens no business. Once a day. Raises NotAllowed or NoAddress.
    """
    check_may_stop(by, asked)
    graduate = graduate_of(asked.enrolment.person_id)
    if graduate is None or not graduate.person.email:
        raise NoAddress(_("No e-mail of yours is kept. Ask your centre for the link to your business."))
    _link, token = issue_link(act=KEEP, thing=graduate, recipient=graduate.code, by=by, at=at, lasts=LINK_LASTS)
    notices.mail_link(graduate, address_of("link", token), today=today, at=at)


@transaction.atomic
def follow_ventures(*, today: date, at) -> int:
    """Open the checks whose month has come, and ask by mail where there is an address and nothing is known.

    Nobody is asked twice within ``ASK_AGAIN`` nor more than ``MOST_ASKED`` times; who stays silent waits on the list of
    her centre, and nothing is closed. Returns how many were opened or asked.
    """
    new = []
    for months in CHECK_MONTHS:
        begun = Venture.objects.filter(began_on__lte=months_after(today, -months) + timedelta(days=3))  # short months
        begun = begun.exclude(pk__in=VentureCheck.objects.filter(months=months).order_by().values("venture_id"))
        for venture in begun.select_for_update(of=("self",)).order_by("pk"):
            due_on = months_after(venture.began_on, months)
            if due_on <= today:
                new.append(_answered(VentureCheck(venture=venture, months=months, due_on=due_on), venture))
    VentureCheck.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)
    latest: dict[int, VentureCheck] = {}
    for check in checks_to_ask(at, again=ASK_AGAIN, most=MOST_ASKED):
        latest.setdefault(check.venture.graduate_id, check)
    if asked := list(latest.values()):
        graduates = [check.venture.graduate for check in asked]
        tokens = issue_links(act=KEEP, things=graduates, about=None, by=None, at=at, lasts=LINK_LASTS)
        addresses = {code: address_of("link", token) for code, token in tokens.items()}
        notices.ask_after(asked, addresses, today=today, at=at)
        for check in asked:
            check.asked_at, check.times_asked = at, check.times_asked + 1
        VentureCheck.objects.bulk_update(asked, ["asked_at", "times_asked"], batch_size=200)
    return len(new) + len(asked)


def locked(venture):
    """The business, held until this transaction ends."""
    rows = Venture.objects.select_for_update(of=("self",)).select_related("graduate__centre", "region")
    return rows.get(pk=venture.pk)


def _keep(venture):
    venture.revision += 1
    venture.save()


def _checked(words, name, nib, began_on, employs, today) -> dict:
    """The columns as they are kept. Raises FieldRefused."""
    what, called = line(words, 200), line(name, 150)
    if what is None or isinstance(what, Problem):
        raise FieldRefused("words", _("Say in a few words what the business does."))
    if isinstance(called, Problem):
        raise FieldRefused("name", _("This name holds signs that cannot be seen, or is too long. Type it again."))
    digits = re.sub(r"[\s.\-]", "", nib)
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == 13):
        raise FieldRefused("nib", _("A NIB has 13 digits. Leave it empty when it is not known."))
    if began_on and not today - LONG_AGO <= began_on <= today:
        raise FieldRefused("began_on", _("Write the day on which it began, today or before. Empty: not known."))
    return {
        "words": what,
        "name": called or "",
        "nib": digits,
        "began_on": began_on,
        "employs": None if employs is None else _employed(employs),
    }


def _employed(number):
    if not 0 <= number <= MOST_EMPLOYED:
        raise FieldRefused("employs", _("Write how many people work there beside the owner; 0 if none."))
    return number


def _hers(graduate, courses):
    """The chosen courses, all of them hers. Raises FieldRefused."""
    chosen = {course.pk for course in courses}
    if chosen - set(courses_of(graduate).filter(pk__in=chosen).values_list("pk", flat=True)):
        raise FieldRefused("courses", _("Choose among the courses that she completed."))
    return chosen


def _write_courses(venture, chosen) -> bool:
    stand = set(VentureCourse.objects.filter(venture=venture).values_list("enrolment_id", flat=True))
    VentureCourse.objects.filter(venture=venture, enrolment_id__in=stand - chosen).delete()
    VentureCourse.objects.bulk_create(VentureCourse(venture=venture, enrolment_id=pk) for pk in sorted(chosen - stand))
    return stand != chosen


def _fit_checks(venture, today, *, employs=None):
    """Let the checks follow from what is told: first day, last day, and when it was last heard that it runs."""
    stand = {check.months: check for check in VentureCheck.objects.filter(venture=venture).order_by("months")}
    for months in CHECK_MONTHS:
        check = stand.get(months) or VentureCheck(venture=venture, months=months)
        due_on = months_after(venture.began_on, months) if venture.began_on else None
        if due_on is None or due_on > today:
            if check.pk:
                check.delete()
            continue
        check.due_on = due_on
        was_waiting = check.alive is None
        _answered(check, venture)
        if check.alive and was_waiting and employs is not None and today - due_on <= NEAR:
            check.employs = employs
        check.save()


def _answered(check, venture):
    """A business ran on a day if it was closed later, or was heard of on that day or later. Else nobody knows."""
    if venture.ended_on is not None:
        alive = venture.ended_on > check.due_on
    else:
        alive = True if venture.heard_on >= check.due_on else None
    if alive is None:
        check.alive, check.answered_on, check.teller, check.employs = None, None, "", None
    elif alive != check.alive or check.answered_on < check.due_on:
        check.alive, check.answered_on = alive, max(venture.heard_on, check.due_on)
        check.teller, check.employs = venture.teller, None
    return check


def teller_of(by, graduate) -> Teller:
    """Whether she says this herself, or somebody for her."""
    hers = isinstance(by, SignedLink) or (by is not None and is_her(viewer_of(by), graduate))
    return Teller.HERSELF if hers else Teller.OFFICER
