"""Lotus Skin & Dental, in another part of the city: shares a doctor with Sunrise, and some families go to both."""

from __future__ import annotations

from daybook.operations.demo.shapes import (
    ClinicFacts,
    DemoBranch,
    DemoHours,
    DemoMember,
    DemoPractitioner,
    DemoService,
)
from daybook.operations.demo.sunrise import ASHA_IYER, SUNDAY, THURSDAY, TUESDAY, WORKDAYS, at

BANJARA_HILLS = "Banjara Hills"

LOTUS = ClinicFacts(
    slug="lotus",
    name="Lotus Skin & Dental",
    address="8-2-293, Road No. 12, Banjara Hills, Hyderabad 500034",
    phone="+914040004300",
    email="care@lotus.example",
    zone="Asia/Kolkata",
    currency="INR",
    members=(
        DemoMember("owner@lotus.example", "Kavitha Shetty", "owner"),
        DemoMember("reception@lotus.example", "Farah Siddiqui", "receptionist"),
        DemoMember("nikhil.shetty@lotus.example", "Dr Nikhil Shetty", "practitioner"),
        DemoMember(ASHA_IYER, "Dr Asha Iyer", "practitioner"),
    ),
    branches=(
        DemoBranch(
            BANJARA_HILLS,
            "8-2-293, Road No. 12, Banjara Hills, Hyderabad 500034",
            "+914040004300",
            ("Skin room", "Chair 1", "Chair 2"),
        ),
    ),
    services=(
        DemoService("Skin consultation", 20, 900_00, "purple", weight=8),
        DemoService("Acne review", 15, 500_00, "pink", ages=(12, 50), again=True, weight=6),
        DemoService("Laser session", 45, 6_500_00, "red", "gst_18", 5, 10, ages=(18, 60), again=True),
        DemoService("Dental check", 20, 500_00, "indigo", weight=8),
        DemoService("Scaling", 30, 1_800_00, "blue", buffer_after=5, ages=(14, 120)),
        DemoService("Filling", 30, 1_600_00, "amber", ages=(6, 120), again=True),
        DemoService("Aligner review", 20, 1_000_00, "teal", ages=(12, 45), again=True),
    ),
    practitioners=(
        DemoPractitioner(
            "Dr Asha Iyer",
            ASHA_IYER,
            "Dermatology",
            "TSMC/FMR/05588",
            ages=(5, 120),
            services=("Skin consultation", "Acne review", "Laser session"),
            rooms={BANJARA_HILLS: "Skin room"},
            hours=(
                DemoHours((TUESDAY, THURSDAY), BANJARA_HILLS, at(17), at(20, 30)),
                DemoHours((SUNDAY,), BANJARA_HILLS, at(16), at(19)),
            ),
        ),
        DemoPractitioner(
            "Dr Nikhil Shetty",
            "nikhil.shetty@lotus.example",
            "Dental",
            "TSDC/A-3870",
            ages=(5, 120),
            services=("Dental check", "Scaling", "Filling", "Aligner review"),
            rooms={BANJARA_HILLS: "Chair 1"},
            hours=(
                DemoHours(WORKDAYS, BANJARA_HILLS, at(10), at(19)),
                DemoHours(WORKDAYS, BANJARA_HILLS, at(14), at(15), "Lunch"),
                DemoHours((SUNDAY,), BANJARA_HILLS, at(10), at(13)),
            ),
        ),
    ),
    localities=(
        ("Banjara Hills", "500034"),
        ("Jubilee Hills", "500033"),
        ("Masab Tank", "500028"),
        ("Mehdipatnam", "500028"),
        ("Somajiguda", "500082"),
    ),
)
