"""Is a round what it says it is? Everything is worked out again from the frozen lists and the lot, and compared.

Each question has a name. The trail says what was sealed, frozen and found, and when: an edited table does not agree
with it.
"""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from padan.matching.actions.rounds import frozen_lists, rules_of
from padan.matching.adapter import clearing
from padan.matching.models import RoundSeat
from padan.matching.states import Objective
from padan.trail.chain import wording_digest
from padan.trail.queries import entries_of

MOST_ON_A_PAGE = 20_000  # graduates; larger rounds are run again on the command line


@dataclass(frozen=True)
class Finding:
    """One question: its name, whether the answer is good, and the answer in words."""

    name: str
    good: bool
    words: str


def verify_round(round) -> list[Finding]:
    """Run a cleared round again and compare; every finding, good or not."""
    told = _told(round)
    found = [_sealed_first(round, told)]
    try:
        frozen = frozen_lists(round)
    except clearing.NotThere:
        return [*found, Finding("lists", False, _("The frozen lists are gone from the disk or cannot be read."))]
    found.append(_lists_kept(round, frozen, told))
    for objective in sorted(round.proof):
        found += _result_kept(round, frozen, objective, told)
    return found


def _told(round):
    """verb -> (number, values) of the entries that the trail vouches for."""
    told = {}
    for entry in entries_of(round):
        wording = entry.wording
        whole = {name: getattr(wording, name) for name in ("actor_label", "thing_label", "changes", "salt")}
        if entry.digest == wording_digest(**whole):
            told[entry.verb] = (entry.seq, {name: after for name, (_before, after) in wording.changes.items()})
    return told


def _sealed_first(round, told):
    opened, frozen = told.get("round.opened"), told.get("round.frozen")
    good = (
        opened is not None
        and frozen is not None
        and opened[0] < frozen[0]
        and opened[1].get("commitment") == round.commitment == clearing.seal_of(round.lot)
    )
    words = _("The lot was sealed before the lists were frozen, and is the one that was opened.")
    return Finding("lot", good, words if good else _("The lot is not the one that was sealed before the lists."))


def _lists_kept(round, frozen, told):
    sha256 = frozen.sha256
    good = sha256 == round.inputs_sha256 == told.get("round.frozen", (0, {}))[1].get("lists")
    words = _("The lists are those that were frozen.")
    return Finding("lists", good, words if good else _("The lists were changed after they were frozen."))


def _result_kept(round, frozen, objective, told):
    rules = rules_of(round)
    label = str(Objective(objective).label)
    column, strangers = _answer_of(round, frozen, objective)
    proof = clearing.examine_answer(frozen, column, band=rules.band if objective == Objective.STABLE else 1)
    kept = round.proof[objective]["answer_sha256"]
    same = clearing.digest_of(frozen, column) == kept == told.get("round.cleared", (0, {}))[1].get(objective)
    again = clearing.clear(frozen, objective, rules).proof["answer_sha256"] == kept
    seats = proof["seats_overfilled"] == proof["infeasible_pairs"] == 0
    questions = [
        ("ghosts", not strangers, _("Everybody in it was in the lists."), _("Somebody in it was never in the lists.")),
        (
            "seats",
            seats,
            _("No opening has more people than seats, and nobody has what her conditions rule out."),
            _("An opening has more people than seats, or somebody has what her conditions rule out."),
        ),
        (
            "result",
            same,
            _("The rows are those that were found and written into the trail."),
            _("The rows are not those that were found: the result was edited."),
        ),
        (
            "again",
            again,
            _("Run again from the lists and the lot it gives the same result."),
            _("Run again from the lists and the lot it gives another result."),
        ),
    ]
    if objective == Objective.STABLE:
        n = proof["blocking_pairs"]
        questions.append(
            (
                "blocking",
                n == 0,
                _("No graduate and opening would both rather have each other."),
                _("%(n)s pairs of graduate and opening would both rather have each other.") % {"n": n},
            )
        )
    return [
        Finding(f"{name}-{objective}", good, f"{label}. {yes if good else no}") for name, good, yes, no in questions
    ]


def _answer_of(round, frozen, objective):
    """(column of each graduate as the rows tell it, how many rows are about somebody or something not in the lists)."""
    row_of = {pk: row for row, pk in enumerate(frozen.graduates.tolist())}
    column_of = {pk: column for column, pk in enumerate(frozen.openings.tolist())}
    column, strangers = np.full(len(row_of), -1, dtype=np.int64), 0
    rows = RoundSeat.objects.filter(round=round, objective=objective).order_by("pk")
    for graduate, opening in rows.values_list("graduate_id", "opening_id").iterator(chunk_size=5_000):
        if graduate not in row_of or (opening is not None and opening not in column_of):
            strangers += 1
        elif opening is not None:
            column[row_of[graduate]] = column_of[opening]
    return column, strangers
