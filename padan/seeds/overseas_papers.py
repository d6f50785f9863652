"""Papers of those farthest on the way to Japan: sealed pictures of invented papers, their consents, three share links.

By no chance that a number of the story hangs on. Every picture says that it is a sample; nobody's passport is shown.
"""

import io
import re
from datetime import date, timedelta

from padan.base.files import keep
from padan.overseas.models import (
    Candidate,
    CandidatePaper,
    Cv,
    CvLine,
    PaperConsent,
    PaperLook,
    PaperRule,
    Share,
    ShareView,
)
from padan.overseas.states import (
    CandidateState,
    ConsentState,
    CvPart,
    Document,
    Hand,
    Look,
    PaperState,
    Purpose,
    StageKind,
    Viewed,
)
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, TODAY, Story, moment

FROM = (StageKind.CONTRACT, StageKind.COE, StageKind.REGISTRATION, StageKind.ORIENTATION, StageKind.E_PMI,
        StageKind.VISA)  # fmt: skip
MOST = 6
BESIDE = (Document.PHOTO, Document.LANGUAGE, Document.SKILLS)
VALID = {Document.PASSPORT: 5 * 365, Document.SKCK: 180, Document.HEALTH: 180, Document.VISA: 90}
RECEIVERS = ("株式会社見本介護サービス", "見本監理協同組合", "Sample Foods Co., Ltd.")
COLOURS = ((43, 74, 139), (138, 90, 43), (29, 104, 68), (133, 80, 0), (97, 90, 78))
CVS = 3
KANA = {
    "": "ア イ ウ エ オ",
    "b": "バ ビ ブ ベ ボ",
    "c": "チャ チ チュ チェ チョ",
    "d": "ダ ディ ドゥ デ ド",
    "f": "ファ フィ フ フェ フォ",
    "g": "ガ ギ グ ゲ ゴ",
    "h": "ハ ヒ フ ヘ ホ",
    "j": "ジャ ジ ジュ ジェ ジョ",
    "k": "カ キ ク ケ コ",
    "l": "ラ リ ル レ ロ",
    "m": "マ ミ ム メ モ",
    "n": "ナ ニ ヌ ネ ノ",
    "p": "パ ピ プ ペ ポ",
    "r": "ラ リ ル レ ロ",
    "s": "サ シ ス セ ソ",
    "t": "タ ティ トゥ テ ト",
    "v": "ヴァ ヴィ ヴ ヴェ ヴォ",
    "w": "ワ ウィ ウ ウェ ウォ",
    "y": "ヤ イ ユ イェ ヨ",
    "z": "ザ ジ ズ ゼ ゾ",
}
"""For the invented names of the story alone, which are plain syllables; real names are written by who teaches her."""


def build(story: Story) -> None:
    chance = Chance(SEED + 23)
    rows = Candidate.objects.filter(state=CandidateState.ON_ROUTE, stage__kind__in=FROM, centre=story.centres[0])
    candidates = list(rows.select_related("person", "stage", "version", "centre").order_by("-stage__position", "pk"))
    candidates = candidates[:MOST]
    if not candidates:
        return
    officer = story.users["balai"]
    papers = [paper for at, one in enumerate(candidates) for paper in _papers(chance, at, one, officer)]
    CandidatePaper.objects.bulk_create(papers)
    looks = [paper for paper in papers if paper.kind in (Document.PASSPORT, Document.SKCK)][:9]
    PaperLook.objects.bulk_create(
        PaperLook(candidate=paper.candidate, paper=paper, what=Look.OPENED, by=officer, hand=Hand.OFFICER,
                  at=paper.brought_at + timedelta(hours=2))
        for paper in looks
    )  # fmt: skip
    PaperConsent.objects.bulk_create(
        PaperConsent(code=chance.code("STJ"), candidate=one, purpose=Purpose.HEALTH, state=ConsentState.GIVEN,
                     asked_at=moment(TODAY - timedelta(days=60), 9), given_at=moment(TODAY - timedelta(days=60), 9))
        for one in candidates[:-2]
    )  # fmt: skip
    for candidate in candidates[:CVS]:
        _cv(chance, candidate)
    _shares(chance, candidates, papers, officer)


