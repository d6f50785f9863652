from padan.figures.protect import SMALL, protected


def test_a_group_under_five_is_named_not_numbered():
    assert [protected(n, cell=("Barista", "employed")) for n in range(SMALL)] == [None] * SMALL


def test_a_published_cell_is_a_multiple_of_five_near_its_count():
    for count in range(SMALL, 200):
        shown = protected(count, cell=("Barista", "employed"))
        assert shown % 5 == 0
        assert abs(shown - count) < 5


def test_the_same_cell_asked_again_answers_alike():
    cells = [("Barista", str(n)) for n in range(50)]
    assert [protected(12, cell=cell) for cell in cells] == [protected(12, cell=cell) for cell in cells]


def test_rounding_leaves_the_average_where_it_was():
    shown = [protected(12, cell=("Barista", str(n))) for n in range(2000)]
    assert set(shown) == {10, 15}
    assert abs(sum(shown) / len(shown) - 12) < 0.3


def test_counts_of_yesterday_and_today_do_not_tell_one_person_apart():
    differences = {
        protected(n + 1, cell=("Las", str(cell))) - protected(n, cell=("Las", str(cell)))
        for n in range(5, 40)
        for cell in range(40)
    }
    assert differences == {0, 5}
