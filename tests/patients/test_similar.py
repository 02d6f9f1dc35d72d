"""Names that may be one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.patients.similar import Likeness, compare, in_other_scripts, one_slip

NONE, PART, SIMILAR, SAME = Likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Kavya Chowdary", "kavya  CHOWDARY", SAME),
        ("Kavya Chowdary", "Chowdary Kavya", SAME),
        ("Dr. Sai Iyer", "SAI IYER", SAME),
        ("Bhavana O'Brien", "bhavana o’brien", SAME),
        ("లక్ష్మి రెడ్డి", "శ్రీమతి లక్ష్మి రెడ్డి", SAME),
        ("Kavya Chowdary", "Kavya Choudary", SIMILAR),
        ("Lakshmi Rao", "Laskhmi Rao", SIMILAR),
        ("Lakshmi Rao", "Laksmi Rao", SIMILAR),
        ("K Chowdary", "Kavya Chowdary", SIMILAR),
        ("V. Lakshmi Rao", "Lakshmi Rao", SIMILAR),
        ("Kavya", "Kavya Chowdary", PART),
        ("Kavya Chowdary", "Kiran Chowdary", PART),
        ("Kavya Chowdary", "Kiran Reddy", NONE),
        ("Anil Rao", "Anil Rai", PART),  # too short for a slip
        ("Lakshmi Rao", "Lkashmy Rao", PART),  # two slips
        ("K R", "Kavya Rao", NONE),  # initials alone say nothing
        ("", "Kavya", NONE),
        ("Dr.", "Dr.", SAME),
        ("லட்சுமி", "లక్ష్మి", NONE),
    ],
)
def test_names_are_compared_word_by_word(one: str, other: str, likeness: Likeness) -> None:
    assert compare(one, other) is likeness
    assert compare(other, one) is likeness


def distance_at_most_one(one: str, other: str) -> bool:
    """By trying every possible slip."""
    letters = set(one + other)
    slips = {one[:i] + one[i + 1 :] for i in range(len(one))}
    slips |= {one[:i] + new + one[i:] for i in range(len(one) + 1) for new in letters}
    slips |= {one[:i] + new + one[i + 1 :] for i in range(len(one)) for new in letters}
    slips |= {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}
    return other in slips and one != other


@given(st.text("abc", min_size=4, max_size=7), st.text("abc", min_size=4, max_size=7))
def test_a_slip_is_one_edit(one: str, other: str) -> None:
    assert one_slip(one, other) is distance_at_most_one(one, other)


def test_names_in_other_scripts_cannot_be_compared() -> None:
    assert in_other_scripts("లక్ష్మి", "Lakshmi")
    assert not in_other_scripts("లక్ష్మి Rao", "Lakshmi Rao")
