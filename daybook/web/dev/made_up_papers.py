"""Documents of a made-up clinic, for the development page and the tests."""

from datetime import date, datetime, timedelta, timezone

from daybook.lib.paper import in_words
from daybook.lib.paper.qr import svg, upi_link
from daybook.lib.paper.shapes import (
    InvoiceData,
    InvoiceLineData,
    Letterhead,
    Medicine,
    Person,
    PrescriptionData,
    ReceiptData,
    SummaryData,
    Vital,
)

DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 10, 22, tzinfo=timezone(timedelta(hours=5, minutes=30)))
# What the practitioner says to the patient, in their language.
INSTRUCTIONS = {
    "en": ("Do not stop without asking.", "Not more than 3 in a day, 6 hours apart.", "Shake well."),
    "hi": ("बिना पूछे बंद न करें।", "दिन में 3 से ज़्यादा नहीं, 6 घंटे के अंतर पर।", "अच्छी तरह हिलाएँ।"),
    "te": ("అడగకుండా ఆపవద్దు.", "రోజుకు 3 కంటే ఎక్కువ వద్దు, 6 గంటల వ్యవధితో.", "బాగా కలిపి తాగండి."),
    "ta": ("கேட்காமல் நிறுத்த வேண்டாம்.", "ஒரு நாளில் 3-க்கு மேல் வேண்டாம், 6 மணி நேர இடைவெளியில்.", "நன்றாகக் குலுக்கவும்."),
}
ADVICE = {
    "en": "Less salt. Walk 30 minutes a day. Note the BP at home twice a week.",
    "hi": "नमक कम लें। रोज़ 30 मिनट टहलें। हफ़्ते में दो बार घर पर BP लिखें।",
    "te": "ఉప్పు తగ్గించండి. రోజుకు 30 నిమిషాలు నడవండి. వారానికి రెండుసార్లు ఇంట్లో BP రాసుకోండి.",
    "ta": "உப்பைக் குறைக்கவும். தினமும் 30 நிமிடம் நடக்கவும். வாரம் இருமுறை வீட்டில் BP குறித்து வைக்கவும்.",
}
NAMES = {
    "en": "Imran Sheikh",
    "hi": "अनीता शर्मा (Anita Sharma)",
    "te": "సాయి తేజ (Sai Teja)",
    "ta": "கவிதா முருகன் (Kavitha M.)",
}


def letterhead() -> Letterhead:
    return {
        "clinic": "Sunrise Clinic",
        "branch": "Kukatpally",
        "address": "12-4-88, Road No. 3, KPHB Colony, Hyderabad 500072",
        "phone": "+91 40 2305 1187",
        "email": "desk@sunrise.example",
        "tax_id": "36ABCDE1234F1Z5",
        "practitioner": "Dr Meera Rao",
        "speciality": "MBBS, MD (General Medicine)",
        "registration": "TSMC/FMR/04821",
    }


def patient(language: str) -> Person:
    return {
        "name": NAMES[language],
        "age": "42",
        "sex": "male" if language in ("en", "te") else "female",
        "file_number": "OP1187",
        "phone": "+91 98480 22338",
    }


def vitals() -> list[Vital]:
    return [
        {"name": "blood_pressure", "value": "134/84", "unit": "mmHg"},
        {"name": "pulse", "value": "76", "unit": "/min"},
        {"name": "temperature", "value": "98.4", "unit": "°F"},
        {"name": "spo2", "value": "98", "unit": "%"},
        {"name": "weight", "value": "81.5", "unit": "kg"},
    ]


def medicines(language: str) -> list[Medicine]:
    lines = (
        ("Amlodipine", "5 mg", "tablet", "1-0-0", "after_food", 30, 0),
        ("Telmisartan", "20 mg", "tablet", "0-0-½", "after_food", 30, None),
        ("Paracetamol", "650 mg", "tablet", "1", "when_needed", 5, 1),
        ("Ambroxol + Guaifenesin syrup", "", "", "5 ml – 5 ml – 10 ml", "before_food", 5, 2),
        ("Vitamin D3", "60,000 IU", "capsule", "1", "weekly", None, None),
    )
    return [
        {
            "name": name,
            "strength": strength,
            "form": form,
            "dose": dose,
            "timing": timing,
            "days": days,
            "instructions": "" if said is None else INSTRUCTIONS[language][said],
        }
        for name, strength, form, dose, timing, days, said in lines
    ]


