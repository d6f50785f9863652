"""Questions to the code lists. They are public: no scope."""

from collections.abc import Callable

from django.db.models import Count

from padan.reference.models import Code, Region, Scheme
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
