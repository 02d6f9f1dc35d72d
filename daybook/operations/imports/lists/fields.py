"""What may stand in a column, and what its heading is called where people make lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from daybook.lib.text import search_terms


class Field(models.TextChoices):
    """`NONE`: the column is left out. Several columns may be PHONE, ADDRESS, ALLERGIES or ALERTS."""

    NONE = "", _("Leave this column out")
    NAME = "name", _("Name")
    TITLE = "title", _("Title (Dr, Mrs)")
    FIRST = "first", _("First name")
    MIDDLE = "middle", _("Middle name")
    LAST = "last", _("Last name")
    PHONE = "phone", _("Phone")
    BIRTH = "birth", _("Birth date or age")
    AGE = "age", _("Age")
    SEX = "sex", _("Sex")
    ADDRESS = "address", _("Address, or a part of it")
    EMAIL = "email", _("E-mail")
    LANGUAGE = "language", _("Language")
    RECORD = "record", _("Number in your old records")
    GUARDIAN = "guardian_name", _("Guardian")
    RELATION = "guardian_relation", _("Relation of the guardian")
    GUARDIAN_PHONE = "guardian_phone", _("Guardian's phone")
    EMERGENCY = "emergency_name", _("Emergency contact")
    EMERGENCY_PHONE = "emergency_phone", _("Emergency phone")
    ALLERGIES = "allergies", _("Allergies")
    ALERTS = "alerts", _("Remarks (become alerts)")
    OWED = "owed", _("Balance: what the patient owes")
    PAID = "paid", _("Balance: what the patient has paid ahead")


SEVERAL = frozenset({Field.NONE, Field.PHONE, Field.ADDRESS, Field.ALLERGIES, Field.ALERTS})
NAMES = (Field.NAME, Field.FIRST, Field.MIDDLE, Field.LAST)

# Whole headings, their words as a search compares them. What is not here is looked for by the patterns below.
_HEADINGS: dict[Field, str] = {
    Field.NAME: "name|patient name|patient|full name|name of patient|name of the patient|patients name|client name"
    "|customer name|नाम|रोगी का नाम|मरीज का नाम|పేరు|రోగి పేరు|பெயர்|நோயாளி பெயர்|ಹೆಸರು|പേര്|নাম|નામ|नाव",
    Field.TITLE: "title|salutation|prefix|mr mrs",
    Field.FIRST: "first name|firstname|fname|given name|forename|given names",
    Field.MIDDLE: "middle name|middlename|mname|middle",
    Field.LAST: "last name|lastname|lname|surname|family name|initial|initials|sur name",
    Field.PHONE: "mobile|phone|contact|cell|mobile no|phone no|contact no|mobile number|phone number|contact number"
    "|tel|telephone|whatsapp|whatsapp no|whatsapp number|alt phone|alternate mobile|alternate phone|alternate number"
    "|home phone|mobile phone|cell phone|phone 1|phone 2|mobile 1|mobile 2|landline|ph|ph no|mob|mob no|फोन|मोबाइल"
    "|मोबाइल नंबर|फ़ोन|ఫోన్|మొబైల్|தொலைபேசி|கைபேசி|மொபைல்",
    Field.BIRTH: "dob|d o b|date of birth|birth date|birthdate|birthday|dob age|dob or age|age dob|born|birth"
    "|dateofbirth|जन्म तिथि|जन्मतिथि|పుట్టిన తేదీ|பிறந்த தேதி",
    Field.AGE: "age|age yrs|age years|age in years|age y|उम्र|आयु|వయస్సు|వయసు|வயது",
    Field.SEX: "sex|gender|m f|sex m f|gender m f|लिंग|లింగం|பாலினம்",
    Field.ADDRESS: "address|city|town|area|locality|street|pin|pincode|pin code|zip|zip code|postal code|postcode"
    "|state|district|village|place|address 1|address 2|address line 1|address line 2|residential address|पता"
    "|చిరునామా|முகவரி",
    Field.EMAIL: "email|e mail|mail|email id|e mail id|email address|mail id|ईमेल",
    Field.LANGUAGE: "language|preferred language|भाषा|భాష|மொழி",
    Field.RECORD: "reg no|regno|registration no|registration number|reg number|op no|opno|op number|ip no|uhid"
    "|mrn|mr no|mrno|patient id|patientid|patient no|patient number|file no|file number|card no|case no|id|chart number"
    "|chart no|record no|record number|code|patient code|reference",
    Field.GUARDIAN: "guardian|guardian name|father|father name|fathers name|mother name|husband name|parent|s o|c o"
    "|father husband name|parent name|care of",
    Field.RELATION: "relation|relationship|guardian relation",
    Field.GUARDIAN_PHONE: "guardian phone|guardian mobile|parent phone|parent mobile|father mobile|mother mobile",
    Field.EMERGENCY: "emergency contact|emergency contact name|emergency name",
    Field.EMERGENCY_PHONE: "emergency phone|emergency mobile|emergency number|emergency contact no"
    "|emergency contact number|emergency contact phone",
    Field.ALLERGIES: "allergies|allergy|allergic to|known allergies|drug allergy|एलर्जी",
    Field.ALERTS: "remarks|remark|notes|note|comments|comment|alerts|alert|medical history|history|conditions"
    "|medical alert|टिप्पणी",
    Field.OWED: "balance|due|dues|outstanding|amount due|balance due|pending|pending amount|balance amount"
    "|opening balance|balance rs|balance inr|amount owed|owes|receivable|बकाया|శేషం|நிலுவை",
    Field.PAID: "advance|advance paid|deposit|credit|credit balance|prepaid|wallet|advance amount|अग्रिम",
}
_BY_HEADING = {
    " ".join(search_terms(words)): field
    for field, all_words in _HEADINGS.items()
    for words in all_words.split("|")
}
# In this order: "guardian's mobile" is no phone of the patient's.
_PATTERNS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (Field.EMERGENCY_PHONE, re.compile(r"emergency.*(phone|mobile|number|no\b)")),
    (Field.EMERGENCY, re.compile(r"emergency")),
    (Field.GUARDIAN_PHONE, re.compile(r"(guardian|parent|father|mother|husband).*(phone|mobile|contact)")),
    (Field.GUARDIAN, re.compile(r"\b(guardian|father|mother|husband|parent)")),
    (
        Field.NONE,
        re.compile(r"\b(last visit|first visit|created|updated|visit date|doctor|consultant|referred)"),
    ),
    (Field.EMAIL, re.compile(r"\be ?mail")),
    (Field.PHONE, re.compile(r"\b(mobile|phone|whatsapp|telephone|cell)")),
    (Field.BIRTH, re.compile(r"\b(dob|birth)")),
    (Field.AGE, re.compile(r"\bage\b")),
    (Field.SEX, re.compile(r"\b(sex|gender)\b")),
    (Field.ALLERGIES, re.compile(r"\ballerg")),
    (Field.PAID, re.compile(r"\b(advance|deposit|prepaid)")),
    (Field.OWED, re.compile(r"\b(balance|outstanding|dues?)\b")),
    (Field.ADDRESS, re.compile(r"\b(address|city|pin ?code)")),
    (
        Field.RECORD,
        re.compile(r"\b(reg|registration|op|uhid|mrn|file|patient|record|chart) (no|id|number|code)\b"),
    ),
    (Field.FIRST, re.compile(r"\bfirst name|given name")),
    (Field.LAST, re.compile(r"\b(last name|surname|family name)")),
    (Field.NAME, re.compile(r"\bname\b")),
)


def of_heading(text: str) -> Field:
    """The field that a column with this heading has; NONE when the heading tells nothing."""
    words = " ".join(search_terms(text))
    if words in _BY_HEADING:
        return _BY_HEADING[words]
    return next((field for field, pattern in _PATTERNS if pattern.search(words)), Field.NONE)


def of_headings(cells: Sequence[str]) -> list[Field]:
    """One field for each column. Of two columns for the same thing the first has it, where there can be only one."""
    taken: set[Field] = set()
    found = []
    for cell in cells:
        field = of_heading(cell)
        field = Field.NONE if field in taken else field
        if field not in SEVERAL:
            taken.add(field)
        found.append(field)
    # A whole name beside its parts: the parts would say it twice.
    if Field.NAME in found and Field.FIRST in found:
        found = [Field.NONE if field == Field.NAME else field for field in found]
    return found
