"""The tables that travel with Padan: regions, divisions of KBLI, levels of KKNI. Origin and licence: ``NOTICE``."""

import csv
from pathlib import Path

from padan.reference.names import region_key

DATA = Path(__file__).resolve().parent / "data"
REGION_EDITION = "2025"  # Kepmendagri 300.2.2-2138/2025

LISTS = (
    ("kbli-divisions", "2020", "KBLI 2020, golongan pokok", "Peraturan BPS 2/2020", "kbli-2020-divisions.csv"),
    ("kbli-divisions", "2025", "KBLI 2025, golongan pokok", "Peraturan BPS 7/2025", "kbli-2025-divisions.csv"),
    ("kkni", "2012", "KKNI, sembilan jenjang", "Perpres 8/2012", "kkni-2012.csv"),
)


def table(name: str) -> list[dict[str, str]]:
    """The rows of one shipped table."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kind_of(code: str, name: str) -> str:
    """A province has a code of two digits; a city is named "Kota"."""
    if "." not in code:
        return "province"
    return "city" if name.startswith("Kota ") else "regency"


def load(region_model, scheme_model, code_model, *, at) -> int:
    """Write what is missing of every shipped table; what stands is left as it is. Returns how many rows are new.

    Takes the tables as classes, so that a migration can hand in those of its time.
    """
    return _load_regions(region_model) + _load_lists(scheme_model, code_model, at)


def _load_regions(region_model) -> int:
    known = set(region_model.objects.filter(version=REGION_EDITION).order_by().values_list("code", flat=True))
    missing = [row for row in table(f"regions-{REGION_EDITION}.csv") if row["code"] not in known]
    provinces: dict[str, int] = {}
    for depth in (2, 5):
        region_model.objects.bulk_create(
            region_model(
                version=REGION_EDITION,
                code=row["code"],
                name=row["name"],
                name_key=region_key(row["name"]),
                kind=kind_of(row["code"], row["name"]),
                parent_id=provinces.get(row["code"][:2]),
                latitude=float(row["lat"]),
                longitude=float(row["lon"]),
            )
            for row in missing
            if len(row["code"]) == depth
        )
        provinces = dict(
            region_model.objects.filter(version=REGION_EDITION, kind="province").order_by().values_list("code", "pk")
        )
    return len(missing)


def _load_lists(scheme_model, code_model, at) -> int:
    new = 0
    for name, version, title, source, file in LISTS:
        scheme, _ = scheme_model.objects.get_or_create(
            scheme=name, version=version, defaults={"title": title, "source": source, "loaded_at": at}
        )
        known = set(code_model.objects.filter(scheme=scheme).order_by().values_list("code", flat=True))
        missing = [row for row in table(file) if row["code"] not in known]
        code_model.objects.bulk_create(
            code_model(scheme=scheme, code=row["code"], title=row["title"], level=len(row["code"])) for row in missing
        )
        new += len(missing)
    return new
