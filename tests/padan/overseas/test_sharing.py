"""A receiver abroad sees what she agreed to, marked, until the end of the link, and every look is written down."""

import io
import subprocess
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from factories.organisations import account
from factories.overseas import CandidateFactory, ExamAttemptFactory
from factories.overseas_papers import (
    CandidatePaperFactory,
    CvFactory,
    CvLineFactory,
    ShareFactory,
    photograph,
)
from factories.people import PersonFactory, UserFactory
from PIL import Image

from padan.base.errors import NotAllowed
from padan.base.files import keep
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.models import Role
from padan.organisations.states import RoleName
from padan.overseas.actions.cv import write_cv
from padan.overseas.actions.papers import agree_to_health, answer_share, withdraw_consent
from padan.overseas.actions.sharing import (
    MOST_WRONG,
    NotShown,
    ShareClosed,
    WrongPassphrase,
    make_share,
    note_late,
    open_share,
    print_cv,
    revoke_share,
    share_again,
    show_cv,
    show_paper,
)
from padan.overseas.japan import age_on, era_year, katakana_of, romaji_of
from padan.overseas.models import Cv, PaperLook, Share, ShareView
from padan.overseas.printing import printed_cv
from padan.overseas.queries.cv import lines_held, lines_told
from padan.overseas.queries.papers import cv_of
from padan.overseas.queries.sharing import shown_through, views_about
from padan.overseas.states import CvPart, Viewed
from padan.people.models import SignedLink

pytestmark = pytest.mark.django_db
TODAY, AT = date(2024, 11, 15), datetime(2024, 11, 15, 3, tzinfo=UTC)
DAY = timedelta(days=1)
RECEIVER = "株式会社さくら建設"


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def words_of(pdf) -> str:
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return told.stdout.decode()


@pytest.fixture
def candidate():
    return CandidateFactory(person=PersonFactory(named=True, born_on=date(2001, 4, 2), sex="female"))


@pytest.fixture
def officer(candidate):
    return account(RoleName.CENTRE_OFFICER, candidate.centre)


@pytest.fixture
def she(candidate):
    user = UserFactory(person=candidate.person)
    Role.objects.create(user=user, name=RoleName.GRADUATE)
    return user


def make(candidate, officer, **more) -> Share:
    told = {
        "receiver": "株式会社さくら建設",
        "kinds": ["passport", "health_letter"],
        "expires_at": AT + 14 * DAY,
    } | more
    share, address = make_share(centre=candidate.centre, candidates=[candidate], by=officer, at=AT, **told)
    assert "/t/" in address
    return share


def agreed(share, she, **more):
    return answer_share(consent=share.consents.get(), agrees=True, by=she, at=AT, **more)


def seen(share):
    return [(one.candidate.code, [paper.kind for paper in one.papers]) for one in shown_through(share)]


def test_nothing_is_shown_before_she_agrees_and_nothing_after_she_takes_it_back(candidate, officer, she):
    paper = CandidatePaperFactory(candidate=candidate, filed=True)
    share = make(candidate, officer)
    assert seen(share) == []
    with pytest.raises(NotShown):
        show_paper(share=share, code=paper.code, at=AT, language="ja")
    consent = agreed(share, she)
    assert seen(share) == [(candidate.code, ["passport"])]
    withdraw_consent(consent=consent, by=she, at=AT)
    assert seen(share) == []
    with pytest.raises(NotShown):
        show_cv(share=share, code=candidate.code, at=AT, today=TODAY, language="ja")
    assert not ShareView.objects.exists()