def prescription(language: str) -> PrescriptionData:
    return {
        "letterhead": letterhead(),
        "patient": patient(language),
        "date": DAY,
        "token": "A-12",
        "allergies": ["Penicillin"],
        "vitals": vitals(),
        "diagnoses": [
            {"code": "I10", "text": "Essential (primary) hypertension"},
            {"code": "J20.9", "text": "Acute bronchitis"},
        ],
        "medicines": medicines(language),
        "advice": ADVICE[language],
        "follow_up": DAY + timedelta(days=28),
        "signed_by": "Dr Meera Rao",
        "signed_at": AT,
        "language": language,
    }


def summary(language: str) -> SummaryData:
    return {
        **prescription(language),
        "complaint": "BP review. Occasional headache in the evening, no dizziness. Cough for four days.",
        "findings": "Chest: few rhonchi, no crepitations. Heart sounds normal. No pedal oedema.",
        "amendments": [
            {
                "at": AT + timedelta(hours=3),
                "by": "Dr Meera Rao",
                "text": "Creatinine came back: 0.9 mg/dL, normal.",
            }
        ],
        "files": ["Chest X-ray, 21 Nov 2026.pdf", "ECG.jpg"],
    }


def invoice(language: str) -> InvoiceData:
    lines: list[InvoiceLineData] = [
        {
            "text": "Consultation, Dr Meera Rao",
            "code": "999312",
            "quantity": "1",
            "price": "₹600.00",
            "discount": "",
            "tax_rate": "",
            "exempt": True,
            "amount": "₹600.00",
        },
        {
            "text": "ECG",
            "code": "999316",
            "quantity": "1",
            "price": "₹400.00",
            "discount": "",
            "tax_rate": "",
            "exempt": True,
            "amount": "₹400.00",
        },
        {
            "text": "Skin rejuvenation, cosmetic",
            "code": "999722",
            "quantity": "2",
            "price": "₹2,500.00",
            "discount": "₹500.00",
            "tax_rate": "18 %",
            "amount": "₹4,500.00",
        },
    ]
    link = upi_link(
        payee="sunrise@example", name="Sunrise Clinic", amount_minor=431000, reference="KP/26-27/01187"
    )
    return {
        "letterhead": letterhead(),
        "patient": {**patient(language), "address": "Flat 204, Sri Sai Residency, Nizampet, Hyderabad"},
        "title": "invoice_and_bill",
        "copy": "original",
        "number": "KP/26-27/01187",
        "date": DAY,
        "place_of_supply": "36 Telangana",
        "lines": lines,
        "totals": {
            "subtotal": "₹5,500.00",
            "discount": "₹500.00",
            "taxes": [
                {"name": "CGST", "rate": "9 %", "taxable": "₹4,500.00", "amount": "₹405.00"},
                {"name": "SGST", "rate": "9 %", "taxable": "₹4,500.00", "amount": "₹405.00"},
            ],
            "rounding": "",
            "total": "₹6,310.00",
            "in_words": in_words(631000, "INR", language),
        },
        "payments": [
            {"method": "cash", "number": "R-00871", "date": DAY, "reference": "", "amount": "₹1,500.00"},
            {
                "method": "upi",
                "number": "R-00872",
                "date": DAY,
                "reference": "632578120934",
                "amount": "₹500.00",
            },
        ],
        "due": "₹4,310.00",
        "qr_svg": svg(link),
        "upi_id": "sunrise@example",
        "registered": True,
        "exempt": True,
        "reverse_charge": True,
        "summary": [
            {"code": "999312", "rate": "", "taxable": "₹600.00", "central": "", "state": ""},
            {"code": "999316", "rate": "", "taxable": "₹400.00", "central": "", "state": ""},
            {
                "code": "999722",
                "rate": "18 %",
                "taxable": "₹4,500.00",
                "central": "₹405.00",
                "state": "₹405.00",
            },
        ],
    }


def receipt(language: str) -> ReceiptData:
    return {
        "letterhead": letterhead(),
        "patient": patient(language),
        "number": "R-00872",
        "at": AT,
        "invoice_number": "KP/26-27/01187",
        "invoice_total": "₹6,310.00",
        "method": "upi",
        "reference": "632578120934",
        "amount": "₹500.00",
        "in_words": in_words(50000, "INR", language),
        "due": "₹4,310.00",
        "taken_by": "Sravani Reddy",
    }


SAMPLES = {"prescription": prescription, "summary": summary, "invoice": invoice, "receipt": receipt}
