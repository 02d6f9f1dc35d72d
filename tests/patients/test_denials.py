"""What says that there is no allergy, and what only looks like it."""

import pytest

from daybook.patients.denials import none_known, recorded


@pytest.mark.parametrize(
    "text",
    [
        "NKDA", "nka", "Nil", "none", "No", "NIL KNOWN", "none reported", "no known drug allergies.",
        "No known allergies", "No allergies", "Allergies: none", "Drug allergy: nil", "No allergy to penicillin",
        "Not allergic to penicillin", "Patient denies any drug allergies", "no history of drug allergy",
        "No penicillin allergy", "Penicillin allergy: no", "Never allergic", "No known allergies; NKDA",
        "no known food or drug allergies", "No h/o drug allergy", "He is not known to be allergic to sulfa",
        "कोई एलर्जी नहीं", "एलर्जी नहीं है", "पेनिसिलिन से एलर्जी नहीं है", "कोई ज्ञात एलर्जी नहीं", "नहीं", "कोई नहीं",
        "అలెర్జీ లేదు", "తెలిసిన అలెర్జీలు లేవు", "పెన్సిలిన్ అలర్జీ లేదు", "ఏమీ లేవు", "ஒவ்வாமை இல்லை",
    ],
)  # fmt: skip
def test_a_denial_is_no_allergy(text: str) -> None:
    assert recorded(text) == ""
    assert none_known(text)


@pytest.mark.parametrize(
    "text",
    [
        "No penicillin", "no penicillin: allergic", "Penicillin", "not sure if allergic to penicillin", "Unknown",
        "penicillin allergy not confirmed", "no allergy testing done for penicillin",
        "no longer allergic to penicillin?",        "Allergic to penicillin? No", "Do not give penicillin, allergy",
        "avoid penicillin",
        "not tolerated: penicillin",
        "No aspirin given, allergic reaction 2019", "Allergy to penicillin", "Never give penicillin",
        "पेनिसिलिन से एलर्जी", "पेनिसिलिन नहीं देना है", "పెన్సిలిన్ అలెర్జీ", "పెన్సిలిన్ ఇవ్వకూడదు",
        "No allergy until 2019 to penicillin", "no eggs because of allergy", "No milk, allergy", "No milk has allergy",
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_denial_stays_an_allergy(text: str) -> None:
    assert recorded(text)
    assert not none_known(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("NO KNOWN ALLERGIES EXCEPT PENICILLIN", "PENICILLIN"),
        ("No known allergies except penicillin", "penicillin"),
        ("Penicillin (rash), no allergy to sulfa", "Penicillin (rash)"),
        ("Not allergic to penicillin but sulfa gives a rash", "sulfa gives a rash"),
        ("NKDA\nDust", "Dust"),
        ("Sulfa. No other allergies", "Sulfa"),
        ("दाल से एलर्जी, दवा से एलर्जी नहीं", "दाल से एलर्जी"),
        ("", ""),
    ],
)
def test_only_what_is_not_denied_is_left(text: str, left: str) -> None:
    assert recorded(text) == left
    assert not none_known(text)
