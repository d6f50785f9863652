from datetime import date

import pytest
from django.utils import timezone
from factories.agreements import AgreementFactory, NumberPatternFactory, PartyFactory
from factories.organisations import OrganisationFactory, account

from padan.agreements.actions.life import AlreadySigned
from padan.agreements.actions.numbers import (
    NoPattern,
    NumberedAlready,
    NumbersGoForward,
    PatternUnclear,
    draw_number,
    set_pattern,
)
from padan.agreements.models import NumberPattern, Party
from padan.agreements.queries.numbers import written, year_of
from padan.agreements.states import AgreementState
from padan.base.errors import NotAllowed
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
MARCH = date(2024, 3, 6)


def told(by=None):
    return {"by": by, "at": timezone.now()}


def test_a_pattern_writes_sequence_roman_month_year_and_class():
    assert written("HK.05/{n:03}/PKS/{month}/{year}", 14, MARCH) == "HK.05/014/PKS/III/2024"
    assert written("{n}/{class}/{month}/{year}", 771, date(2023, 12, 1), "HK.05") == "771/HK.05/XII/2023"
    assert written("{n:03}", 12345, MARCH) == "12345"


def test_numbers_follow_each_other_and_begin_anew_each_year():
    body = NumberPatternFactory(pattern="{n:03}/{month}/{year}").organisation
    parties = PartyFactory.create_batch(4, organisation=body)
    days = [MARCH, date(2024, 4, 1), date(2025, 1, 2), date(2025, 1, 3)]

    drawn = [draw_number(party=party, on=day, **told()) for party, day in zip(parties, days, strict=True)]

    assert [party.number for party in drawn] == ["001/III/2024", "002/IV/2024", "001/I/2025", "002/I/2025"]
    assert [party.number_year for party in drawn] == [2024, 2024, 2025, 2025]


def test_the_next_number_is_above_everything_in_the_ledger_even_when_the_count_was_lost():
    pattern = NumberPatternFactory(pattern="HK.05/{n:03}/PKS/{month}/{year}", year=2024, last=3)
    body = pattern.organisation
    for number in ("HK.05/021/PKS/II/2024", "KEP. 400/2024", "HK.05/099/PKS/I/2023"):
        PartyFactory(organisation=body, number=number, number_year=year_of(number, timezone.now()))

    assert draw_number(party=PartyFactory(organisation=body), on=MARCH, **told()).number == "HK.05/022/PKS/III/2024"


def test_the_count_goes_forward_by_hand_and_never_back():
    body = NumberPatternFactory(pattern="{n}/{year}", year=2024, last=7).organisation

    with pytest.raises(NumbersGoForward, match="8"):
        set_pattern(organisation=body, pattern="{n}/{year}", next_number=7, today=MARCH, **told())
    set_pattern(organisation=body, pattern="{n}/{year}", next_number=40, today=MARCH, **told())

    assert draw_number(party=PartyFactory(organisation=body), on=MARCH, **told()).number == "40/2024"


@pytest.mark.parametrize("pattern", ["PKS/{year}", "{n}/{n}", "{n}/{tahun}", "{n}/{year", "{n:3}", "{n}" + "x" * 60])
def test_a_pattern_that_cannot_count_is_refused(pattern):
    with pytest.raises(PatternUnclear):
        set_pattern(organisation=OrganisationFactory(), pattern=pattern, today=MARCH, **told())

    assert not NumberPattern.objects.exists()


def test_a_class_is_asked_for_and_a_number_is_drawn_once():
    body = NumberPatternFactory(pattern="{n}/{class}/{year}").organisation
    party = PartyFactory(organisation=body)

    with pytest.raises(NoPattern):
        draw_number(party=party, on=MARCH, **told())
    draw_number(party=party, on=MARCH, classification="HK.05", **told())
    with pytest.raises(NumberedAlready, match=r"1/HK\.05/2024"):
        draw_number(party=party, on=MARCH, classification="HK.05", **told())
    with pytest.raises(NoPattern):
        draw_number(party=PartyFactory(), on=MARCH, **told())

    assert NumberPattern.objects.get().last == 1


def test_a_refused_draw_uses_no_number_up():
    body = NumberPatternFactory(pattern="{n}/{year}").organisation
    signed = AgreementFactory(state=AgreementState.SIGNED, signed_on=MARCH, parties=[body])

    with pytest.raises(AlreadySigned):
        draw_number(party=signed.parties.get(), on=MARCH, **told())

    assert draw_number(party=PartyFactory(organisation=body), on=MARCH, **told()).number == "1/2024"
    assert Party.objects.exclude(number="").count() == 1


def test_the_body_itself_and_its_secretariat_set_the_pattern_and_no_stranger():
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)

    for by in (account(RoleName.CENTRE_OFFICER, centre), account(RoleName.SECRETARIAT, forum)):
        set_pattern(organisation=centre, pattern="{n}/{year}", today=MARCH, **told(by))
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    with pytest.raises(NotAllowed):
        set_pattern(organisation=centre, pattern="{n}", today=MARCH, **told(stranger))

    assert NumberPattern.objects.get().pattern == "{n}/{year}"
