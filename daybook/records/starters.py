"""Templates of notes that a clinic of each kind can begin with: headings to fill in, no findings of anybody."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from daybook.clinics.kinds import Kind


class Starter(NamedTuple):
    """`weeks` until the review; None: none is usual."""

    name: Any
    complaint: Any
    findings: Any
    advice: Any
    weeks: int | None = None


STARTERS: dict[str, tuple[Starter, ...]] = {
    Kind.GENERAL: (
        Starter(
            _("Fever"),
            _("Fever since … days."),
            _("Throat: \nChest: \nAbdomen: "),
            _("Plenty of fluids, rest. Come back if the fever lasts three days."),
        ),
        Starter(
            _("Blood pressure review"),
            _("Blood pressure review."),
            _("Heart: \nChest: \nFeet: "),
            _("Less salt. Walk 30 minutes a day."),
            4,
        ),
        Starter(
            _("Diabetes review"),
            _("Sugar review."),
            _("Feet: \nEyes last seen: "),
            _("Walk after dinner. Bring the sugar record."),
            12,
        ),
    ),
    Kind.DENTAL: (
        Starter(
            _("Toothache"),
            _("Pain in tooth … since …"),
            _("Tooth: \nPercussion: \nSwelling: \nX-ray: "),
            _("Nothing hot on that side. Come at once if the face swells."),
        ),
        Starter(
            _("After an extraction"),
            _("Extraction of tooth …"),
            _("Anaesthesia: \nSocket: \nBleeding: "),
            _("Bite on the gauze for 30 minutes. No rinsing and no smoking today."),
            1,
        ),
    ),
    Kind.SKIN: (
        Starter(
            _("Rash"),
            _("Rash since …"),
            _("Where: \nKind of lesion: \nNails and hair: "),
            _("Mild soap, no scratching."),
            2,
        ),
        Starter(
            _("Acne"),
            _("Acne since …"),
            _("Face: \nBack: \nScars: "),
            _("Do not squeeze. Sunscreen daily."),
            6,
        ),
    ),
    Kind.PHYSIOTHERAPY: (
        Starter(
            _("First assessment"),
            _("Pain in … since …"),
            _("Posture: \nRange of movement: \nStrength: \nPain, 0 to 10: "),
            _("Exercises shown; twice a day."),
            1,
        ),
        Starter(
            _("Session"),
            _("Session number …"),
            _("Pain, 0 to 10: \nDone today: "),
            _("Go on with the exercises."),
        ),
    ),
    Kind.PAEDIATRICS: (
        Starter(
            _("Fever in a child"),
            _("Fever since … days. Feeding: "),
            _("Throat: \nEars: \nChest: \nHydration: "),
            _("Small feeds often. Come at once if drowsy or not drinking."),
        ),
        Starter(
            _("Well-baby check"),
            _("Age … months."),
            _("Weight: \nLength: \nHead: \nMilestones: \nVaccines due: "),
            _("Next check and vaccines as on the card."),
        ),
    ),
    Kind.MENTAL_HEALTH: (
        Starter(
            _("First consultation"),
            _("Brought by: \nSince: "),
            _("Appearance and behaviour: \nMood: \nThought: \nSleep and appetite: \nRisk: "),
            _("Sleep at the same hours. Call if thoughts of self-harm come."),
            2,
        ),
        Starter(
            _("Follow-up"), _("Since the last visit: "), _("Mood: \nSleep: \nSide effects: \nRisk: "), "", 4
        ),
    ),
}