def _papers(chance, at, candidate, officer):
    """What her scheme asks for up to her stage, and three more; one ends soon, one has ended, one was replaced."""
    rules = PaperRule.objects.filter(stage__version=candidate.version, stage__position__lte=candidate.stage.position)
    asked = {rule.kind: rule.health for rule in rules.order_by("stage__position", "pk")}
    asked |= {kind: False for kind in BESIDE if kind not in asked}
    asked.setdefault(Document.PASSPORT, False)
    if at >= MOST - 2:  # who has not agreed has no health papers
        asked = {kind: health for kind, health in asked.items() if not health}
    found = []
    for place, (kind, health) in enumerate(asked.items()):
        brought = moment(TODAY - timedelta(days=chance.randrange(20, 150)), 9 + place % 7)
        lasts = VALID.get(kind)
        ends = TODAY + timedelta(days=chance.randrange(120, lasts)) if lasts and lasts > 120 else None
        if kind == Document.SKCK and at == 0:
            ends = TODAY + timedelta(days=21)
        if kind == Document.PASSPORT and at == 1:
            ends = TODAY - timedelta(days=6)
        paper = CandidatePaper(
            code=chance.code("BRS"), candidate=candidate, kind=kind, health=health, hand=Hand.HERSELF if at % 2 else
            Hand.OFFICER, brought_by=None if at % 2 else officer, brought_at=brought, expires_on=ends,
            issued_on=brought.date() - timedelta(days=30),
            **keep(_picture(kind, candidate.code, COLOURS[place % len(COLOURS)]), called=f"{kind}.jpg", sealed=True),
        )  # fmt: skip
        if kind == Document.PASSPORT:
            paper.number = f"C{9_000_000 + chance.randrange(999_999)}"
            if at == 2:
                found.append(_older(chance, paper))
                paper.version = 2
        found.append(paper)
    return found


def _older(chance, paper):
    """The passport that hers replaced last spring."""
    brought = paper.brought_at - timedelta(days=200)
    old = CandidatePaper(
        code=chance.code("BRS"), candidate=paper.candidate, kind=paper.kind, hand=Hand.OFFICER, brought_at=brought,
        expires_on=date(2024, 12, 1), state=PaperState.REPLACED, left_at=paper.brought_at,
        **keep(_picture(paper.kind, paper.candidate.code, COLOURS[1]), called="paspor-lama.jpg", sealed=True),
    )  # fmt: skip
    old.number = f"B{8_000_000 + chance.randrange(999_999)}"
    return old


def _picture(kind, code, colour) -> bytes:
    """A card that says what it stands for, and that it is a sample."""
    from PIL import Image, ImageDraw, ImageFont

    portrait = kind == Document.PHOTO
    size = (360, 480) if portrait else (760, 500)
    card = Image.new("RGB", size, (247, 243, 234))
    draw = ImageDraw.Draw(card)
    if portrait:
        draw.ellipse((120, 90, 240, 240), fill=(170, 160, 146))
        draw.ellipse((50, 265, 310, 560), fill=colour)
        draw.text((180, 40), "CONTOH", font=ImageFont.load_default(26), fill=(120, 110, 98), anchor="mm")
    else:
        draw.rectangle((0, 0, size[0], 84), fill=colour)
        draw.text((32, 42), f"CONTOH · {kind.replace('_', ' ').upper()}", font=ImageFont.load_default(34),
                  fill="white", anchor="lm")  # fmt: skip
        for line, words in enumerate((code, "Rekaan untuk peragaan Padan", "Bukan surat sungguhan")):
            draw.text((32, 150 + 56 * line), words, font=ImageFont.load_default(28), fill=(34, 31, 26))
        draw.rectangle((560, 140, 728, 364), outline=(140, 131, 115), width=3)
    out = io.BytesIO()
    card.save(out, "JPEG", quality=80)
    return out.getvalue()