def test_health_papers_need_her_word_for_this_receiver_and_for_keeping_them(candidate, officer, she):
    CandidatePaperFactory(candidate=candidate, filed=True)
    CandidatePaperFactory(candidate=candidate, filed=True, letter=True)
    health = agree_to_health(candidate=candidate, by=she, at=AT)
    without, with_it = make(candidate, officer), make(candidate, officer)
    agreed(without, she)
    agreed(with_it, she, with_health=True)
    assert seen(without) == [(candidate.code, ["passport"])]
    assert seen(with_it) == [(candidate.code, ["passport", "health_letter"])]
    withdraw_consent(consent=health, by=she, at=AT)
    assert seen(with_it) == [(candidate.code, ["passport"])]


def test_what_is_shown_is_marked_with_receiver_time_and_link_and_written_down(candidate, officer, she):
    picture = CandidatePaperFactory(candidate=candidate, filed=True)
    blank, out = pikepdf.new(), io.BytesIO()
    blank.add_blank_page(), blank.add_blank_page()
    blank.save(out)
    letter = CandidatePaperFactory(candidate=candidate, kind="skck", **keep(out.getvalue(), sealed=True))
    share = make(candidate, officer, kinds=["passport", "skck"])
    agreed(share, she)
    mark = f"株式会社さくら建設 · 2024-11-15 12:00 JST · {share.code}"

    _paper, content, kind = show_paper(share=share, code=picture.code, at=AT, language="ja")
    with Image.open(io.BytesIO(content)) as shown, Image.open(io.BytesIO(photograph())) as kept:
        assert (kind.value, shown.height > kept.height) == ("jpg", True)
    _paper, content, kind = show_paper(share=share, code=letter.code, at=AT, language="en")
    assert [mark in page for page in words_of(content).split("\f")[:2]] == [True, True]
    _who, content = show_cv(share=share, code=candidate.code, at=AT, today=TODAY, language="ja")
    assert all(mark in page for page in words_of(content).split("\f")[:2])

    told = ShareView.objects.order_by("pk").values_list("what", "paper", "candidate", "language")
    assert list(told) == [
        (Viewed.PAPER, picture.pk, candidate.pk, "ja"),
        (Viewed.PAPER, letter.pk, candidate.pk, "en"),
        (Viewed.CV, None, candidate.pk, "ja"),
    ]
    assert views_about(candidate).count() == 3


def test_a_stranger_s_paper_and_a_kind_that_was_not_chosen_are_not_shown(candidate, officer, she):
    share = make(candidate, officer, kinds=["passport"], with_cv=False)
    agreed(share, she)
    other = CandidatePaperFactory(filed=True)
    ktp = CandidatePaperFactory(candidate=candidate, kind="ktp", filed=True)
    for paper in (other, ktp):
        with pytest.raises(NotShown):
            show_paper(share=share, code=paper.code, at=AT, language="ja")
    with pytest.raises(NotShown):
        show_cv(share=share, code=candidate.code, at=AT, today=TODAY, language="ja")


def test_after_its_end_and_once_revoked_nothing_opens_and_the_visit_is_written_down(candidate, officer, she):
    paper = CandidatePaperFactory(candidate=candidate, filed=True)
    over, revoked = make(candidate, officer), make(candidate, officer)
    for share in (over, revoked):
        agreed(share, she)
    revoke_share(share=revoked, by=officer, at=AT)
    revoked.refresh_from_db()
    assert SignedLink.objects.get(thing_code=revoked.code).revoked_at == AT
    for share, at in ((over, AT + 15 * DAY), (revoked, AT)):
        for ask in (
            lambda share=share, at=at: open_share(share=share, at=at, language="ja"),
            lambda share=share, at=at: show_paper(share=share, code=paper.code, at=at, language="ja"),
            lambda share=share, at=at: show_cv(share=share, code=candidate.code, at=at, today=TODAY, language="ja"),
            lambda share=share, at=at: share_again(share=share, by=officer, at=at),
        ):
            with pytest.raises(ShareClosed):
                ask()
        note_late(share=share, at=at, language="ja")
    assert list(ShareView.objects.order_by("pk").values_list("what", flat=True)) == [Viewed.LATE, Viewed.CLOSED]


