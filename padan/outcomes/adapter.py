"""The door to the engine: shares corrected by a check at random."""

from dataclasses import dataclass

from padan.outcomes.states import Found, Status
from padan_engine.rates import corrected_share

MOST_SHOWN = (Status.EMPLOYED, Status.SELF_EMPLOYED)


@dataclass(frozen=True)
class Corrected:
    """One status of a sample's population: as told, and as corrected by what was found; shares 0 to 1.

    ``lowest`` and ``highest``: the corrected share if nobody, or everybody, of those not reached had the status. The
    corrected part is None while a group of alike answers has nobody checked.
    """

    status: Status
    told: int
    told_share: float
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    lowest: float | None = None
    highest: float | None = None


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
    share = told / sample.population
    if any(size and not checked for size, checked, _found, _unreached in (here, others)):
        return Corrected(status, told, share)
    best = corrected_share([here[:3], others[:3]])
    bounds = [
        corrected_share([(n, checked + lost, k + lost * has) for n, checked, k, lost in (here, others)]).estimate
        for has in (0, 1)
    ]
    return Corrected(status, told, share, best.estimate, best.low, best.high, *bounds)


def _group(size, status, rows):
    """(people, checked, of those with the status, not reached) of those who told alike."""
    reached = sum(n for _told, found, _status, n in rows if found in (Found.AS_TOLD, Found.OTHER))
    having = sum(n for _told, _found, state, n in rows if state == status)
    lost = sum(n for _told, found, _status, n in rows if found == Found.UNREACHABLE)
    return size, reached, having, lost
