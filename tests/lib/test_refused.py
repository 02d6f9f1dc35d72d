from django.utils.functional import lazystr

from daybook.lib.refused import BadInput, Refused


def test_it_carries_words_and_a_code() -> None:
    refused = Refused(lazystr("That time was just taken."), code="taken")
    assert (str(refused), refused.code) == ("That time was just taken.", "taken")
    assert str(refused.message) == "That time was just taken."


def test_its_repr_does_not_need_a_language() -> None:
    assert repr(Refused(lazystr("words"), code="taken")) == "Refused('taken')"
    assert repr(BadInput("words", code="phone")) == "BadInput('phone')"
