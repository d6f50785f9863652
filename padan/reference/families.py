"""Codes of competency units: the three families alive in documents, none normalised away."""

import re

FAMILIES = {
    "before 2012": re.compile(r"[A-Z]{3}\.[A-Z]{2}\d{2}\.\d{3}\.\d{2}"),
    "2012": re.compile(r"[A-Z]\.\d{6}\.\d{3}\.\d{2}"),
    "2016": re.compile(r"[A-Z]\.\d{2}[A-Z]{3}\d{2}\.\d{3}\.\d"),
}
"""By the rule that set them: before Permenakertrans 8/2012, by it, and by Permenaker 3/2016."""

WRITTEN = re.compile(r"[A-Z]{1,3}[A-Z0-9]{0,2}[. ]{0,2}[A-Z0-9]{4,8}[. ]{1,2}\d{2,3}[. ]{1,2}\d{1,2}(?!\d)")
"""What looks like a unit code inside a text, of a known family or not."""


def family_of(code: str) -> str | None:
    """The family a code belongs to, as written; None for a code of no known family."""
    return next((name for name, shape in FAMILIES.items() if shape.fullmatch(code)), None)


def likely_meant(code: str) -> str | None:
    """The code of a known family that this one becomes when spaces go and a forgotten dot is set; None if none."""
    letters = re.sub(r"[\s.]", "", code.upper())
    for shape in (r"([A-Z])(\d{2}[A-Z]{3}\d{2})(\d{3})(\d)", r"([A-Z])(\d{6})(\d{3})(\d{2})",
                  r"([A-Z]{3})([A-Z]{2}\d{2})(\d{3})(\d{2})"):  # fmt: skip
        if found := re.fullmatch(shape, letters):
            meant = ".".join(found.groups())
            return meant if meant != code else None
    return None
