from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from padan.agreements.pdf.clock import ClockWrong, check_clock, offset

TRUE = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_the_offset_says_how_far_our_clock_is_ahead():
    assert offset(TRUE, TRUE + timedelta(seconds=61)) == timedelta(seconds=61)
    assert offset(TRUE, TRUE - timedelta(days=1)) == timedelta(days=-1)


@pytest.mark.parametrize("seconds", [0, 60, -60, 59.9])
def test_a_minute_is_borne(seconds):
    check_clock(TRUE, ours=TRUE + timedelta(seconds=seconds))


@pytest.mark.parametrize(("seconds", "told"), [(61, "61"), (-61, "61"), (86_400, "86400"), (-86_400, "86400")])
def test_nothing_is_signed_by_a_clock_that_is_off(seconds, told):
    with pytest.raises(ClockWrong) as said:
        check_clock(TRUE, ours=TRUE + timedelta(seconds=seconds))

    assert (
        str(said.value) == f"The clock of this server is {told} seconds off. Nothing is signed until it is set right."
    )


def test_instants_of_different_zones_compare():
    check_clock(TRUE.astimezone(ZoneInfo("Asia/Jayapura")), ours=TRUE)
