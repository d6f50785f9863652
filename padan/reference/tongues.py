"""Languages that work asks for, and how well one speaks them: one scale for graduates and openings.

Codes are those of ISO 639-1. The level is that of the European framework; JLPT and HSK stand beside it as people know
them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tongue(models.TextChoices):
    """The languages one can choose."""

    ENGLISH = "en", _("English")
    JAPANESE = "ja", _("Japanese")
    KOREAN = "ko", _("Korean")
    MANDARIN = "zh", _("Mandarin")
    GERMAN = "de", _("German")
    ARABIC = "ar", _("Arabic")
    SIGN = "inl", _("Indonesian sign language")


class Level(models.IntegerChoices):
    """How well; the order is the scale."""

    A1 = 1, _("a few sentences (A1, JLPT N5)")
    A2 = 2, _("simple talk (A2, JLPT N4)")
    B1 = 3, _("everyday work (B1, JLPT N3)")
    B2 = 4, _("fluent at work (B2, JLPT N2)")
    C1 = 5, _("almost without effort (C1, JLPT N1)")
    C2 = 6, _("like a mother tongue (C2)")
