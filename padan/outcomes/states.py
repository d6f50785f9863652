from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    EMPLOYED = "employed", _("Employed")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    STUDYING = "studying", _("Studying")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
    SEEKING = "seeking", _("Seeking work")
    NOT_SEEKING = "not_seeking", _("Not seeking")
    NOT_WORKING = "not_working", _("Not working yet")  # told so; whether she seeks was not told
    UNCLEAR = "unclear", _("Not clear yet")  # something is written; nobody has settled what it means
    UNKNOWN = "unknown", _("Not known")


class Window(models.TextChoices):
    """How long after finishing the status holds."""

    NOT_STATED = "not_stated", _("not stated")
    MONTHS_3 = "m3", _("3 months after finishing")
    MONTHS_6 = "m6", _("6 months after finishing")
    MONTHS_12 = "m12", _("12 months after finishing")


WORDS_IN_QUESTION = (
    "belum kerja",
    "berkebun",
    "driver motor",
    "freelance",
    "kontraktor",
    "kurir",
    "magang",
    "mahasiswa",
    "ojek",
    "owner",
    "pencaker",
    "tukang ojek",
    "usaha",
)
"""A job text beside a mark "working" that is blank or holds one of these does not say waged work: a question opens."""


def reads_as_employed(job: str) -> bool:
    """Whether a job text beside a mark "working" may be counted as waged work without asking anybody."""
    text = " ".join(job.split()).casefold()
    return bool(text) and not any(word in text for word in WORDS_IN_QUESTION)
