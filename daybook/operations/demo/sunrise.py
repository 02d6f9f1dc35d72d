"""Sunrise Clinic: four practitioners, two branches, open every day. The demo's main clinic."""

from __future__ import annotations

from daybook.operations.demo.shapes import (
    ClinicFacts,
    DemoBranch,
    DemoHours,
    DemoMember,
    DemoPractitioner,
    DemoService,
)

KUKATPALLY, MIYAPUR = "Kukatpally", "Miyapur"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
WORKDAYS = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY)
ODD_DAYS, EVEN_DAYS = (MONDAY, WEDNESDAY, FRIDAY), (TUESDAY, THURSDAY, SATURDAY)


def at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


SUNDAY_MORNING = DemoHours((SUNDAY,), KUKATPALLY, at(9, 30), at(13, 30))

# The dermatologist works at two clinics: one person, two memberships.
ASHA_IYER = "asha.iyer@doctors.example"

MEMBERS = (
    DemoMember("owner@sunrise.example", "Sudha Rao", "owner"),
    DemoMember("admin@sunrise.example", "Kiran Varma", "admin"),
    DemoMember("reception@sunrise.example", "Sravani Goud", "receptionist"),
    DemoMember("desk2@sunrise.example", "Joseph Mathew", "receptionist"),
    DemoMember("billing@sunrise.example", "Padmaja Reddy", "billing"),
    DemoMember("meera.rao@sunrise.example", "Dr Meera Rao", "practitioner"),
    DemoMember("farid.khan@sunrise.example", "Dr Farid Khan", "practitioner"),
    DemoMember(ASHA_IYER, "Dr Asha Iyer", "practitioner"),
    DemoMember("vikram.das@sunrise.example", "Dr Vikram Das", "practitioner"),
)

SERVICES = (
    DemoService("Consultation", 15, 500_00, "blue", weight=8),
    DemoService("Follow-up", 15, 300_00, "slate", again=True, weight=10),
    DemoService("Health check", 30, 1_500_00, "teal", weight=2),
    DemoService("Child consultation", 20, 600_00, "green", weight=8),
    DemoService("Vaccination", 20, 1_250_00, "lime", ages=(0, 6), weight=6),
    DemoService("Growth review", 20, 500_00, "teal", ages=(0, 8), again=True),
    DemoService("Skin consultation", 15, 700_00, "purple", weight=8),
    DemoService("Skin procedure", 30, 4_000_00, "pink", buffer_after=5, ages=(14, 120), again=True),
    DemoService("Laser session", 45, 5_500_00, "red", "gst_18", 5, 10, ages=(18, 60), again=True),
    DemoService("Chemical peel", 30, 3_000_00, "orange", "gst_18", ages=(18, 60), again=True, weight=2),
    DemoService("Dental consultation", 15, 400_00, "indigo", weight=6),
    DemoService("Scaling", 30, 1_500_00, "blue", buffer_after=5, ages=(14, 120)),
    DemoService(
        "Root canal", 45, 3_500_00, "amber", buffer_before=5, buffer_after=10, ages=(14, 90), again=True
    ),
    DemoService("Crown fitting", 30, 6_000_00, "brown", ages=(18, 90), again=True, weight=3),
    DemoService("Teeth whitening", 45, 8_000_00, "lime", "gst_18", ages=(18, 60), weight=1),
)

