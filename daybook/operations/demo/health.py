"""What some of the demo's patients are warned about. Plain words, as a reception or a doctor would type them."""

from __future__ import annotations

from random import Random

ALLERGIES = (
    "Penicillin: rash",
    "Sulfa drugs: hives",
    "Ibuprofen: wheeze",
    "Peanuts: swelling of the lips",
    "Dust mites",
    "Latex gloves",
    "Aspirin",
    "Egg",
    "Local anaesthetic with adrenaline: palpitations",
)
ADULT_ALERTS = (
    "Type 2 diabetes, on metformin",
    "High blood pressure",
    "On a blood thinner (warfarin): ask before any extraction",
    "Hard of hearing: speak to the left side",
    "Wheelchair: ground-floor room",
    "Pacemaker: no diathermy",
    "Asthma: carries an inhaler",
)
CHILD_ALERTS = ("Asthma: carries an inhaler", "Febrile seizure in the past", "Afraid of needles: give time")
PREGNANT = "Pregnant, second trimester"


def allergies(random: Random) -> str:
    if random.random() > 0.16:
        return ""
    return "; ".join(random.sample(ALLERGIES, random.choices((1, 2), (5, 1))[0]))


def alerts(random: Random, sex: str, age: int) -> str:
    if sex == "female" and 21 <= age <= 38 and random.random() < 0.06:
        return PREGNANT
    if age < 15:
        return random.choice(CHILD_ALERTS) if random.random() < 0.06 else ""
    return random.choice(ADULT_ALERTS) if random.random() < (0.4 if age > 55 else 0.06) else ""
