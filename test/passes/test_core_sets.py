"""Sets of cores: their text, their normal form, what is left of a grid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilelang_tt.passes.core_sets import CoreSet, Rectangle, core_key, core_of, core_set, rectangles, usable

core = st.tuples(st.integers(0, 9), st.integers(0, 9))
some = st.sets(core, min_size=1, max_size=40)


@given(st.sets(core, max_size=40))
def test_rectangles_are_disjoint_and_cover_exactly(cores):
    covered = [core for rectangle in rectangles(cores) for core in rectangle.cores()]
    assert len(covered) == len(set(covered)) and set(covered) == cores


def test_the_first_cores_of_a_grid_need_two_rectangles_at_most():
    first = [(i % 8, i // 8) for i in range(10)]
    assert rectangles(first) == [Rectangle((0, 0), (8, 1)), Rectangle((0, 1), (2, 1))]


@given(some)
def test_text_round_trips(cores):
    found = CoreSet.of(cores)
    assert CoreSet.parse(found.text) == found == core_set(sorted(cores)) == core_set(found.text)
    assert len(found) == len(cores)
    assert found.cores() == sorted(cores, key=lambda c: (c[1], c[0]))
    assert found.cores(by_column=True) == sorted(cores)


def test_rectangles_are_written_by_their_first_and_last_core():
    found = CoreSet.parse("0,0-3,3; 6,0-7,1;5,5")
    assert len(found) == 16 + 4 + 1
    assert found.text == "0,0-3,3;6,0-7,1;5,5"
    # Overlaps are no matter: it is a set.
    assert CoreSet.parse("0,0-1,0;1,0-2,0").text == "0,0-2,0"


@pytest.mark.parametrize("text", ["", "0", "0,0-", "0,0-1", "(0,0)", "0,0;", "a,b", "-1,0", "0,0..1,1"])
def test_text_that_names_no_cores_is_refused(text):
    with pytest.raises(ValueError, match="is no rectangle of cores"):
        CoreSet.parse(text)


def test_rectangles_end_after_they_start():
    with pytest.raises(ValueError, match="'3,3-0,0' ends before it starts"):
        CoreSet.parse("0,0;3,3-0,0")


@given(some, some)
def test_what_is_excluded_is_left_out(chosen, excluded):
    excluded &= chosen
    if excluded == chosen:
        with pytest.raises(ValueError, match="no core is left"):
            usable((10, 10), CoreSet.of(chosen), CoreSet.of(excluded))
    else:
        found = usable((10, 10), CoreSet.of(chosen), CoreSet.of(excluded) if excluded else None)
        assert set(found.cores()) == chosen - excluded


def test_all_cores_of_the_grid_are_usable_where_nothing_is_said():
    assert usable((3, 2), None, None) == CoreSet.whole((3, 2))
    assert usable((2, 2), None, CoreSet.parse("0,0")).text == "1,0-1,1;0,1"


@pytest.mark.parametrize(
    ("chosen", "excluded", "message"),
    [
        ("0,0-8,0", None, r"core \(8,0\) is outside of the core grid \[8, 8\]"),
        (None, "0,8", r"core \(0,8\) is outside of the core grid \[8, 8\]"),
        ("0,0", "1,0", r"core \(1,0\) is excluded, but is not among the cores that are chosen"),
        (None, "0,0-7,7", "no core is left to work on"),
    ],
)
def test_sets_that_make_no_sense_are_refused(chosen, excluded, message):
    with pytest.raises(ValueError, match=message):
        usable((8, 8), *(CoreSet.parse(text) if text else None for text in (chosen, excluded)))


@given(core)
def test_core_keys_round_trip(core):
    assert core_of(core_key(core)) == core


@pytest.mark.parametrize("key", ["0,1", "(0,1", "(0, 1)", "(a,b)", "(1,2,3)", ""])
def test_text_that_is_no_core_is_refused(key):
    with pytest.raises(ValueError, match="is not a core"):
        core_of(key)
