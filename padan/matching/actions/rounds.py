"""Holding a round: the lot is sealed first, the lists are frozen next, and only then the lot is opened and drawn."""

from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import this_hour, today
from padan.base.errors import ActionDenied
from padan.matching.adapter import clearing
from padan.matching.adapter.reading import read_market
from padan.matching.models import Round, RoundChange, RoundSeat
from padan.matching.permissions import check_may_keep_round
from padan.matching.queries.rounds import may_be_filled, may_take_part
from padan.matching.states import AT_WORK, ROUND_FLOW, ChangeKind, Objective, RoundState, SeatReason
from padan.organisations.permissions import check_for
from padan.trail.actions import record

BANDS = (1, 2_000, 5_000)  # points of 100,000; 1: exact
AT_ONCE = 5_000
LONGEST_NAME = 200
TELL_EVERY_S = 0.5


class RoundEmpty(ActionDenied):
    """There is nobody to place, or nothing to fill."""


class RoundInvalid(ActionDenied):
    """A rule of the round cannot be kept."""


class NotInRound(ActionDenied):
    """The graduate or the opening has no part in this round."""


@transaction.atomic
def open_round(*, keeper, name, by, at, batches=(), openings=None, band=1, second_chance=False, aside=None, floor=None):
    """Open a round and seal its lot.

    Parameters: batches, ids of the classes it takes in (none: every class of the keeper); openings, ids (None: all that
        may be filled when the lists are frozen); band, differences below so many points count as equal; aside,
        {"group": ["region" | "batch", id], "seats": so many in each opening}; floor, {"group": …, "least": so many}.
    """
    check_for(by, check_may_keep_round, keeper)
    if not name.strip():
        raise RoundInvalid(_("Give the round a name by which people will know it."))
    if band not in BANDS:
        raise RoundInvalid(_("Openings are told apart exactly, or in steps of 2 or 5 points."))
    lot = clearing.new_lot()
    choice = {
        "batches": sorted(batches),
        "openings": None if openings is None else sorted(openings),
        "band": band,
        "second_chance": bool(second_chance),
        "aside": aside,
        "floor": floor,
    }
    round = Round(keeper=keeper, name=name.strip()[:LONGEST_NAME], choice=choice, committed_at=at)
    round.sealed_lot, round.commitment = lot, clearing.seal_of(lot)
    round.save()
    record(
        by, "round.opened", round, at=at, changes={"commitment": ["", round.commitment], "keeper": ["", keeper.code]}
    )
    return round


@transaction.atomic
def start_round(*, round, by, at):
    """Have the lists frozen and the round worked out; a second click finds it begun. Done by ``jobs``."""
    check_for(by, check_may_keep_round, round.keeper)
    round = _locked(round)
    if round.state in AT_WORK:
        return round
    _step(round, RoundState.WAITING)
    round.by, round.stage, round.done, round.total, round.error = by, "", 0, 0, ""
    round.save()
    record(by, "round.started", round, at=at)
    return round


@transaction.atomic
def freeze_lists(*, round, by, at):
    """Read everybody who takes part and everything that is vacant, keep it, and only then open the lot.

    Raises RoundEmpty where nobody seeks or nothing is vacant.
    """
    round = _locked(round)
    ROUND_FLOW.check(RoundState(round.state), RoundState.FROZEN)
    choice = round.choice
    graduates = may_take_part(round.keeper, batches=choice["batches"]).order_by().values("pk")
    vacant = may_be_filled(round.keeper)
    if choice["openings"] is not None:
        vacant = vacant.filter(pk__in=choice["openings"])
    market, seekers, vacancies, _skills, places = read_market(
        graduates=graduates, openings=vacant.order_by().values("pk"), today=today(), at=this_hour()
    )
    if not len(seekers.pk):
        raise RoundEmpty(_("Nobody in these classes looks for work. First ask the graduates what they seek."))
    if not len(vacancies.pk):
        raise RoundEmpty(_("None of these openings has a free seat and a place of work. Open or complete them first."))
    frozen = _with_seats_aside(clearing.freeze(market, seekers, vacancies), choice, seekers, places)
    clearing.write_frozen(frozen, lists_of(round))
    round.frozen_at = at
    round.inputs_sha256, round.engine = frozen.sha256, clearing.engine_version()
    round.graduates, round.openings = len(seekers.pk), len(vacancies.pk)
    round.seats = int(frozen.market.openings.seats.sum())
    _step(round, RoundState.FROZEN)
    round.lot = round.sealed_lot
    round.save()
    record(by, "round.frozen", round, at=at,
           changes={"lists": ["", round.inputs_sha256], "people": [0, round.graduates],
                    "seats": [0, round.seats]})  # fmt: skip
    return round


