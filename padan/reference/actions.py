"""Loading code lists. A loaded code is never rewritten: what a new file words differently is counted and left."""

from dataclasses import dataclass

from django.db import transaction

from padan.reference import shipped
from padan.reference.lists import CodeList
from padan.reference.models import Code, Region, Scheme


@dataclass(frozen=True)
class Loaded:
    """What loading did: the list, codes new and already there, and those whose title differs from the one kept."""

    scheme: Scheme
    new: int
    unchanged: int
    reworded: int


@transaction.atomic
def load_shipped(*, at):
    """Bring the tables that travel with Padan up to this version. Returns how many rows are new."""
    return shipped.load(Region, Scheme, Code, at=at)


@transaction.atomic
def load_list(*, codes: CodeList, at):
    """Write what a list holds beyond the codes already kept under its scheme and version.

    The trail stands beside this room on the stair: who calls tells it.
    """
    scheme, _made = Scheme.objects.get_or_create(
        scheme=codes.scheme,
        version=codes.version,
        defaults={"title": codes.title, "source": codes.source, "loaded_at": at},
    )
    kept = dict(Code.objects.filter(scheme=scheme).order_by().values_list("code", "title"))
    new = [row for row in codes.rows if row[0] not in kept]
    reworded = sum(1 for code, title, _level in codes.rows if kept.get(code, title) != title)
    Code.objects.bulk_create(
        (Code(scheme=scheme, code=code, title=title, level=level) for code, title, level in new), batch_size=500
    )
    return Loaded(scheme, len(new), len(codes.rows) - len(new), codes.reworded + reworded)