def test_a_passphrase_lets_in_and_ten_wrong_ones_close_the_door_for_an_hour(candidate, officer):
    share = make(candidate, officer, passphrase="hutan pinus")
    assert "pinus" not in share.passphrase
    open_share(share=share, at=AT, language="ja", passphrase="hutan pinus")
    for _turn in range(MOST_WRONG):
        with pytest.raises(WrongPassphrase):
            open_share(share=share, at=AT, language="ja", passphrase="hutan")
    with pytest.raises(WrongPassphrase):
        open_share(share=share, at=AT + timedelta(minutes=59), language="ja", passphrase="hutan pinus")
    open_share(share=share, at=AT + timedelta(minutes=61), language="ja", passphrase="hutan pinus")
    assert ShareView.objects.filter(what=Viewed.WRONG).count() == MOST_WRONG


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"receiver": " "}, "receiver"),
        ({"receiver": "株式会社 한국"}, "receiver"),
        ({"kinds": [], "with_cv": False}, "kinds"),
        ({"expires_at": AT}, "expires_at"),
        ({"expires_at": AT + 91 * DAY}, "expires_at"),
        ({"passphrase": "pendek"}, "passphrase"),
    ],
)
def test_a_share_that_cannot_be_is_refused_at_its_field(candidate, officer, told, field):
    with pytest.raises(FieldRefused) as refused:
        make(candidate, officer, **told)
    assert refused.value.field == field
    assert not Share.objects.exists()


def test_a_centre_shares_its_own_candidates_and_nobody_else_s(candidate, officer):
    with pytest.raises(FieldRefused):
        make_share(centre=candidate.centre, receiver="Sakura", candidates=[CandidateFactory()], kinds=["passport"],
                   expires_at=AT + DAY, by=officer, at=AT)  # fmt: skip
    for stranger in (account(RoleName.CENTRE_OFFICER, CandidateFactory().centre), account(RoleName.AUDITOR)):
        with pytest.raises(NotAllowed):
            make(candidate, stranger)
        with pytest.raises(NotAllowed):
            revoke_share(share=ShareFactory(centre=candidate.centre), by=stranger, at=AT)


# --- the Japanese CV ------------------------------------------------------------------------------


def write(candidate, by, **more):
    told = {
        "romaji": "siti rahmawati",
        "katakana": "してぃ ﾗﾌﾏﾜﾃｨ",
        "lines": {
            CvPart.SCHOOL: "2019-5 SMK Negeri 1 卒業\n2016.06 SMP Negeri 3 卒業",
            CvPart.WORK: "2019年8月 PT Boga 入社",
        },
        "motivation": "料理が好きです。\n日本で学びたいです。",
    } | more
    return write_cv(candidate=candidate, by=by, at=AT, **told)


def test_the_cv_is_printed_in_the_japanese_form_with_text_one_can_search(candidate, she):
    write(candidate, she, birth_place="ブカシ", shows_sex=True)
    CandidatePaperFactory(candidate=candidate, kind="photo", filed=True)
    made = printed_cv(candidate, today=TODAY, at=AT)
    words = words_of(made).replace(" ", "")
    assert "SITIRAHMAWATI" in words
    for told in (
        "シティ・ラフマワティ",
        "2001年4月2日生（平成13年）",
        "満23歳",
        "女",
        "SMKNegeri1卒業",
        "職歴",
        "PTBoga入社",
        "以上",
        "料理が好きです。",
        "ブカシ（インドネシア）",
    ):
        assert told in words, told
    assert words.index("SMPNegeri3") < words.index("SMKNegeri1")
    assert made == printed_cv(candidate, today=TODAY, at=AT)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 2
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf.Root.Metadata.read_bytes()
        assert "/StructTreeRoot" in pdf.Root
    with_photo = len(made)
    candidate.papers.update(state="removed", left_at=AT)
    assert len(printed_cv(candidate, today=TODAY, at=AT)) < with_photo


