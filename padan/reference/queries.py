"""Questions to the code lists. They are public: no scope."""

from collections.abc import Callable

from django.db.models import Count, Max
from django.db.models.functions import Length

from padan.base.search import containing
from padan.reference.models import Code, Criterion, OtherTitle, Region, Scheme, UnitElement
from padan.reference.names import region_key
from padan.reference.shipped import REGION_EDITION


def regions():
    """All provinces and regencies of the edition in force, by code; the province comes along."""
    return Region.objects.filter(version=REGION_EDITION).select_related("parent").order_by("code")


def provinces():
    """The provinces of the edition in force, by code."""
    return regions().filter(parent=None)


def region_finder() -> Callable[..., Region | None]:
    """``region_named`` with the whole table in hand, for many names: one query now, none later."""
    by_key: dict[str, list[Region]] = {}
    for region in regions():
        by_key.setdefault(region.name_key, []).append(region)

    def find(text: str, province: str | None = None) -> Region | None:
        found = by_key.get(region_key(text), [])
        if province:
            key = region_key(province)
            found = [region for region in found if (region.parent or region).name_key == key]
        return found[0] if len(found) == 1 else None

    return find


def region_named(text: str, province: str | None = None) -> Region | None:
    """The region whose official name this is by the plain rule of ``names.region_key``; None when there is a doubt.

    With ``province`` the region must lie in it.
    """
    return region_finder()(text, province)


def schemes():
    """The code lists there are, with ``size``, the number of their codes."""
    return Scheme.objects.annotate(size=Count("codes")).order_by("scheme", "version")


def scheme_of(scheme: str, version: str | None = None) -> Scheme | None:
    """The list of this name; without a version the newest one loaded. None when it is not loaded."""
    found = Scheme.objects.filter(scheme=scheme)
    if version:
        found = found.filter(version=version)
    return found.order_by("-version").first()


def code_of(scheme: Scheme, code: str) -> Code | None:
    """The code of this list, exactly as written."""
    return Code.objects.filter(scheme=scheme, code=code).order_by("pk").first()


def codes_of(scheme: Scheme) -> dict[str, Code]:
    """All codes of a list at hand, for many questions: one query."""
    return {code.code: code for code in Code.objects.filter(scheme=scheme).order_by("code")}


def divisions():
    """The divisions of the newest KBLI there is, by code: the sectors of industry."""
    return Code.objects.filter(scheme=scheme_of("kbli-divisions")).select_related("scheme").order_by("code")


def codes_with_ids(ids) -> dict[int, Code]:
    """Codes of any list by their ids, with their list: one query."""
    return {code.pk: code for code in Code.objects.filter(pk__in=ids).select_related("scheme").order_by("pk")}


UNITS = ("skkni", "unit", "contoh-unit")
"""Lists of competency units: SKKNI, those outside it, and the invented ones of the demonstration."""
OCCUPATIONS = ("kbji", "contoh-jabatan")
UNIT_GROUP = 4  # digits of the groups of KBJI by which occupations are suggested and counted


def units():
    """All competency units, by code, the newest list first where several have it; list and decree come along."""
    return (
        Code.objects.filter(scheme__scheme__in=UNITS)
        .select_related("scheme", "decree")
        .order_by("code", "-scheme__version", "pk")
    )


def occupations():
    """The occupations of the newest list there is, by code."""
    schemes = list(Scheme.objects.filter(scheme__in=OCCUPATIONS).order_by("-scheme", "-version")[:1])
    return Code.objects.filter(scheme__in=schemes).select_related("scheme").order_by("code", "pk")


def unit_of(code: str) -> Code | None:
    """The unit of this code, exactly as written, of the newest list that has it."""
    return units().filter(code=code).first()


def codes_holding(rows, words: str, most: int = 30) -> list[Code]:
    """Of ``units()`` or ``occupations()`` those that hold every word typed in their code or in one of their titles.

    The shortest title first: the more of it was typed. One query; none where nothing was typed.
    """
    return (
        list(containing(rows, "words_key", words).order_by(Length("title"), "code", "pk")[:most])
        if words.split()
        else []
    )


def elements_of(unit):
    """The elements of a unit with their criteria: two queries."""
    return UnitElement.objects.filter(unit=unit).prefetch_related("criteria").order_by("number")


def versions_of(unit):
    """The same unit in other versions: codes that differ in their last part alone."""
    stem, _dot, _version = unit.code.rpartition(".")
    return units().filter(code__startswith=f"{stem}.").exclude(pk=unit.pk) if stem else units().none()


def other_titles_of(unit) -> list[str]:
    """Other wordings under which files carry this unit."""
    return list(OtherTitle.objects.filter(code=unit).order_by("title").values_list("title", flat=True))


def lists_stamp() -> tuple:
    """What changes when units or occupations are loaded: for those who keep them at hand."""
    last = (
        model.objects.order_by("-pk").values_list("pk", flat=True).first()
        for model in (Code, OtherTitle, UnitElement, Criterion)
    )
    loaded = Scheme.objects.aggregate(Max("loaded_at"))["loaded_at__max"]
    return (*last, loaded)


def unit_texts():
    """Every unit with its words: (pk, title, other titles, elements, criteria, description), six queries for all."""
    others = _texts(OtherTitle.objects.filter(code__scheme__scheme__in=UNITS), "code_id", "title")
    elements = _texts(UnitElement.objects.filter(unit__scheme__scheme__in=UNITS), "unit_id", "title")
    criteria = _texts(Criterion.objects.filter(element__unit__scheme__scheme__in=UNITS), "element__unit_id", "words")
    rows = (
        Code.objects.filter(scheme__scheme__in=UNITS).order_by("code", "pk").values_list("pk", "title", "description")
    )
    for pk, title, description in rows:
        yield pk, title, others.get(pk, []), elements.get(pk, []), criteria.get(pk, []), description


def occupation_texts():
    """The groups of occupations that are suggested: (pk, title, titles within, description, descriptions within,
    pks within).

    A list without groups of four digits is taken code by code.
    """
    rows = list(occupations().select_related(None).values_list("pk", "code", "title", "description"))
    groups = {code: [pk, title, [], about, [], []] for pk, code, title, about in rows if len(code) == UNIT_GROUP}
    for pk, code, title, about in rows:
        if code in groups:
            continue
        if len(code) > UNIT_GROUP and code[:UNIT_GROUP] in groups:
            groups[code[:UNIT_GROUP]][2].append(title)
            groups[code[:UNIT_GROUP]][4].append(about)
            groups[code[:UNIT_GROUP]][5].append(pk)
        elif len(code) > UNIT_GROUP:
            groups[code] = [pk, title, [], about, [], []]
    return [tuple(group) for group in groups.values()]


def _texts(rows, key, column):
    found: dict[int, list[str]] = {}
    for pk, text in rows.order_by("pk").values_list(key, column):
        found.setdefault(pk, []).append(text)
    return found
