"""The operators' brands that ship with Daybook; support addresses as their published privacy policies give them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    support_email: str
    support_phone: str = ""


BRANDS = {
    "daybook": Brand("Daybook", "support@example.invalid"),
    "slotzen": Brand("SlotzenTM", "support@slotzen.in", "+91-9490352991"),
    "zenome": Brand("Zenome", "support@zenome.app"),
}
