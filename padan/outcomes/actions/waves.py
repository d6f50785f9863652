"""Waves: planned, opened for a cohort, asked, reminded, closed. Nobody is asked what a placement knows."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from padan.base.clock import in_words, months_after, on_day
from padan.base.codes import new_codes
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, phone
from padan.openings.states import OpeningKind
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.outcomes import notices
from padan.outcomes.actions.drawing import TOGETHER, draw, keep_words_of_sheets, lock, outcomes_there
from padan.outcomes.models import Answer, Asked, Silence, Wave
from padan.outcomes.permissions import TELL, check_may_keep_wave, check_may_stop, check_may_write_answer
from padan.outcomes.queries.waves import (
    COOL_DOWN,
    answers_at,
    cohort_of,
    due_on,
    finished,
    is_silent,
    latest_due,
    placements_at,
    silent_among,
    to_ask,
    to_remind,
    told_at,
)
from padan.outcomes.states import (
    ASKED_FLOW,
    MONTHS,
    STILL_ASKED,
    WAVE_FLOW,
    AnswerTeller,
    AskedState,
    Channel,
    Status,
    WaveState,
    Window,
)
from padan.people.actions import issue_link, issue_links, withdraw_links
from padan.people.models import Person
from padan.people.queries import address_of
from padan.placements.queries import evidence_of
from padan.trail.actions import record
from padan.training.actions.papers import FETCH
from padan.training.queries.papers import papers_in_force

AT_ONCE = 500  # mails of one wave in one night's transaction


class NobodyToAsk(ActionDenied):
    """Nobody under this keeper finished in these days, or all of them are asked by another wave."""


class NotToAsk(ActionDenied):
    """She may not be asked now: too early, too soon after, or she does not want it."""


class NoAddress(ActionDenied):
    """Nothing to send to."""


@dataclass(frozen=True)
class Opened:
    """What opening a wave came to."""

    wave: Wave
    people: int
    known: int
    stopped: int
    twice: int


@transaction.atomic
def plan_wave(*, keeper, window, title, finished_from, finished_until, opens_on, closes_on, by, at) -> Wave:
    """Plan to ask those who finished in some days under a keeper, so many months after. It opens on its day."""
    check_for(by, check_may_keep_wave, keeper)
    if window not in MONTHS:
        raise FieldRefused("window", _("Choose after how many months to ask."))
    if finished_until < finished_from:
        raise FieldRefused("finished_until", _("The last day lies before the first."))
    first_due = months_after(finished_from, MONTHS[Window(window)])
    if closes_on < max(opens_on, first_due):
        raise FieldRefused(
            "closes_on",
            _("It would close before anybody may be asked: the first month is over on %(day)s.")
            % {"day": in_words(max(opens_on, first_due))},
        )
    wave = Wave.objects.create(
        keeper=keeper,
        window=window,
        title=title.strip()[:200],
        finished_from=finished_from,
        finished_until=finished_until,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    record(by, "wave.planned", wave, at=at, changes={"window": ["", str(window)], "keeper": ["", keeper.code]})
    return wave


@transaction.atomic
def open_wave(*, wave, by, at, today) -> Opened:
    """Draw up whom a wave asks: each person once, by her last course. Who is known or wants no questions is not asked.

    Raises NotAllowed, TransitionDenied or NobodyToAsk; nothing is kept then.
    """
    check_for(by, check_may_keep_wave, wave.keeper)
    wave = _locked(wave)
    WAVE_FLOW.check(WaveState(wave.state), WaveState.OPEN)
    cohort = cohort_of(wave)
    if not cohort.enrolments:
        days = {"first": in_words(wave.finished_from), "last": in_words(wave.finished_until)}
        if cohort.elsewhere:
            raise NobodyToAsk(_("Everybody who finished from %(first)s to %(last)s is asked by another wave.") % days)
        raise NobodyToAsk(_("Nobody finished from %(first)s to %(last)s.") % days)
    wave.state, wave.opened_at = WaveState.OPEN, on_day(at, today)
    wave.save(update_fields=["state", "opened_at", "updated_at"])
    codes, counts = new_codes("TNY", len(cohort.enrolments)), {AskedState.KNOWN: 0, AskedState.STOPPED: 0}
    for start in range(0, len(codes), TOGETHER):
        some = cohort.enrolments[start : start + TOGETHER]
        held = lock(some)
        silent, told = silent_among([row.person_id for row in held.values()]), told_at(wave.window, some)
        rows = []
        for pk, code in zip(some, codes[start:], strict=False):
            state = AskedState.WAITING
            if pk in told:
                state = AskedState.KNOWN
            elif held[pk].person_id in silent:
                state = AskedState.STOPPED
            rows.append(Asked(wave=wave, enrolment_id=pk, code=code, state=state))
        Asked.objects.bulk_create(rows, batch_size=TOGETHER)
        counts[AskedState.STOPPED] += sum(row.state == AskedState.STOPPED for row in rows)
        counts[AskedState.KNOWN] += sum(row.state == AskedState.KNOWN for row in rows)
        waiting = [row.enrolment_id for row in rows if row.state == AskedState.WAITING]
        counts[AskedState.KNOWN] += _know(wave, waiting, held, today, at)
    told_codes = hashlib.sha256("".join(f"{code}\n" for code in codes).encode()).hexdigest()
    changes = {"count": [0, len(codes)], "known": [0, counts[AskedState.KNOWN]], "codes": ["", told_codes]}
    record(by, "wave.opened", wave, at=at, changes=changes)
    return Opened(wave, len(codes), counts[AskedState.KNOWN], counts[AskedState.STOPPED], cohort.twice)


@transaction.atomic
def close_wave(*, wave, by, at, today) -> Wave:
    """Take no more answers for a wave. What was told stays; who did not answer stays unknown."""
    check_for(by, check_may_keep_wave, wave.keeper)
    wave = _locked(wave)
    WAVE_FLOW.check(WaveState(wave.state), WaveState.CLOSED)
    wave.state, wave.closed_at = WaveState.CLOSED, on_day(at, today)
    wave.save(update_fields=["state", "closed_at", "updated_at"])
    record(by, "wave.closed", wave, at=at, changes={"state": [WaveState.OPEN, WaveState.CLOSED]})
    return wave


@transaction.atomic
def ask_many(*, wave, asked, channel, by, at, today) -> dict[str, str]:
    """Send the question to those of ``asked`` (their codes) who may be asked now; the addresses by their codes.

    By mail it leaves by itself, to those who have an address; by every other channel whoever asks sends what is given.
    Left out without a word: who may not be asked (see ``to_ask``).
    """
    check_for(by, check_may_keep_wave, wave.keeper)
    wave = _locked(wave)
    _check_open(wave)
    moment = on_day(at, today)
    rows = to_ask(wave, today=today, at=moment).filter(code__in=list(asked))
    if channel == Channel.MAIL:
        rows = rows.exclude(enrolment__person__email="")
    return _send(wave, list(rows.select_for_update(of=("self",))), channel, by, at, today)


@transaction.atomic
def ask_by_hand(*, asked, channel, by, at, today) -> str:
    """A link for one graduate, to be sent by hand: its address. Within the cool-down it is the same question again.

    An instructor asks those he taught. Raises NotAllowed, NotToAsk or TransitionDenied.
    """
    check_for(by, check_may_write_answer, asked.enrolment)
    asked = _held(asked)
    _check_open(asked.wave)
    due, moment = due_on(asked), on_day(at, today)
    if is_silent(asked.enrolment.person_id):
        raise NotToAsk(_("She does not want to be asked."))
    if due is None:
        raise NotToAsk(_("Nobody has said when this course was finished, so no month can be counted."))
    if due > today:
        raise NotToAsk(_("Her month has not come: ask from %(day)s.") % {"day": in_words(due)})
    last = asked.reminded_at or asked.asked_at
    if last is None or last <= moment - COOL_DOWN:
        step = AskedState.ASKED if asked.asked_at is None else AskedState.REMINDED
        if asked.state != AskedState.ANSWERED:
            ASKED_FLOW.check(AskedState(asked.state), step)
            asked.state, asked.channel = step, channel
            if step == AskedState.ASKED:
                asked.asked_at = moment
            else:
                asked.reminded_at, asked.reminders = moment, asked.reminders + 1
            asked.save(update_fields=["state", "channel", "asked_at", "reminded_at", "reminders", "updated_at"])
    _link, token = issue_link(
        act=TELL, thing=asked, recipient=asked.code, by=by, at=at, lasts=_lasts(asked.wave, today)
    )
    return address_of("link", token)


@transaction.atomic
def remind_due(*, wave, by, at, today, most=AT_ONCE) -> int:
    """Ask those again by mail who were, and have not answered: twice at most, a week apart. Returns how many."""
    check_for(by, check_may_keep_wave, wave.keeper)
    wave = _locked(wave)
    _check_open(wave)
    rows = to_remind(wave, today=today, at=on_day(at, today)).select_for_update(of=("self",))
    return len(_send(wave, list(rows[:most]), Channel.MAIL, by, at, today))


@transaction.atomic
def stop_asking(*, asked, by, at) -> Silence:
    """She wants to be asked nothing more, by no wave; said by her tap, or by a word that an officer read. What she
    answered stays."""
    check_may_stop(by, asked)
    asked = _held(asked)
    person = asked.enrolment.person_id
    silence, _new = Silence.objects.get_or_create(person_id=person, defaults={"since": at})
    rows = Asked.objects.filter(
        enrolment__person=person, state__in=[*STILL_ASKED, AskedState.UNREACHABLE, AskedState.REFUSED]
    )
    Asked.objects.filter(pk__in=list(rows.order_by().values_list("pk", flat=True))).update(
        state=AskedState.STOPPED, updated_at=at
    )
    record(by, "outcome.stopped", asked, at=at, changes={"asks": [True, False]})
    return silence


@transaction.atomic
def let_ask_again(*, asked, by, at) -> None:
    """She takes it back: open waves may ask her again."""
    check_may_stop(by, asked)
    asked = _held(asked)
    person = asked.enrolment.person_id
    if Silence.objects.filter(person=person).delete()[0]:
        rows = Asked.objects.filter(enrolment__person=person, state=AskedState.STOPPED).exclude(
            wave__state=WaveState.CLOSED
        )
        Asked.objects.filter(pk__in=list(rows.order_by().values_list("pk", flat=True))).update(
            state=AskedState.WAITING, updated_at=at
        )
        record(by, "outcome.unstopped", asked, at=at, changes={"asks": [False, True]})


@transaction.atomic
def note_unreached(*, asked, by, at, refused=False) -> Asked:
    """A call reached nobody, or she would not say. Neither is an answer: she stays unknown."""
    check_for(by, check_may_write_answer, asked.enrolment)
    asked = _held(asked)
    _check_open(asked.wave)
    to, before = (AskedState.REFUSED if refused else AskedState.UNREACHABLE), AskedState(asked.state)
    ASKED_FLOW.check(before, to)
    asked.state, asked.channel = to, Channel.CALL
    asked.save(update_fields=["state", "channel", "updated_at"])
    record(by, "outcome.unreached", asked, at=at, changes={"state": [before, to]})
    return asked


@transaction.atomic
def change_number(*, asked, number, by, at) -> Person:
    """An officer learned her new number. Links that went to the old one are withdrawn: somebody else may hold it now.

    Who could not be reached may be asked again. A link holder changes no number: a forwarded link could.
    """
    check_for(by, check_may_write_answer, asked.enrolment)
    read = phone(number)
    if read is None or isinstance(read, Problem):
        raise FieldRefused("number", _("This is no phone number. Write it like 0812 3456 7890."))
    asked = _held(asked)
    person = Person.objects.select_for_update().get(pk=asked.enrolment.person_id)
    if person.phone == read:
        raise FieldRefused("number", _("This is the number that is kept already."))
    person.phone = read
    person.save(update_fields=["phone", "updated_at"])
    hers = Asked.objects.filter(enrolment__person=person).exclude(wave__state=WaveState.CLOSED)
    for one in hers.order_by("pk"):
        if one.channel == Channel.WHATSAPP:
            withdraw_links(thing=one, act=TELL, by=by, at=at)
        if one.state == AskedState.UNREACHABLE:
            one.state = AskedState.WAITING
            one.save(update_fields=["state", "updated_at"])
    record(by, "person.number_changed", asked, at=at, changes={"number": ["", "changed"]})
    return person


@transaction.atomic
def send_papers(*, asked, by, at, today) -> int:
    """Mail her the links to her certificates, to the address that is kept of her: a forwarded link shows none of them.

    Once a day. Raises NoAddress; returns how many papers there are.
    """
    check_may_stop(by, asked)
    asked = _held(asked)
    if not asked.enrolment.person.email:
        raise NoAddress(_("No e-mail of yours is kept. Ask your centre for the certificates."))
    papers = list(papers_in_force(asked.enrolment.person_id))
    if papers:
        tokens = issue_links(act=FETCH, things=papers, about=asked, by=by, at=at)
        addresses = [
            (
                f"{paper.get_kind_display()}: {paper.enrolment.batch.programme.name}",
                address_of("link", tokens[paper.code]),
            )
            for paper in papers
        ]
        notices.send_papers(asked, addresses, today=today, at=at)
    return len(papers)


def follow_waves(*, today, at) -> int:
    """Every night: open waves whose day has come, note what placements know, ask and remind by mail, close the old.

    Each wave is a transaction of its own, and its mails go out ``AT_ONCE`` a night. Returns how many things were done.
    """
    done = 0
    for wave in Wave.objects.filter(state=WaveState.PLANNED, opens_on__lte=today).order_by("opens_on", "pk"):
        try:
            done += open_wave(wave=wave, by=None, at=at, today=today).people
        except NobodyToAsk:
            continue  # its cohort may still be written down; on its last day it ends without anybody
    for wave in Wave.objects.filter(state=WaveState.OPEN).order_by("opens_on", "pk"):
        if wave.closes_on < today:
            close_wave(wave=wave, by=None, at=at, today=today)
            done += 1
        else:
            done += know_from_placements(wave=wave, by=None, at=at, today=today)
            waiting = to_ask(wave, today=today, at=on_day(at, today)).exclude(enrolment__person__email="")
            codes = list(waiting.values_list("code", flat=True)[:AT_ONCE])
            done += len(ask_many(wave=wave, asked=codes, channel=Channel.MAIL, by=None, at=at, today=today))
            done += remind_due(wave=wave, by=None, at=at, today=today)
    return done


@transaction.atomic
def know_from_placements(*, wave, by, at, today) -> int:
    """Note where those stand whose placement answers their month: they are not asked. Returns how many."""
    check_for(by, check_may_keep_wave, wave.keeper)
    wave = _locked(wave)
    _check_open(wave)
    rows = wave.asked.filter(state__in=STILL_ASKED).order_by("enrolment_id").values_list("enrolment_id", flat=True)
    waiting, count = list(rows), 0
    for start in range(0, len(waiting), TOGETHER):
        some = waiting[start : start + TOGETHER]
        count += _know(wave, some, lock(some), today, at)
    if count:
        record(by, "wave.known", wave, at=at, changes={"count": [0, count]})
    return count


def _know(wave, some, held, today, at) -> int:
    """Answers of placements for those of ``some`` (enrolments, held) whose month has come."""
    months, until = MONTHS[Window(wave.window)], latest_due(wave.window, today)
    due = {pk: months_after(day, months) for pk in some if (day := finished(held[pk])) and day <= until}
    jobs = placements_at([held[pk].person_id for pk in due], until=today) if due else {}
    found = {
        pk: placement
        for pk, day in due.items()
        if (placement := next((one for one in jobs.get(held[pk].person_id, ()) if answers_at(one, day)), None))
    }
    had = Answer.objects.filter(enrolment__in=found, window=wave.window, teller=AnswerTeller.PLACEMENT, stands=True)
    for pk in had.order_by("pk").values_list("enrolment_id", flat=True):
        del found[pk]
    if not found:
        return 0
    keep_words_of_sheets(outcomes_there(found, wave.window).values())
    Answer.objects.bulk_create(
        (
            Answer(
                enrolment_id=pk,
                window=wave.window,
                status=_status(placement),
                teller=AnswerTeller.PLACEMENT,
                evidence=evidence_of(placement),
                as_of=due[pk],
                began_on=placement.started_on,
                job=placement.opening.title[:200],
                employer=str(placement.opening.company or "")[:200],
                place=placement.opening.region.name[:150] if placement.opening.region else "",
                source=placement.code,
            )
            for pk, placement in sorted(found.items())
        ),
        batch_size=TOGETHER,
    )
    draw({pk: held[pk] for pk in found}, wave.window, today=today, at=at)
    known = Asked.objects.filter(wave=wave, enrolment__in=found, state__in=STILL_ASKED)
    return known.update(state=AskedState.KNOWN, updated_at=at)


def _status(placement):
    return Status.APPRENTICESHIP if placement.opening.kind == OpeningKind.APPRENTICESHIP else Status.EMPLOYED


def _send(wave, rows, channel, by, at, today) -> dict[str, str]:
    """Links for these rows (held), all first questions or all reminders; mailed where that is the channel."""
    if not rows:
        return {}
    tokens = issue_links(act=TELL, things=rows, about=wave, by=by, at=at, lasts=_lasts(wave, today))
    addresses = {code: address_of("link", token) for code, token in tokens.items()}
    moment = on_day(at, today)
    first = [row.pk for row in rows if row.asked_at is None]
    again = [row.pk for row in rows if row.asked_at is not None]
    for start in range(0, len(first), TOGETHER):
        Asked.objects.filter(pk__in=first[start : start + TOGETHER]).update(
            state=AskedState.ASKED, channel=channel, asked_at=moment, updated_at=at
        )
    for start in range(0, len(again), TOGETHER):
        Asked.objects.filter(pk__in=again[start : start + TOGETHER]).update(
            state=AskedState.REMINDED, channel=channel, reminded_at=moment, reminders=F("reminders") + 1, updated_at=at
        )
    if channel == Channel.MAIL:
        for some, reminding in ((first, False), (again, True)):
            known = set(some)
            notices.ask([row for row in rows if row.pk in known], addresses, today=today, at=at, again=reminding)
    return addresses


def _lasts(wave, today):
    return wave.closes_on - today + timedelta(days=1)


def _check_open(wave):
    if wave.state != WaveState.OPEN:
        raise NotToAsk(_("This wave is not open."))


def _locked(wave):
    return Wave.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=wave.pk)


def _held(asked):
    rows = Asked.objects.select_for_update(of=("self",))
    return rows.select_related("wave", "enrolment__person", "enrolment__batch__centre").get(pk=asked.pk)
