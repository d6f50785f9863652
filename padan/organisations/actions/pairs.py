"""Bodies that may be one: looked for at night or noticed by a person, kept in a table, answered by a person once."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.organisations.models import LikelyPair, Organisation
from padan.organisations.names import a_slip_apart, bare_of, letters_in_disguise, telling_of
from padan.organisations.permissions import check_for, check_may_keep_body
from padan.organisations.states import Kind, PairReason, PairState
from padan.trail.actions import record

LIKENESS = {PairReason.NPWP: 1000, PairReason.LETTERS: 950, PairReason.NAME: 900, PairReason.LIKE: 700}
NOTICED = 1001  # what a person says stands first
CROWD = 30
"""Of more bodies with one name than this, each is paired with the oldest alone: a review is read by people."""


class PairAnswered(ActionDenied):
    """The pair was answered before."""


class NoPair(ActionDenied):
    """One body, or a forum: there is nothing to put side by side."""


class Seen(NamedTuple):
    pk: int
    kind: str
    name: str
    core: str
    region: str  # its code, "" for unknown
    npwp: str


@transaction.atomic
def suggest_pairs(*, at) -> int:
    """Look over all bodies, keep the pairs that may be one; returns how many are new.

    Open pairs that no longer hold go, but for those a person noticed; an answer stays. Told in the trail when
    something is new.
    """
    found = likely_pairs(
        Seen(pk, kind, name, core, region or "", npwp)
        for pk, kind, name, core, region, npwp in Organisation.objects.exclude(kind=Kind.FORUM)
        .order_by("pk")
        .values_list("pk", "kind", "name", "core_key", "region__code", "npwp")
        .iterator(chunk_size=2000)
    )
    known = {(one, other): (pk, state == PairState.OPEN and reason != PairReason.NOTICED) for
             pk, one, other, state, reason in
             LikelyPair.objects.order_by("pk").values_list("pk", "one_id", "other_id", "state", "reason")}  # fmt: skip
    gone = [pk for pair, (pk, passing) in known.items() if passing and pair not in found]
    for at_pk in range(0, len(gone), 500):
        LikelyPair.objects.filter(pk__in=gone[at_pk : at_pk + 500]).delete()
    new = LikelyPair.objects.bulk_create(
        (
            LikelyPair(one_id=one, other_id=other, reason=reason, likeness=LIKENESS[reason])
            for (one, other), reason in found.items()
            if (one, other) not in known
        ),
        batch_size=500,
    )
    if new:
        record(None, "pairs.suggested", at=at, changes={"count": [0, len(new)]})
    return len(new)


def likely_pairs(bodies) -> dict[tuple[int, int], str]:
    """Pairs of bodies, older first, with the strongest reason why they may be one.

    Names count within one kind and one region; a body without region, or known by its province, may be anywhere in it.
    Two that share an NPWP are suggested wherever they are.
    """
    seen = list(bodies)
    found: dict[tuple[int, int], str] = {}

    def note(one, other, reason):
        found.setdefault((min(one.pk, other.pk), max(one.pk, other.pk)), reason)

    for one, other in _within(seen, lambda body: body.npwp.rjust(16, "0") if body.npwp else ""):
        note(one, other, PairReason.NPWP)
    for one, other in _within(seen, lambda body: (body.kind, bare_of(body.core))):
        if _may_be_near(one, other):
            disguised = bool(letters_in_disguise(one.name)) != bool(letters_in_disguise(other.name))
            note(one, other, PairReason.LETTERS if disguised else PairReason.NAME)
    for kind in sorted({body.kind for body in seen}):
        by_name = _grouped([body for body in seen if body.kind == kind], lambda body: telling_of(body.core))
        names = sorted(by_name)
        for at_one, at_other in a_slip_apart(names):
            for one in by_name[names[at_one]][:CROWD]:
                for other in by_name[names[at_other]][:CROWD]:
                    if _may_be_near(one, other):
                        note(one, other, PairReason.LIKE)
    return found


def _grouped(bodies, key) -> dict:
    groups = defaultdict(list)
    for body in bodies:
        if told := key(body):
            groups[told].append(body)
    return groups


def _within(bodies, key) -> Iterator[tuple[Seen, Seen]]:
    for group in _grouped(bodies, key).values():
        if len(group) > CROWD:
            yield from ((group[0], other) for other in group[1:])
        else:
            yield from combinations(group, 2)


def _may_be_near(one, other) -> bool:
    if not one.region or not other.region:
        return True
    return f"{one.region}.".startswith(f"{other.region}.") or f"{other.region}.".startswith(f"{one.region}.")


@transaction.atomic
def propose_pair(*, body, twin, by, at) -> LikelyPair:
    """A person says that these two may be one: they wait for the same review as what the night suggests.

    A pair that waits already is returned as it stands; one that was answered is asked again, as she knows better now.
    """
    check_for(by, check_may_keep_body, body)
    check_for(by, check_may_keep_body, twin)
    if body.pk == twin.pk:
        raise NoPair(_("This is the body itself. Look for the other entry."))
    if Kind.FORUM in (body.kind, twin.kind):
        raise NoPair(_("Forums are not merged: their boards, targets and members are their own."))
    one, other = sorted((body, twin), key=lambda each: each.pk)
    list(Organisation.objects.select_for_update(of=("self",)).filter(pk__in=(one.pk, other.pk)).order_by("pk"))
    told = {"reason": PairReason.NOTICED, "likeness": NOTICED}
    pair, made = LikelyPair.objects.get_or_create(one=one, other=other, defaults=told)
    if not made and pair.state == PairState.OPEN:
        return pair
    if not made:
        pair.state, pair.answered_by, pair.answered_at = PairState.OPEN, "", None
        pair.reason, pair.likeness = told["reason"], told["likeness"]
        pair.save(update_fields=["state", "answered_by", "answered_at", "reason", "likeness", "updated_at"])
    record(by, "pair.proposed", pair, at=at, changes={"bodies": ["", f"{one.code}, {other.code}"]})
    return pair


@transaction.atomic
def keep_apart(*, pair, by, at):
    """These are two bodies. Never asked again."""
    check_for(by, check_may_keep_body, pair.one)
    check_for(by, check_may_keep_body, pair.other)
    pair = LikelyPair.objects.select_for_update(of=("self",)).select_related("one", "other").filter(pk=pair.pk).first()
    if pair is None or pair.state != PairState.OPEN:
        raise PairAnswered(_("Somebody answered this pair already."))
    pair.state, pair.answered_by, pair.answered_at = PairState.DIFFERENT, by.code if by else "", at
    pair.save(update_fields=["state", "answered_by", "answered_at", "updated_at"])
    record(by, "pair.kept_apart", pair, at=at, changes={"bodies": ["", f"{pair.one.code}, {pair.other.code}"]})
    return pair
