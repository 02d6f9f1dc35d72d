"""The lines of a bill as a form: typed one after another, the empty ones left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from daybook.billing.lines import MOST_LINES, MOST_QUANTITY, MOST_TEXT, Line, checked
from daybook.billing.refusals import BillingRefused
from daybook.clinics.codes import default_code
from daybook.clinics.models import Service, TaxClass
from daybook.lib.money import parse_money
from daybook.lib.refused import BadInput
from daybook.lib.text import clean_line
from daybook.web.staff.bills.amounts import AmountField, told, typed

_NAME = re.compile(r"line-(\d{1,3})-text")
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%", re.ASCII)


class DiscountField(forms.CharField):
    """ "10 %" or an amount of the whole line; cleaned to (hundredths of a per cent, None) or (None, minor units)."""

    currency = "INR"

    def clean(self, value: Any) -> Any:
        text = clean_line(super().clean(value))
        if not text:
            return None, None
        found = _PERCENT.fullmatch(text)
        if found:
            return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")), None
        try:
            return None, parse_money(text, self.currency)
        except BadInput:
            raise forms.ValidationError(_("Write 10 % or an amount such as 50.")) from None


class LineForm(forms.Form):
    """One line. A text that is a service's name, without a price, takes the service's price, tax and code. `coded`: the
    clinic is registered for GST, so the bill names codes."""

    use_required_attribute = False
    text = forms.CharField(label=_("For"), max_length=MOST_TEXT, required=False)
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=MOST_QUANTITY, required=False, initial=1
    )
    price = AmountField(label=_("Price"), required=False)
    discount = DiscountField(label=_("Discount"), max_length=20, required=False)
    code = forms.CharField(label=_("SAC"), max_length=8, required=False)
    tax = forms.ChoiceField(label=_("Tax"), choices=TaxClass.choices, required=False)

    def __init__(
        self, *args: Any, services: dict[str, Service], currency: str, coded: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.services = services
        if not coded:
            del self.fields["code"]
        for name in ("price", "discount"):
            self.fields[name].currency = currency  # type: ignore[attr-defined]
        texts = {
            "text": {"list": "bill-services", "autocomplete": "off", "data-line-text": True},
            "quantity": {"inputmode": "numeric", "class": "num"},
            "discount": {"autocomplete": "off", "class": "num", "inputmode": "text"},
            "code": {"autocomplete": "off", "class": "num", "inputmode": "numeric", "list": "bill-codes"},
        }
        for name in self.fields.keys() & texts.keys():
            self.fields[name].widget.attrs |= texts[name]
        self.fields["quantity"].widget.input_type = "text"

    @property
    def is_blank(self) -> bool:
        return not any(str(self[name].value() or "").strip() for name in ("text", "price", "discount"))

    @property
    def line(self) -> Line:
        data = self.cleaned_data
        service = self.services.get(data["text"].casefold())
        price = data["price"] if data["price"] is not None else (service.price_minor if service else None)
        percent, amount = data["discount"]
        tax = data["tax"] or (service.tax_class if service else TaxClass.EXEMPT)
        return Line(
            text=data["text"],
            quantity=data["quantity"] or 1,
            price=price or 0,
            tax=tax,
            service=service.id if service else None,
            percent=percent,
            amount=amount,
            code=data.get("code") or code_of(service, tax),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_blank or self.errors:
            return data
        if not data.get("text"):
            self.add_error("text", _("Say what it is for."))
        elif data.get("price") is None and data["text"].casefold() not in self.services:
            self.add_error("price", _("Write a price."))
        return data


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as the list under the text offers it."""

    name: str
    price: str
    tax: str
    told: str
    code: str


def code_of(service: Service | None, tax: str) -> str:
    """The service's code, or what health care has."""
    return (service.code if service else "") or default_code(tax)


class LinesForm:
    """All lines, and one or more empty ones to go on."""

    def __init__(
        self,
        data: Any = None,
        *,
        lines: Sequence[Line] = (),
        services: Sequence[Service] = (),
        currency: str = "INR",
        more: bool = False,
        coded: bool = False,
    ) -> None:
        self.coded = coded
        self.currency, self.given, self.bound = currency, list(lines), data is not None
        self.known = {each.name.casefold(): each for each in services}
        self.services = [
            Offered(
                each.name,
                typed(each.price_minor, currency),
                each.tax_class,
                told(each.price_minor, currency),
                code_of(each, each.tax_class),
            )
            for each in services
        ]
        if data is not None:
            numbers = sorted({int(found[1]) for name in data if (found := _NAME.fullmatch(name))})[
                :MOST_LINES
            ]
            self.forms = [self._form(at, data) for at in numbers]
        else:
            self.forms = [self._form(at, initial=self._typed(line)) for at, line in enumerate(lines)]
        if more or not self.forms or not self.forms[-1].is_blank:
            self.forms.append(self._form(self._next()))
        for form in self.forms:
            form.empty_permitted = True

    def _form(self, at: int, data: Any = None, initial: dict[str, Any] | None = None) -> LineForm:
        return LineForm(
            data,
            prefix=f"line-{at}",
            initial=initial,
            services=self.known,
            currency=self.currency,
            coded=self.coded,
        )

    def _next(self) -> int:
        last = self.forms[-1].prefix if self.forms else None
        return int(str(last).split("-")[1]) + 1 if last else 0

    @property
    def blank(self) -> LineForm:
        """What js/bill.js copies for the next line."""
        return LineForm(prefix="line-N", services=self.known, currency=self.currency, coded=self.coded)

    def _typed(self, line: Line) -> dict[str, Any]:
        return {
            "text": line.text,
            "quantity": line.quantity,
            "price": typed(line.price, self.currency),
            "discount": self._discount(line),
            "tax": line.tax,
            "code": line.code,
        }

    def _discount(self, line: Line) -> str:
        if line.percent is not None:
            whole, part = divmod(line.percent, 100)
            return f"{whole}.{part:02} %" if part else f"{whole} %"
        return typed(line.amount, self.currency) if line.amount else ""

    @cached_property
    def written(self) -> list[LineForm]:
        return [form for form in self.forms if form.is_bound and not form.is_blank]

    def is_valid(self) -> bool:
        # Each is asked, so that each says what is wrong with it.
        return not [form for form in self.written if not form.is_valid()]

    @property
    def lines(self) -> list[Line]:
        return [form.line for form in self.written]

    def say(self, field: str | None, words: str) -> bool:
        """Puts the refusal of a line ("line-3": the fourth that is written) at that line. False: it is about none."""
        if field is None or not field.startswith("line-"):
            return False
        at = int(field.removeprefix("line-"))
        if at >= len(self.written):
            return False
        self.written[at].add_error(None, words)
        return True

    @property
    def readable(self) -> list[Line]:
        """What can be added up so far; the fields that cannot be read yet are left out."""
        if not self.bound:
            return self.given
        read = []
        for form in self.written:
            if form.is_valid() and not _faulty(form.line):
                read.append(form.line)
        return read


def _faulty(line: Line) -> bool:
    try:
        checked([line])
    except BillingRefused:
        return True
    return False
