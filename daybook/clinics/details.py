"""What a form, an import or the interface says about one row of the settings, all of it required."""

from typing import NotRequired, TypedDict


class ProfileDetails(TypedDict):
    name: str
    address: str
    phone: str
    email: str
    country: str
    language: str
    time_zone: str
    currency: str
    tax_id: str


class BranchDetails(TypedDict):
    name: str
    address: str
    phone: str
    time_zone: str
    currency: str


class ServiceDetails(TypedDict):
    """`price_minor`: in minor units of the clinic's currency. `code`: of its kind for GST (clinics/codes.py), or ""."""

    name: str
    minutes: int
    buffer_before: int
    buffer_after: int
    price_minor: int
    tax_class: str
    code: NotRequired[str]
    colour: str


class PractitionerDetails(TypedDict):
    name: str
    speciality: str
    registration: str
