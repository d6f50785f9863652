"""The texts shipped with Padan, plain files: one for each kind of agreement, and the beginning of an addendum."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = {
    "memorandum": "Nota Kesepahaman",
    "cooperation": "Perjanjian Kerja Sama pelatihan dan penempatan",
    "joint": "Kesepakatan Bersama",
    "commitment": "Surat Komitmen penyerapan lulusan",
}


def shipped_text(name: str) -> str:
    return (HERE / f"{name}.txt").read_text(encoding="utf-8")


def load_shipped(model) -> None:
    """Bring the shipped templates up to these files; copies that forums made stay as they are."""
    for kind, name in NAMES.items():
        told = {"kind": kind, "name": name, "body": shipped_text(kind)}
        model.objects.update_or_create(code=f"NSK-{kind.upper()}", defaults={**told, "forum": None})