def clear_round(*, round, by, at, told=None):
    """Clear the frozen lists both ways, have each answer proven, and keep who got what.

    ``told(stage, done, total)`` hears of the progress, in this thread. The long part holds no transaction.
    """
    frozen, rules, heard = frozen_lists(round), rules_of(round), []
    with ThreadPoolExecutor(1) as beside:
        work = beside.submit(lambda: [_cleared(frozen, rules, heard, turn) for turn in enumerate(Objective.values)])
        while not wait([work], timeout=TELL_EVERY_S).done:
            if told and heard:
                told(*heard[-1])
    answers = work.result()
    if told:
        told("write", 1, 1)
    return _keep_answers(round=round, frozen=frozen, answers=answers, by=by, at=at)


def _cleared(frozen, rules, heard, turn):
    number, objective = turn
    whole = 100 * len(Objective.values)

    def stage(name):
        heard.append((name, 100 * number, whole))
        return lambda done, total: heard.append((name, 100 * number + 100 * done // max(total, 1), whole))

    return clearing.clear(frozen, objective, rules, stage=stage)


@transaction.atomic
def _keep_answers(*, round, frozen, answers, by, at):
    round = _locked(round)
    _step(round, RoundState.CLEARED)
    for answer in answers:
        _write_rows(round, frozen, answer)
        round.report[answer.objective], round.proof[answer.objective] = answer.report, answer.proof
    round.cleared_at, round.stage = at, ""
    round.save()
    record(by, "round.cleared", round, at=at,
           changes={answer.objective: ["", answer.proof["answer_sha256"]] for answer in answers})  # fmt: skip
    return round


def _write_rows(round, frozen, answer):
    codes = frozen.market.graduates.ids
    rows = []
    for row, (pk, column, rank, fitting, score) in enumerate(
        zip(
            frozen.graduates.tolist(),
            answer.column.tolist(),
            answer.rank.tolist(),
            answer.fitting.tolist(),
            answer.score.tolist(),
            strict=True,
        )
    ):
        placed = column >= 0
        missed, short_by, last = (-1, None, -1) if placed else answer.missed.get(row, (-1, None, -1))
        nothing = SeatReason.ALL_FULL if fitting else SeatReason.NO_OPENING
        rows.append(
            RoundSeat(
                round=round,
                objective=answer.objective,
                graduate_id=pk,
                opening_id=int(frozen.openings[column]) if placed else None,
                reason=SeatReason.PLACED if placed else nothing,
                score=score if placed else None,
                rank=rank if placed else None,
                fitting=fitting,
                missed_id=int(frozen.openings[missed]) if missed >= 0 else None,
                short_by=short_by,
                lost_to=codes[last].decode() if last >= 0 else "",
            )
        )
        if len(rows) == AT_ONCE:
            RoundSeat.objects.bulk_create(rows)
            rows = []
    RoundSeat.objects.bulk_create(rows)


@transaction.atomic
def keep_round(*, round, objective, by, at):
    """Decide for one of the two results; it is what invitations are made of. Nothing of it changes any more."""
    check_for(by, check_may_keep_round, round.keeper)
    round = _locked(round)
    if objective not in Objective.values:
        raise RoundInvalid(_("Choose one of the two results."))
    if not round.proof.get(objective, {}).get("proven"):
        raise RoundInvalid(_("The examiner did not prove this result, so it cannot be kept."))
    _step(round, RoundState.KEPT)
    round.objective, round.kept_at = objective, at
    round.save()
    record(by, "round.kept", round, at=at, changes={"objective": ["", objective]})
    return round


@transaction.atomic
def discard_round(*, round, by, at):
    """Lay a round aside. It stays in the books: whoever draws again and again is seen."""
    check_for(by, check_may_keep_round, round.keeper)
    round = _locked(round)
    before = round.state
    _step(round, RoundState.DISCARDED)
    round.save()
    record(by, "round.discarded", round, at=at, changes={"state": [before, RoundState.DISCARDED]})
    return round


@transaction.atomic
def break_off_round(*, round, reason, at):
    """The work on a round ended without a result."""
    round = _locked(round)
    if round.state in AT_WORK:
        _step(round, RoundState.FAILED)
        round.error, round.stage = reason[:500], ""
        round.save()
        record(None, "round.broken_off", round, at=at, changes={"reason": ["", reason[:200]]})
    return round


@transaction.atomic
def change_round(*, round, by, at, graduate=None, opening=None, seats=0):
    """Somebody left, or an opening closed or has another number of seats: clear on, and keep who is affected.

    The result that was kept stays as it was; the change stands beside it with the answer since then.
    """
    check_for(by, check_may_keep_round, round.keeper)
    round = _locked(round)
    if round.state != RoundState.KEPT:
        raise RoundInvalid(_("Keep a result first; before that the round can simply be held again."))
    frozen = frozen_lists(round)
    rows = {pk: row for row, pk in enumerate(frozen.graduates.tolist())}
    columns = {pk: column for column, pk in enumerate(frozen.openings.tolist())}
    if graduate is not None:
        kind, subject, number = ChangeKind.LEFT, graduate.code, None
        if graduate.pk not in rows:
            raise NotInRound(_("%(code)s has no part in this round.") % {"code": graduate.code})
        if round.changes.filter(kind=kind, subject=subject).exists():
            raise NotInRound(_("%(code)s has left this round already.") % {"code": subject})
    else:
        kind, subject, number = (ChangeKind.SEATS if seats else ChangeKind.CLOSED), opening.code, seats
        if opening.pk not in columns:
            raise NotInRound(_("%(code)s has no part in this round.") % {"code": opening.code})
        if round.changes.filter(kind=ChangeKind.CLOSED, subject=subject).exists():
            raise NotInRound(_("%(code)s is closed in this round already.") % {"code": subject})
    change = RoundChange(round=round, kind=kind, subject=subject, seats=number, at=at)
    steps = [_step_of(one, frozen) for one in [*round.changes.order_by("pk"), change]]
    before, after, proof = clearing.clear_on(frozen, round.objective, rules_of(round), steps)
    moved = np.flatnonzero(before != after)
    names = [one.decode() for one in frozen.market.openings.ids.tolist()]
    change.moves = [
        [
            frozen.market.graduates.ids[row].decode(),
            *("" if one < 0 else names[one] for one in (before[row], after[row])),
        ]
        for row in moved.tolist()
    ]
    change.blocking_pairs, change.answer_sha256 = proof["blocking_pairs"], clearing.digest_of(frozen, after)
    change.save()
    record(by, "round.changed", round, at=at,
           changes={"kind": ["", kind], "subject": ["", subject], "moved": [0, len(moved)],
                    "answer": ["", change.answer_sha256]})  # fmt: skip
    return change


def _step_of(change, frozen):
    if change.kind == ChangeKind.LEFT:
        ids = frozen.market.graduates.ids
        return clearing.Change(row=int(np.flatnonzero(ids == change.subject.encode())[0]))
    ids = frozen.market.openings.ids
    return clearing.Change(column=int(np.flatnonzero(ids == change.subject.encode())[0]), seats=change.seats or 0)


def lists_of(round):
    """Where the frozen lists of a round lie."""
    return settings.HOME / "rounds" / f"{round.code}.npz"


def frozen_lists(round):
    """The frozen lists with the lot that was opened for them. Raises ``clearing.NotThere``."""
    return clearing.read_frozen(lists_of(round)).with_lot(round.lot)


def rules_of(round) -> clearing.Rules:
    """The rules by which a round is cleared."""
    floor = round.choice.get("floor")
    return clearing.Rules(
        band=round.choice.get("band", 1),
        second_chance=round.choice.get("second_chance", False),
        floors=((_name(floor["group"]), floor["least"]),) if floor else (),
    )


def _name(group):
    return ":".join(str(part) for part in group)


def _with_seats_aside(frozen, choice, seekers, places):
    """Groups of the lists: who lives in a region or comes from a class, never anything else."""
    asked = [one["group"] for one in (choice["aside"], choice["floor"]) if one]
    if not asked:
        return frozen
    names = list(dict.fromkeys(_name(group) for group in asked))
    members = [_members(name, seekers, places) for name in names]
    reserved = {}
    if choice["aside"]:
        number = names.index(_name(choice["aside"]["group"]))
        for column, seats in enumerate(frozen.market.openings.seats.tolist()):
            aside = min(choice["aside"]["seats"], seats)
            if aside:
                reserved[column] = ((number, aside),)
    return clearing.with_groups(frozen, names, members, reserved)


def _members(name, seekers, places):
    kind, _sep, number = name.partition(":")
    if kind == "batch":
        return seekers.batch == int(number)
    return np.isin(seekers.arrays.region, places.inside.get(int(number), []))


def _step(round, to):
    ROUND_FLOW.check(RoundState(round.state), to)
    round.state = to


def _locked(round):
    return Round.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=round.pk)
