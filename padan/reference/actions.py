"""Loading code lists. A loaded code is never rewritten: what a new file words differently is counted and left."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from padan.reference import abroad, shipped
from padan.reference.families import family_of
from padan.reference.lists import CodeList
from padan.reference.models import Code, Criterion, Decree, OtherTitle, Region, Scheme, UnitElement
from padan.reference.names import region_key
from padan.reference.units import Remark, UnitFile, family_remark

AT_ONCE = 500
SKKNI = ("skkni", "unit", "SKKNI")
"""SKKNI is one list: every unit code ends in its own version."""
ELSEWHERE = ("unit", "own", "Unit di luar SKKNI")
"""Units whose code is of no family of SKKNI: kept as written."""


@dataclass(frozen=True)
class Loaded:
    """What loading did: the list, codes new and already there, and those whose title differs from the one kept."""

    scheme: Scheme
    new: int
    unchanged: int
    reworded: int


@dataclass
class UnitsLoaded:
    """What loading units did. ``codes`` and ``other_titles``, ``elements``, ``criteria`` count what is new."""

    codes: int = 0
    unchanged: int = 0
    other_titles: int = 0
    elements: int = 0
    criteria: int = 0
    decrees: int = 0
    remarks: list[Remark] = field(default_factory=list)

    @property
    def new(self) -> int:
        return self.codes + self.other_titles + self.elements + self.criteria + self.decrees


@transaction.atomic
def load_shipped(*, at):
    """Bring the tables that travel with Padan up to this version. Returns how many rows are new."""
    return shipped.load(Region, Scheme, Code, at=at)


@transaction.atomic
def name_country(*, code) -> Region:
    """The region that stands for a country where people go to work; it is kept when it is first needed."""
    name, latitude, longitude = abroad.COUNTRIES[code]
    told = {"name": name, "name_key": region_key(name), "kind": Region.Kind.COUNTRY}
    told |= {"latitude": latitude, "longitude": longitude}
    return Region.objects.get_or_create(version=abroad.EDITION, code=code, defaults=told)[0]


@transaction.atomic
def name_checked(*, titles: dict[str, str], at) -> dict[str, Code]:
    """The codes of what has to be checked (code to title), kept when they are first needed; never reworded."""
    scheme = Scheme.objects.filter(scheme=abroad.CHECKED[0], version=abroad.CHECKED[1]).order_by("pk").first()
    if scheme is None:
        scheme = _scheme(abroad.CHECKED, "", at)
    found = {code.code: code for code in Code.objects.filter(scheme=scheme, code__in=titles).order_by("pk")}
    for code, title in sorted(titles.items()):
        if code not in found:
            found[code] = Code.objects.get_or_create(scheme=scheme, code=code, defaults={"title": title})[0]
    return {code: found[code] for code in titles}


@transaction.atomic
def load_list(*, codes: CodeList, at):
    """Write what a list holds beyond the codes already kept under its scheme and version.

    The trail stands beside this room on the stair: who calls tells it.
    """
    scheme = _scheme((codes.scheme, codes.version, codes.title), codes.source, at)
    kept = dict(Code.objects.filter(scheme=scheme).order_by().values_list("code", "title"))
    new = [row for row in codes.rows if row.code not in kept]
    reworded = sum(1 for row in codes.rows if kept.get(row.code, row.title) != row.title)
    Code.objects.bulk_create(
        (
            Code(scheme=scheme, code=row.code, title=row.title, level=row.level, description=row.description)
            for row in new
        ),
        batch_size=AT_ONCE,
    )
    described = {row.code: row.description for row in codes.rows if row.description}
    silent = Code.objects.filter(scheme=scheme, description="", code__in=described).order_by("pk")
    silent = [code for code in silent if code.code in kept]
    for code in silent:
        code.description = described[code.code]
    Code.objects.bulk_update(silent, ["description"], batch_size=AT_ONCE)
    return Loaded(scheme, len(new), len(codes.rows) - len(new), codes.reworded + reworded)


@transaction.atomic
def load_units(*, file: UnitFile, at) -> UnitsLoaded:
    """Write what a file tells of units beyond what is kept.

    A title, an element, a criterion once kept is never reworded; another wording of a title is kept beside it. Whoever
    calls tells the trail.
    """
    done = UnitsLoaded(remarks=list(file.remarks))
    decrees = _decrees(file, done)
    own = decrees[file.decrees[0].number, file.decrees[0].year] if len(file.decrees) == 1 else None
    schemes = {name[0]: _scheme(name, file.source, at) for name in (SKKNI, ELSEWHERE) if _any(file, name)}
    kept = {
        code.code: code
        for code in Code.objects.filter(
            scheme__scheme__in=(SKKNI[0], ELSEWHERE[0]), code__in=[unit.code for unit in file.units]
        ).order_by("pk")
    }
    units, fresh = [], []
    for unit in file.units:
        if unit.code not in kept and not unit.title:
            why = _("This unit is not loaded: bring the list of its titles first, then this file again.")
            done.remarks.append(Remark(unit.line, unit.code, why))
            continue
        units.append(unit)
        if unit.title and (remark := family_remark(unit)):
            done.remarks.append(remark)
        if unit.code in kept:
            done.unchanged += 1
            continue
        decree = decrees[unit.decree.number, unit.decree.year] if unit.decree else own
        scheme = schemes[(SKKNI if family_of(unit.code) else ELSEWHERE)[0]]
        fresh.append(Code(scheme=scheme, code=unit.code, title=unit.title, description=unit.description, decree=decree))
    Code.objects.bulk_create(fresh, batch_size=AT_ONCE)
    done.codes = len(fresh)
    kept |= {code.code: code for code in fresh}
    _complete(units, kept, decrees, own)
    _other_titles(units, kept, file.source, done)
    _elements(units, kept, done)
    done.remarks.sort(key=lambda remark: remark.line)
    return done


def _scheme(name, source, at):
    """The list of this name; ``loaded_at`` says when it last took something in."""
    scheme, version, title = name
    found, made = Scheme.objects.get_or_create(
        scheme=scheme, version=version, defaults={"title": title, "source": source, "loaded_at": at}
    )
    if not made:
        found.loaded_at = at
        found.save(update_fields=["loaded_at"])
    return found


def _any(file, name):
    return any(bool(family_of(unit.code)) == (name is SKKNI) for unit in file.units if unit.title)


def _decrees(file, done):
    told = {(one.number, one.year): one for unit in file.units if (one := unit.decree)}
    told |= {(one.number, one.year): one for one in file.decrees}
    found = {
        (one.number, one.year): one for one in Decree.objects.filter(number__in=[number for number, _year in told])
    }
    new = [Decree(number=one.number, year=one.year, title=one.title) for key, one in told.items() if key not in found]
    done.decrees = len(Decree.objects.bulk_create(new, batch_size=AT_ONCE))
    untitled = [one for key, one in found.items() if not one.title and key in told and told[key].title]
    for one in untitled:
        one.title = told[one.number, one.year].title
    Decree.objects.bulk_update(untitled, ["title"], batch_size=AT_ONCE)
    return found | {(one.number, one.year): one for one in new}


def _complete(units, kept, decrees, own):
    """What an earlier file did not tell is filled in; what it told stays."""
    changed = []
    for unit in units:
        code = kept[unit.code]
        decree = decrees[unit.decree.number, unit.decree.year] if unit.decree else own
        if (unit.description and not code.description) or (decree and not code.decree_id):
            code.description = code.description or unit.description
            code.decree = code.decree or decree
            changed.append(code)
    Code.objects.bulk_update(changed, ["description", "decree"], batch_size=AT_ONCE)


def _other_titles(units, kept, source, done):
    known: dict[int, set[str]] = {}
    for one in OtherTitle.objects.filter(code__in=[kept[unit.code] for unit in units]).order_by("pk"):
        known.setdefault(one.code_id, set()).add(one.title)
    new = []
    for unit in units:
        code = kept[unit.code]
        told = known.setdefault(code.pk, set())
        for title in dict.fromkeys([unit.title, *unit.other_titles]):
            if title and title != code.title and title not in told:
                told.add(title)
                new.append(OtherTitle(code=code, title=title, source=source))
    done.other_titles = len(OtherTitle.objects.bulk_create(new, batch_size=AT_ONCE))
    renamed = list({one.code_id: one.code for one in new}.values())
    for code in renamed:
        code.words_key = code.key(known[code.pk])
    Code.objects.bulk_update(renamed, ["words_key"], batch_size=AT_ONCE)


def _elements(units, kept, done):
    rows = UnitElement.objects.filter(unit__in=[kept[unit.code] for unit in units if unit.elements]).order_by("pk")
    known = {(row.unit_id, row.number): row for row in rows}
    new, named = [], []
    for unit in units:
        for one in unit.elements:
            row = known.get((kept[unit.code].pk, one.number))
            if row is None:
                row = known[kept[unit.code].pk, one.number] = UnitElement(
                    unit=kept[unit.code], number=one.number, title=one.title[:500]
                )
                new.append(row)
                if not one.title:
                    why = _("No file names element %(n)s of %(code)s; its criteria were kept without a title.")
                    done.remarks.append(Remark(one.line, unit.code, why % {"n": one.number, "code": unit.code}))
            elif not row.title and one.title:
                row.title = one.title[:500]
                named.append(row)
    done.elements = len(UnitElement.objects.bulk_create(new, batch_size=AT_ONCE))
    UnitElement.objects.bulk_update(named, ["title"], batch_size=AT_ONCE)
    standing = set(
        Criterion.objects.filter(element__in=[row for row in known.values() if row.pk])
        .order_by()
        .values_list("element_id", "number")
    )
    criteria = [
        Criterion(element=known[kept[unit.code].pk, one.number], number=number, words=words)
        for unit in units
        for one in unit.elements
        for number, words in one.criteria
        if (known[kept[unit.code].pk, one.number].pk, number) not in standing
    ]
    done.criteria = len(Criterion.objects.bulk_create(criteria, batch_size=AT_ONCE))