def _cv(chance, candidate):
    cv = Cv.objects.create(
        code=chance.code("RRK"), candidate=candidate, romaji=candidate.person.name.upper() or "CONTOH",
        katakana=_katakana(candidate.person.name), birth_place="ブカシ", address="Jl. Contoh No. 7, Kota Bekasi 17141",
        motivation="人の役に立つ仕事がしたいと考え、日本での就労を希望しております。\n明るく、最後まで丁寧に取り組みます。",
        wishes="貴社の規定に従います。",
    )  # fmt: skip
    Cv.objects.filter(pk=cv.pk).update(updated_at=moment(TODAY - timedelta(days=30), 10))
    lines = (
        (CvPart.SCHOOL, 1, 2016, 6, "SMP Negeri Contoh 卒業"),
        (CvPart.SCHOOL, 2, 2019, 5, "SMK Negeri Contoh 卒業"),
        (CvPart.SCHOOL, 3, 2024, 3, f"{candidate.centre.name}「日本語」修了"),
        (CvPart.WORK, 1, 2019, 8, "PT Contoh Boga 入社（調理補助）"),
        (CvPart.WORK, 2, 2022, 12, "一身上の都合により退社"),
        (CvPart.LICENCE, 1, 2024, 8, "国際交流基金日本語基礎テスト（JFT-Basic A2）合格"),
    )
    CvLine.objects.bulk_create(
        CvLine(cv=cv, part=part, position=position, year=year, month=month, words=words)
        for part, position, year, month, words in lines
    )


def _katakana(name) -> str:
    parts = []
    for word in name.lower().split():
        syllables = re.findall(r"([bcdfghjklmnprstvwyz]?)([aiueo])|n", word)
        parts.append(
            "".join(KANA[first].split()["aiueo".index(vowel)] if vowel else "ン" for first, vowel in syllables)
        )
    return "・".join(parts)


def _shares(chance, candidates, papers, officer):
    """One that is open, one whose time is over, one that was revoked."""
    at = moment(TODAY, 9)
    plans = (
        (0, at - timedelta(days=4), at + timedelta(days=24), None, candidates[:3]),
        (1, at - timedelta(days=40), at - timedelta(days=12), None, candidates[1:3]),
        (2, at - timedelta(days=9), at + timedelta(days=20), at - timedelta(days=2), candidates[:1]),
    )
    for place, made, until, revoked, chosen in plans:
        share = Share.objects.create(
            code=chance.code("TBK"), centre=candidates[0].centre, receiver=RECEIVERS[place], made_by=officer,
            kinds=[Document.PASSPORT, Document.LANGUAGE, Document.SKILLS], expires_at=until, revoked_at=revoked,
        )  # fmt: skip
        Share.objects.filter(pk=share.pk).update(created_at=made)  # it was there before anybody opened it
        for number, one in enumerate(chosen):
            waits = place == 0 and number == 2
            PaperConsent.objects.create(
                code=chance.code("STJ"), candidate=one, purpose=Purpose.SHARE, share=share, asked_at=made,
                state=ConsentState.ASKED if waits else ConsentState.GIVEN,
                given_at=None if waits else made + timedelta(hours=3),
            )  # fmt: skip
        seen = [ShareView(share=share, what=Viewed.OPENED, at=made + timedelta(hours=8), language="ja")]
        shown = next(one for one in papers if one.candidate == chosen[0] and one.kind == Document.PASSPORT)
        seen.append(ShareView(share=share, what=Viewed.PAPER, at=made + timedelta(hours=8, minutes=2), language="ja",
                              candidate=chosen[0], paper=shown))  # fmt: skip
        if place == 1:
            seen.append(ShareView(share=share, what=Viewed.LATE, at=until + timedelta(days=1), language="ja"))
        ShareView.objects.bulk_create(seen)
