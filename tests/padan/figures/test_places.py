import pytest

from padan.figures.places import Counted, map_of, summed

pytestmark = pytest.mark.django_db
BOGOR, BEKASI, BANDA_ACEH, JAYAPURA = "32.01", "32.75", "11.71", "91.71"
WEST_JAVA, ACEH, PAPUA = "32", "11", "91"


def test_provinces_add_up_their_regencies_and_what_is_nowhere_stands_last():
    drawn = map_of(summed([(BOGOR, 3), (BEKASI, 4), (ACEH, 9), ("", 5)]))

    assert [(place.code, place.n, place.opens) for place in drawn.places] == [
        (ACEH, 9, False),
        (WEST_JAVA, 7, True),
        ("", 5, False),
    ]
    assert len(drawn.drawn) == 2


def test_every_regency_and_city_is_a_dot():
    assert map_of(summed([(BOGOR, 1)])).dots.count("M") == 514


def test_the_area_of_a_disc_is_its_number():
    large, small = map_of(summed([(BOGOR, 4), (BANDA_ACEH, 1)])).drawn

    assert large.r / small.r == pytest.approx(2, rel=0.01)


def test_a_place_lies_where_it_is_and_within_the_map():
    aceh, java, papua = map_of(summed([(BANDA_ACEH, 9), (BOGOR, 5), (JAYAPURA, 4)])).drawn

    assert aceh.x < java.x < papua.x
    assert aceh.y < papua.y < java.y
    assert all(0 < place.x < 1000 and 0 < place.y < 390 for place in (aceh, java, papua))


def test_a_province_shows_its_regencies_and_whoever_is_in_none_of_them():
    drawn = map_of(summed([(BOGOR, 3), (WEST_JAVA, 2), (BANDA_ACEH, 8)]), province=WEST_JAVA)

    assert (drawn.name, [(place.code, place.n) for place in drawn.places]) == ("Jawa Barat", [(BOGOR, 3), ("", 2)])
    assert drawn.dots.count("M") == 27


def test_rounded_numbers_are_never_subtracted_from_each_other():
    told = {WEST_JAVA: Counted(20, 10, 0.3, 0.7), BOGOR: Counted(15, 5, 0.1, 0.6)}

    assert [place.code for place in map_of(told, province=WEST_JAVA).places] == [BOGOR]


def test_a_small_group_has_a_place_and_no_number():
    (place,) = map_of({WEST_JAVA: Counted(None)}).places

    assert (place.n, place.share, place.inner) == (None, None, 0)


@pytest.mark.parametrize("province", ["", "95", BOGOR])
def test_there_is_no_map_of_nothing_and_none_of_a_province_that_is_none(province):
    assert map_of({}, province=province) is None