def test_who_prints_the_cv_is_written_down(candidate, officer):
    assert print_cv(candidate=candidate, by=officer, at=AT, today=TODAY).startswith(b"%PDF")
    assert list(PaperLook.objects.values_list("what", "paper", "by")) == [("cv", None, officer.pk)]
    with pytest.raises(NotAllowed):
        print_cv(candidate=candidate, by=account(RoleName.AUDITOR), at=AT, today=TODAY)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"katakana": "Siti"}, "katakana"),
        ({"romaji": "シティ"}, "romaji"),
        ({"lines": {CvPart.WORK: "Agustus 2019 PT Boga"}}, "work"),
        ({"lines": {CvPart.WORK: "2019-13 PT Boga"}}, "work"),
        ({"lines": {CvPart.LICENCE: "2019-12 " + "x" * 81}}, "licence"),
        ({"lines": {CvPart.SCHOOL: "\n".join(["2019-12 SMK"] * 11)}}, "school"),
        ({"wishes": "한국"}, "motivation"),
        ({"wishes": "x" * 451}, "wishes"),
    ],
)
def test_what_a_japanese_cv_cannot_say_is_refused_at_its_field(candidate, she, told, field):
    with pytest.raises(FieldRefused) as refused:
        write(candidate, she, **told)
    assert refused.value.field == field
    assert not Cv.objects.exists()


def test_two_who_write_at_once_do_not_overwrite_each_other(candidate, she, officer):
    write(candidate, she, seen=0)
    with pytest.raises(EditedMeanwhile):
        write(candidate, officer, seen=0)
    assert write(candidate, officer, seen=1).revision == 2


def test_the_cv_begins_with_what_padan_holds_and_keeps_what_was_typed(candidate, she):
    ExamAttemptFactory(candidate=candidate, exam="jlpt", level=2, result="passed", trust="checked",
                       checked_on=TODAY, checked_by="Petugas")  # fmt: skip
    ExamAttemptFactory(candidate=candidate, exam="jft", result="passed")  # told, not checked
    assert lines_held(candidate)[CvPart.LICENCE] == "2024-08 日本語能力試験（JLPT）N4 合格"
    write(candidate, she, lines=lines_held(candidate))
    assert lines_told(cv_of(candidate)) == lines_held(candidate)


def test_many_lines_fill_a_third_page_at_most_and_lose_no_word(candidate):
    cv = CvFactory(candidate=candidate, motivation="志望" * 400, wishes="希望" * 200)
    for part in CvPart:
        for at in range(1, 11):
            CvLineFactory(cv=cv, part=part, position=at, words=f"{part.value} {at} 卒業")
    words = words_of(printed_cv(candidate, today=TODAY, at=AT))
    assert [f"{part.value} {at} 卒業" in words for part in CvPart for at in range(1, 11)] == [True] * 30
    assert words.count("\f") <= 3


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(2001, 4, 2), "平成13年"),
    ],
)
def test_the_year_of_an_era_begins_with_its_first_day(day, era):
    assert era_year(day) == era


def test_age_is_in_full_years():
    assert [age_on(date(2000, 2, 29), day) for day in (date(2018, 2, 28), date(2018, 3, 1))] == [17, 18]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("シティ ラフマワティ", "シティ・ラフマワティ"),
        ("してぃ", "シティ"),
        ("ﾌﾞﾃﾞｨ", "ブディ"),
        ("アグ-ス", "アグース"),
        ("Budi", None),
        ("山田", None),
        ("", None),
    ],
)
def test_katakana_is_turned_into_shape_or_refused(written, kept):
    assert katakana_of(written) == kept


def test_romaji_is_capital_latin():
    found = [romaji_of(one) for one in ("Siti  Nur'aini", "M. YUSUF", "Sití", "シ")]
    assert found == ["SITI NUR'AINI", "M. YUSUF", None, None]
