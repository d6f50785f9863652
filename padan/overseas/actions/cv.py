"""The Japanese CV: what she or her centre writes beyond what Padan holds."""

import re
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import JAKARTA
from padan.base.readings import Problem, line, prose
from padan.base.typesetting import CannotBePrinted
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.overseas.japan import katakana_of, romaji_of
from padan.overseas.models import Candidate, Cv, CvLine
from padan.overseas.permissions import check_may_bring
from padan.overseas.printing import printed_cv
from padan.overseas.states import CvPart
from padan.trail.actions import record

LINE = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*月?)?[\s,;:]+(.+)")
MOST_LINES = {CvPart.SCHOOL: 10, CvPart.WORK: 14, CvPart.LICENCE: 14}
LONGEST = 80
FIRST_YEAR = 1950
TEXTS = {"birth_place": 60, "address": 200}
PROSE = {"motivation": 900, "wishes": 450}


@transaction.atomic
def write_cv(*, candidate, romaji, katakana, lines, by, at, seen=None, shows_sex=False, **texts) -> Cv:
    """Write the CV down. ``lines`` gives for each ``CvPart`` its text, one line for each fact: ``2019-05 words``.

    ``seen`` is the revision that was shown. What cannot be printed is refused here, with the sign. Raises NotAllowed,
    FieldRefused or EditedMeanwhile.
    """
    check_may_bring(by, candidate)
    candidate = (
        Candidate.objects.select_for_update(of=("self",)).select_related("person", "centre").get(pk=candidate.pk)
    )
    cv = Cv.objects.filter(candidate=candidate).order_by("pk").first() or Cv(candidate=candidate, revision=0)
    if seen is not None and cv.revision != seen:
        raise EditedMeanwhile(
            _("This was changed on another device meanwhile. Look at what stands now; saving again keeps yours."),
            stands=cv.revision,
        )
    cv.romaji, cv.katakana, cv.shows_sex = _romaji(romaji), _katakana(katakana), bool(shows_sex)
    for name, limit in TEXTS.items():
        setattr(cv, name, _text(name, line(texts.get(name, ""), limit)))
    for name, limit in PROSE.items():
        setattr(cv, name, _text(name, prose(texts.get(name, ""), limit)))
    rows = [row for part in CvPart for row in _rows(part, lines.get(part, ""), at)]
    cv.revision += 1
    cv.save()
    Cv.objects.filter(pk=cv.pk).update(updated_at=at)  # it is told on its page, by the day that is told
    CvLine.objects.filter(cv=cv).delete()
    CvLine.objects.bulk_create(CvLine(cv=cv, **row) for row in rows)
    try:
        printed_cv(candidate, today=at.astimezone(JAKARTA).date(), at=at)
    except CannotBePrinted as sign:
        raise FieldRefused("motivation", str(sign)) from None
    record(by, "cv.written", candidate, at=at, changes={"lines": ["", len(rows)]})
    return cv


def _romaji(written) -> str:
    if not written.strip():
        return ""
    found = romaji_of(written)
    if found is None:
        raise FieldRefused("romaji", _("Write the name in capital Latin letters, as in the passport."))
    return found


def _katakana(written) -> str:
    if not written.strip():
        return ""
    found = katakana_of(written)
    if found is None:
        raise FieldRefused("katakana", _("Write the name in katakana, such as シティ・ラフマワティ."))
    return found


def _text(name, read) -> str:
    if isinstance(read, Problem):
        raise FieldRefused(name, _("This text is too long, or holds signs that cannot be seen. Type it again."))
    return read or ""


def _rows(part, written, at) -> list[dict]:
    rows = []
    for number, text in enumerate((one for one in written.splitlines() if one.strip()), 1):
        found = LINE.fullmatch(text.strip())
        year, month = (int(found[1]), int(found[2]) if found[2] else None) if found else (0, None)
        right = FIRST_YEAR <= year <= at.year + 1 and (month is None or 1 <= month <= 12)
        words = line(found[3], LONGEST) if found and right else None
        if words is None or isinstance(words, Problem):
            raise FieldRefused(
                part,
                _("Line %(n)s: write year and month, then the words (at most %(most)s signs), such as 2019-05 %(such)s")
                % {"n": number, "most": LONGEST, "such": "SMK Negeri 1 卒業"},
            )
        rows.append({"part": part, "position": number, "year": year, "month": month, "words": words})
    if len(rows) > MOST_LINES[part]:
        raise FieldRefused(part, _("At most %(n)s lines fit here.") % {"n": MOST_LINES[part]})
    return _sorted(rows)


def _sorted(rows) -> list[dict]:
    """By year and month, as the form is read; what has no month stands first in its year."""
    rows = sorted(rows, key=lambda row: date(row["year"], row["month"] or 1, 1))
    for at, row in enumerate(rows, 1):
        row["position"] = at
    return rows
