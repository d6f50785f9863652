"""A frozen figure corrected by two at one moment: one version follows it, whole, and the other hears so."""

from collections import Counter

import pytest
from races.stable import stabled


@pytest.fixture(scope="module")
def stable(arena):
    with stabled("corrector", arena) as runners:
        yield runners


def test_of_four_corrections_at_once_one_becomes_the_second_version(stable):
    code = stable.told("prepare")
    said = stable.race(*(("correct_it", code, f"Baris {n} salah catat") for n in range(4)))
    assert Counter(said) == {"done": 1, "AlreadyCorrected": 3}
    after = stable.told("stands")
    assert (after["versions"], after["of"], after["corrects"]) == ([1, 2], [12, 11], ["", code])
    assert (after["kept"], after["trail_broken_at"]) == (2, None)
