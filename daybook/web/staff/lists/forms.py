"""What is asked about a list: which column is what, and how the file is to be read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybook.operations.imports.lists import plan as plans
from daybook.operations.imports.lists.decode import ENCODINGS
from daybook.operations.imports.lists.fields import Field
from daybook.operations.imports.lists.text_file import DELIMITERS
from daybook.web.widgets import DateInput

EXAMPLES = 3
LONGEST = 60


class ColumnShown(NamedTuple):
    """A column of the list as the form has it."""

    field: forms.BoundField
    number: int
    heading: str
    examples: list[str]


class ColumnsForm(forms.Form):
    """A choice for each column, and what holds for all of them. `refusal`: what was asked cannot be done now."""

    refusal = ""

    order = forms.ChoiceField(
        label=gettext_lazy("Dates in numbers, such as 04/01/2014"),
        choices=[
            ("", gettext_lazy("As the file tells; ask me if it does not")),
            ("dmy", gettext_lazy("Day first")),
            ("mdy", gettext_lazy("Month first")),
        ],
        required=False,
    )
    told_on = forms.DateField(
        label=gettext_lazy("Ages were true on"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("The day on which the list was made, if it has ages. Empty: today."),
    )
    lenient = forms.BooleanField(
        label=gettext_lazy("Bring in rows with a wrong phone, birth date or balance too, without that value"),
        required=False,
    )

    def __init__(self, plan: plans.Plan, head: list[list[str]], data: Any = None) -> None:
        initial = {
            "order": plan.order if not plan.order_row else "",
            "told_on": plan.told_on or None,
            "lenient": plan.lenient,
        }
        super().__init__(data, initial=initial)
        self.headings = plans.headings_of(plan, head)
        self._below = [cells for cells in head[plan.heading :] if any(cell.strip() for cell in cells)]
        for index, chosen in enumerate(plan.columns):
            heading = self.headings[index]
            label = _("Column %(number)s: %(heading)s") % {"number": index + 1, "heading": heading[:LONGEST]}
            self.fields[f"c{index}"] = forms.ChoiceField(
                label=label if heading else _("Column %(number)s") % {"number": index + 1},
                choices=Field.choices,
                initial=chosen,
                required=False,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def columns(self) -> list[str]:
        """What was chosen, in the columns' order."""
        return [self.cleaned_data[f"c{index}"] for index in range(len(self.headings))]

    def shown(self) -> Iterator[ColumnShown]:
        for index, heading in enumerate(self.headings):
            yield ColumnShown(self[f"c{index}"], index + 1, heading[:LONGEST], self._examples(index))

    def _examples(self, index: int) -> list[str]:
        cells = (row[index].strip() for row in self._below if index < len(row))
        return [cell[:LONGEST] for cell in dict.fromkeys(cells) if cell][:EXAMPLES]


class ReadingForm(forms.Form):
    """How the file is read, where the guess was wrong."""

    encoding = forms.ChoiceField(label=gettext_lazy("Letters (encoding)"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(label=gettext_lazy("Between the cells"), choices=list(DELIMITERS.items()))
    sheet = forms.TypedChoiceField(label=gettext_lazy("Sheet"), coerce=int)
    heading = forms.IntegerField(
        label=gettext_lazy("Row of the headings"),
        min_value=0,
        max_value=plans.HEAD,
        help_text=gettext_lazy("0 when there are none."),
    )

    def __init__(self, kind: str, plan: plans.Plan, data: Any = None) -> None:
        initial = {name: getattr(plan, name) for name in ("encoding", "delimiter", "sheet", "heading")}
        super().__init__(data, initial=initial)
        numbers = range(max(plan.sheets, 1))
        sheet: Any = self.fields["sheet"]
        sheet.choices = [(number, str(number + 1)) for number in numbers]
        if kind == "xlsx":
            del self.fields["encoding"], self.fields["delimiter"]
        if kind != "xlsx" or plan.unpacked or plan.sheets < 2:
            del self.fields["sheet"]


class ChoiceForm(forms.Form):
    """What becomes of rows that are perhaps there already. Without a number: of all of that outcome."""

    choice = forms.ChoiceField(choices=[("leave", ""), ("add", ""), ("fill", "")])
    number = forms.IntegerField(min_value=1, max_value=2_000_000, required=False)
    outcome = forms.ChoiceField(choices=[("same", ""), ("there", "")], required=False)


class OrderForm(forms.Form):
    order = forms.ChoiceField(choices=[("dmy", ""), ("mdy", "")])
