"""The Japanese CV as a file, and what a receiver abroad is shown: marked on every page with whom and when."""

import io
from zoneinfo import ZoneInfo

from padan.base.files import FileKind, content_of
from padan.base.marking import marked_pdf, marked_picture
from padan.base.typesetting import typeset
from padan.overseas.japan import address_in_japan, age_on, day_in_japan, era_year
from padan.overseas.models import CandidatePaper
from padan.overseas.queries.papers import cv_of
from padan.overseas.states import CvPart, Document, PaperState
from padan.people.models import Person

CV = "overseas/papers/rirekisho.typ"
TOKYO = ZoneInfo("Asia/Tokyo")
PHOTO = (480, 640)  # pixels of 30 × 40 mm at 400 to the inch


def printed_cv(candidate, *, today, at) -> bytes:
    """The CV in the Japanese standard form from what stands here today. Raises CannotBePrinted."""
    cv, person = cv_of(candidate), candidate.person
    lines: dict[str, list] = {}
    for line in cv.lines.all() if cv else ():
        lines.setdefault(line.part, []).append(_line(line.words, line.year, line.month))
    data = {
        "made-on": day_in_japan(today),
        "name": (cv and cv.romaji) or person.name.upper(),
        "kana": cv.katakana if cv else "",
        "born": f"{day_in_japan(person.born_on)}生" if person.born_on else "",
        "era": era_year(person.born_on) if person.born_on else "",
        "age": str(age_on(person.born_on, today)) if person.born_on else "",
        "sex": {Person.Sex.FEMALE: "女", Person.Sex.MALE: "男"}.get(person.sex, "") if cv and cv.shows_sex else "",
        "photo": list(_photo(candidate)),
        "address": address_in_japan((cv and cv.address) or person.address),
        "phone": person.phone,
        "email": person.email,
        "from": f"{cv.birth_place}（インドネシア）" if cv and cv.birth_place else "インドネシア",
        "contact": candidate.centre.name,
        "contact-phone": "",
        "history": _history(lines),
        "licences": lines.get(CvPart.LICENCE, []),
        "motivation": cv.motivation if cv else "",
        "wishes": cv.wishes if cv else "",
        "foot": f"Padan · {candidate.code}",
    }
    return typeset(CV, data, at=at, japanese=True)


def mark_for(share, at) -> str:
    """``株式会社さくら建設 · 2026-11-29 09:05 JST · TBK-…``: to whom something is shown, when, through which link."""
    return f"{share.receiver} · {at.astimezone(TOKYO):%Y-%m-%d %H:%M} JST · {share.code}"


def marked_paper(paper, share, *, at) -> tuple[bytes, FileKind]:
    """A paper as its receiver sees it, marked; pictures come as JPEG."""
    content = content_of(paper)
    if paper.file_kind == FileKind.PDF:
        return marked_pdf(content, mark_for(share, at), at=at), FileKind.PDF
    return marked_picture(content, mark_for(share, at)), FileKind.JPG


def marked_cv(candidate, share, *, today, at) -> bytes:
    return marked_pdf(printed_cv(candidate, today=today, at=at), mark_for(share, at), at=at)


def _line(words, year="", month="", place="left"):
    return {"year": str(year or ""), "month": str(month or ""), "words": words, "place": place}


def _history(lines) -> list:
    """Education, then work, each under its heading; 以上 closes them, as the form asks."""
    school, work = lines.get(CvPart.SCHOOL, []), lines.get(CvPart.WORK, [])
    rows = [_line("学　歴", place="center"), *school] if school else []
    rows += [_line("職　歴", place="center"), *(work or [_line("なし")])]
    return [*rows, _line("以上", place="right")] if school or work else []


def _photo(candidate) -> bytes:
    from PIL import Image, ImageOps

    photos = CandidatePaper.objects.filter(candidate=candidate, kind=Document.PHOTO, state=PaperState.CURRENT)
    photo = photos.exclude(file_name="").exclude(file_kind=FileKind.PDF).order_by("pk").first()
    if photo is None:
        return b""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content_of(photo))) as picture:
        ImageOps.fit(picture.convert("RGB"), PHOTO, centering=(0.5, 0.35)).save(out, "JPEG", quality=86)
    return out.getvalue()
