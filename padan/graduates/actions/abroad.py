"""Whoever leads graduates abroad tells which country they are on the way to and what was checked of them."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from padan.graduates.models import CheckedCode, WayAbroad

AT_ONCE = 2_000


@dataclass(frozen=True)
class Way:
    """The country (id of a region) a graduate is on the way to, and what she holds: id of a code to its last day."""

    country: int
    codes: dict[int, date | None] = field(default_factory=dict)


@transaction.atomic
def set_ways_abroad(*, ways: dict[int, Way | None], at) -> int:
    """Keep for each of these graduates (by id) the way she is on now, or none; returns how many of them changed.

    It repeats what rows upstairs say, where each change has its entry in the trail.
    """
    changed, graduates = set(), sorted(ways)
    for start in range(0, len(graduates), AT_ONCE):
        changed |= _set_some({pk: ways[pk] for pk in graduates[start : start + AT_ONCE]}, at)
    return len(changed)


def _set_some(ways, at) -> set[int]:
    stand = {(row.graduate_id, row.country_id): row for row in WayAbroad.objects.filter(graduate__in=ways)}
    held = {(row.graduate_id, row.code_id): row for row in CheckedCode.objects.filter(graduate__in=ways)}
    wanted = {(pk, way.country) for pk, way in ways.items() if way}
    codes = {(pk, code): until for pk, way in ways.items() if way for code, until in way.codes.items()}
    gone = [row for key, row in stand.items() if key not in wanted]
    ended = [row for key, row in held.items() if key not in codes]
    moved = [row for key, row in held.items() if key in codes and row.until != codes[key]]
    for row in moved:
        row.until, row.updated_at = codes[row.graduate_id, row.code_id], at
    WayAbroad.objects.filter(pk__in=[row.pk for row in gone]).delete()
    CheckedCode.objects.filter(pk__in=[row.pk for row in ended]).delete()
    CheckedCode.objects.bulk_update(moved, ["until", "updated_at"])
    new_ways, new_codes = wanted - stand.keys(), codes.keys() - held.keys()
    rows = [WayAbroad(graduate_id=pk, country_id=country) for pk, country in sorted(new_ways)]
    WayAbroad.objects.bulk_create(rows, ignore_conflicts=True)  # the same told twice at one moment is told once
    rows = [CheckedCode(graduate_id=pk, code_id=code, until=codes[pk, code]) for pk, code in sorted(new_codes)]
    CheckedCode.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.graduate_id for row in (*gone, *ended, *moved)} | {pk for pk, _one in (*new_ways, *new_codes)}
