"""The door to the engine: shares corrected by a check at random."""

from dataclasses import dataclass

from padan.outcomes.states import Found, Status
from padan_engine.rates import corrected_share

MOST_SHOWN = (Status.EMPLOYED, Status.SELF_EMPLOYED)


@dataclass(frozen=True)
class Share:
    """A share corrected by a check at random, 0 to 1, and its 95 % interval.

    ``lowest`` and ``highest``: the share if nobody, or everybody, of those not reached had the status. All are None
    while a group of alike answers has nobody checked.
    """

    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Corrected(Share):
    """One status of a sample's population: as told, and as corrected by what was found."""

    status: Status = Status.UNKNOWN
    told: int = 0
    told_share: float = 0.0


@dataclass(frozen=True)
class Checked(Share):
    """One group of people who told where they stand: ``told`` of ``people`` told what is counted, ``seen`` were looked
    into and ``lost`` not reached."""

    people: int = 0
    told: int = 0
    seen: int = 0
    lost: int = 0

    @property
    def told_share(self) -> float:
        return self.told / self.people


def corrected(sample, found) -> list[Corrected]:
    """For each status that was told or found: its share as told, and corrected. ``found`` as ``found_in`` gives it."""
    seen = {status for status, n in sample.told.items() if n} | {
        status for _told, _found, status, _n in found if status
    }
    return [_corrected(status, sample, found) for status in Status if status in (*MOST_SHOWN, *seen)]


def _corrected(status, sample, found) -> Corrected:
    told = sample.told.get(status, 0)
    here = _group(told, status, [row for row in found if row[0] == status])
    others = _group(sample.population - told, status, [row for row in found if row[0] != status])
    share = _share([here, others])
    return Corrected(**vars(share), status=status, told=told, told_share=told / sample.population)


def checked(strata, counts) -> Checked | None:
    """What checks say of one group: how many of it really stand at one of the statuses that count (``counts``).

    ``strata`` as ``samples.strata_by`` gives them: each sample weighs by how many told alike under it. None where the
    samples hold nobody of the group.
    """
    alike: dict[tuple[int, bool], list[int]] = {}
    for (sample, told), one in strata.items():
        sums = alike.setdefault((sample, told in counts), [0, 0, 0, 0])
        having = sum(n for status, n in one.found.items() if status in counts)
        for at, number in enumerate((one.people, one.found.total(), having, one.lost)):
            sums[at] += number
    groups = [tuple(sums) for sums in alike.values()]
    people, seen, _having, lost = map(sum, zip(*groups, strict=True)) if groups else (0, 0, 0, 0)
    if not people:
        return None
    told = sum(sums[0] for (_sample, counted), sums in alike.items() if counted)
    return Checked(**vars(_share(groups)), people=people, told=told, seen=seen, lost=lost)


def _share(groups) -> Share:
    """Of groups (people, checked, of those with the status, not reached), the share with the status in all of them."""
    if any(size and not seen for size, seen, _found, _lost in groups):
        return Share()
    best = corrected_share([group[:3] for group in groups])
    bounds = [
        corrected_share([(n, seen + lost, k + lost * has) for n, seen, k, lost in groups]).estimate for has in (0, 1)
    ]
    return Share(best.estimate, best.low, best.high, *bounds)


def _group(size, status, rows):
    """(people, checked, of those with the status, not reached) of those who told alike."""
    reached = sum(n for _told, found, _status, n in rows if found in (Found.AS_TOLD, Found.OTHER))
    having = sum(n for _told, _found, state, n in rows if state == status)
    lost = sum(n for _told, found, _status, n in rows if found == Found.UNREACHABLE)
    return size, reached, having, lost
