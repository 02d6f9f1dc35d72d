"""What the demo's patients came for: a few courses that a general practice sees every day."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.records.lines import Line
from daybook.records.note import Diagnosis


@dataclass(frozen=True, slots=True)
class Illness:
    """`ages`: the years (from, below). `lasting`: comes back every few months. `course`: how the blood pressure (or the
    sugar) goes from the first visit to the last."""

    diagnosis: Diagnosis
    complaint: str
    findings: str
    advice: str
    lines: tuple[Line, ...]
    ages: tuple[int, int] = (15, 120)
    lasting: bool = False
    course: tuple[int, int] | None = None
    sugar: bool = False


HYPERTENSION = Illness(
    Diagnosis("Essential (primary) hypertension", "I10"),
    "BP review. Occasional headache in the evening, no dizziness.",
    "Chest clear. No pedal oedema. Heart sounds normal.",
    "Less salt. Walk 30 minutes. Note BP at home twice a week.",
    (
        Line("Amlodipine", "5 mg", "tablet", "1-0-0", "after_food", "30"),
        Line("Telmisartan", "40 mg", "tablet", "0-0-1", "after_food", "30"),
    ),
    ages=(38, 120),
    lasting=True,
    course=(158, 132),
)
DIABETES = Illness(
    Diagnosis("Type 2 diabetes mellitus without complications", "E11.9"),
    "Sugar review. Feels well.",
    "Feet: no ulcers, sensation normal.",
    "Rice once a day. Walk after dinner. Feet in the evening: look at them.",
    (
        Line("Metformin", "500 mg", "tablet", "1-0-1", "after_food", "30"),
        Line("Glimepiride", "1 mg", "tablet", "1-0-0", "before_food", "30"),
    ),
    ages=(38, 120),
    lasting=True,
    course=(238, 148),
    sugar=True,
)
PASSING = (
    Illness(
        Diagnosis("Acute nasopharyngitis [common cold]", "J00"),
        "Cold and sore throat for three days, no fever.",
        "Throat red, no exudate. Chest clear.",
        "Warm fluids, steam. Come back when there is fever.",
        (
            Line("Cetirizine", "10 mg", "tablet", "0-0-1", "after_food", "5"),
            Line("Paracetamol", "650 mg", "tablet", "1-1-1", "when_needed", "3"),
        ),
    ),
    Illness(
        Diagnosis("Fever, unspecified", "R50.9"),
        "Fever since two days, body ache.",
        "No rash, no neck stiffness. Chest clear.",
        "Fluids, rest. Blood count when the fever lasts beyond three days.",
        (Line("Paracetamol", "650 mg", "tablet", "1-1-1", "after_food", "3"),),
    ),
    Illness(
        Diagnosis("Low back pain", "M54.5"),
        "Pain in the lower back after lifting, five days.",
        "Straight leg raise negative. No weakness.",
        "Hot packs. No lifting for a week; keep moving.",
        (
            Line("Aceclofenac", "100 mg", "tablet", "1-0-1", "after_food", "5"),
            Line("Pantoprazole", "40 mg", "tablet", "1-0-0", "before_food", "5"),
        ),
    ),
    Illness(
        Diagnosis("Dyspepsia", "K30"),
        "Burning after meals for two weeks.",
        "Abdomen soft, no tenderness.",
        "Small meals, no tea on an empty stomach.",
        (Line("Pantoprazole", "40 mg", "tablet", "1-0-0", "empty_stomach", "14"),),
    ),
)
CHILD = (
    Illness(
        Diagnosis("Acute upper respiratory infection, unspecified", "J06.9"),
        "Cough and runny nose, feeds well.",
        "Active, no distress. Chest clear, ears normal.",
        "Fluids. Come back at once with fast breathing.",
        (Line("Paracetamol", "250 mg/5 ml", "syrup", "5 ml thrice a day", "when_needed", "3"),),
        ages=(0, 15),
    ),
    Illness(
        Diagnosis("Other gastroenteritis and colitis of infectious and unspecified origin", "A09"),
        "Loose stools since yesterday, six times.",
        "No dehydration. Abdomen soft.",
        "ORS after every stool. Go on feeding.",
        (
            Line("Oral rehydration salts", "21 g", "sachet", "sips after each stool", "", "3"),
            Line("Zinc", "20 mg", "tablet", "1-0-0", "after_food", "14"),
        ),
        ages=(0, 15),
    ),
)
TEMPLATES = (
    (
        "Blood pressure review",
        "BP review.",
        "Chest clear. No pedal oedema. Heart sounds normal.",
        "Less salt. Walk 30 minutes.",
        4,
    ),
    ("Fever, adult", "Fever since … days.", "Throat: \nChest: \nAbdomen: ", "Fluids, rest.", None),
    ("Diabetes review", "Sugar review.", "Feet: \nBP: ", "Walk after dinner.", 12),
)
FAVOURITES = {
    "BP follow-up": HYPERTENSION.lines,
    "Cold": PASSING[0].lines,
    "Fever, adult": PASSING[1].lines,
}