MEERA_RAO = DemoPractitioner(
    "Dr Meera Rao",
    "meera.rao@sunrise.example",
    "General medicine",
    "TSMC/FMR/04127",
    ages=(15, 120),
    services=("Consultation", "Follow-up", "Health check"),
    rooms={KUKATPALLY: "Room 1", MIYAPUR: "Room 1"},
    hours=(
        DemoHours(WORKDAYS, KUKATPALLY, at(9), at(18)),
        DemoHours(WORKDAYS, KUKATPALLY, at(13, 30), at(14, 30), "Lunch"),
        DemoHours(ODD_DAYS, MIYAPUR, at(18, 45), at(20, 30)),
        SUNDAY_MORNING,
    ),
    pace=1.02,
)
FARID_KHAN = DemoPractitioner(
    "Dr Farid Khan",
    "farid.khan@sunrise.example",
    "Paediatrics",
    "TSMC/FMR/06310",
    ages=(0, 15),
    services=("Child consultation", "Vaccination", "Growth review"),
    rooms={KUKATPALLY: "Room 2", MIYAPUR: "Room 1"},
    hours=(
        DemoHours(WORKDAYS, KUKATPALLY, at(9), at(13)),
        DemoHours((MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY), MIYAPUR, at(14), at(16, 30)),
        DemoHours(WORKDAYS, KUKATPALLY, at(17, 30), at(20, 30)),
        SUNDAY_MORNING,
    ),
)
ASHA = DemoPractitioner(
    "Dr Asha Iyer",
    ASHA_IYER,
    "Dermatology",
    "TSMC/FMR/05588",
    ages=(5, 120),
    services=("Skin consultation", "Skin procedure", "Laser session", "Chemical peel"),
    rooms={KUKATPALLY: "Room 4"},
    hours=(
        DemoHours((MONDAY, WEDNESDAY, FRIDAY, SATURDAY), KUKATPALLY, at(9, 30), at(17, 30)),
        DemoHours((MONDAY, WEDNESDAY, FRIDAY, SATURDAY), KUKATPALLY, at(13), at(14), "Lunch"),
        # On these days she is at Lotus from 17:00.
        DemoHours((TUESDAY, THURSDAY), KUKATPALLY, at(9, 30), at(15)),
        DemoHours((TUESDAY, THURSDAY), KUKATPALLY, at(13), at(13, 45), "Lunch"),
        SUNDAY_MORNING,
    ),
)
VIKRAM_DAS = DemoPractitioner(
    "Dr Vikram Das",
    "vikram.das@sunrise.example",
    "Dental",
    "TSDC/A-2231",
    ages=(5, 120),
    services=("Dental consultation", "Scaling", "Root canal", "Crown fitting", "Teeth whitening"),
    rooms={KUKATPALLY: "Chair 1", MIYAPUR: "Chair 1"},
    hours=(
        DemoHours(WORKDAYS, KUKATPALLY, at(8, 45), at(13, 30)),
        DemoHours(ODD_DAYS, KUKATPALLY, at(15), at(19, 30)),
        DemoHours(EVEN_DAYS, MIYAPUR, at(15, 30), at(19, 30)),
        SUNDAY_MORNING,
    ),
)

SUNRISE = ClinicFacts(
    slug="sunrise",
    name="Sunrise Clinic",
    address="Plot 41, Road No. 2, KPHB Colony Phase 6, Kukatpally, Hyderabad 500072",
    phone="+914040004100",
    email="hello@sunrise.example",
    zone="Asia/Kolkata",
    currency="INR",
    members=MEMBERS,
    branches=(
        DemoBranch(
            KUKATPALLY,
            "Plot 41, Road No. 2, KPHB Colony Phase 6, Kukatpally, Hyderabad 500072",
            "+914040004100",
            ("Room 1", "Room 2", "Room 3", "Room 4", "Chair 1"),
        ),
        DemoBranch(
            MIYAPUR,
            "1st floor, Lake View Plaza, Miyapur X Roads, Hyderabad 500049",
            "+914040004200",
            ("Room 1", "Chair 1"),
        ),
    ),
    services=SERVICES,
    practitioners=(MEERA_RAO, FARID_KHAN, ASHA, VIKRAM_DAS),
    localities=(
        ("KPHB Colony, Kukatpally", "500072"),
        ("Vivekananda Nagar, Kukatpally", "500072"),
        ("Moosapet", "500018"),
        ("Balanagar", "500037"),
        ("Miyapur", "500049"),
        ("Hafeezpet", "500049"),
        ("Chandanagar", "500050"),
        ("Nizampet", "500090"),
        ("Pragathi Nagar", "500090"),
        ("Bachupally", "500090"),
    ),
)
