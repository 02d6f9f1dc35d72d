"""A field carries its label, help and error, joined so that a screen reader reads them together."""

import re

import pytest
from django import forms
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.html import parse_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from daybook.web import widgets
from daybook.web.apps import NOT_IN_LIST
from daybook.web.dialogs import done, show
from daybook.web.long_choice import LongChoice, LongSelect
from daybook.web.places import zones
from daybook.web.saving import RowChoice, RowChoices
from daybook.web.templatetags.parts import icon, initials


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card.")
    sex = forms.ChoiceField(label="Sex", choices=[("f", "Female")], widget=widgets.Segments)
    colour = forms.ChoiceField(choices=[("teal", "Teal")], widget=widgets.Swatches, required=False)
    patient = forms.CharField(widget=widgets.Picker(search_url="/find/"), required=False)
    agree = forms.BooleanField(required=False)


def request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=headers)


def test_a_field_names_its_help_and_its_error() -> None:
    html = Form({})["name"].as_field_group()
    assert 'for="id_name"' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    for part in described[1].split():
        assert f'id="{part}"' in html


def test_a_group_of_radios_is_a_fieldset_with_a_legend() -> None:
    html = Form()["sex"].as_field_group()
    assert re.search(r"<fieldset[^>]*><legend>.*Sex.*</legend>", html, re.S)
    assert '<label for="id_sex_0"><input type="radio"' in html


def test_the_summary_leads_to_each_wrong_field() -> None:
    html = str(Form({}))
    assert '<a href="#id_name">Name:' in html
    assert 'role="alert"' in html


def test_what_was_typed_comes_back_escaped() -> None:
    form = Form({"name": "<b>", "patient": '"x', "patient_words": "<i>", "patient_label": "<u>"})
    html = str(form)
    assert 'value="&lt;b&gt;"' in html
    for tag in ("<b>x", "<i>", "<u>"):
        assert tag not in html
    assert "&lt;u&gt;" in html


def test_no_part_carries_a_style_or_a_script() -> None:
    html = str(Form({})) + str(Form())
    assert not re.search(r"\sstyle=|\son\w+=|<script", html)


def test_in_a_dialog_the_ids_are_others_than_on_the_page_beneath() -> None:
    form = Form({})
    assert form.errors
    inside = request(**{"HX-Request": "true", "HX-Target": "dialog-body"})
    fields: list[tuple[object, list[str]]] = [(form["name"], [])]
    answer = show(inside, "django/forms/div.html", {"form": form, "fields": fields}, status=422)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="dialog_name"' in html
    assert 'aria-describedby="dialog_name_helptext dialog_name_error"' in html
    assert 'id="dialog_name_error"' in html


def test_done_speaks_any_language_in_a_header() -> None:
    answer = done(request(**{"HX-Request": "true"}), "బుక్ అయింది", "/x/")
    assert answer.status_code == 204
    assert answer["HX-Trigger"].isascii()
    assert "dialog-close" in answer["HX-Trigger"]


def test_initials_leave_titles_out() -> None:
    assert [initials(name) for name in ("Dr Meera Rao", "R. Venkatesh", "కవిత రెడ్డి", "", "42")] == [
        "MR",
        "RV",
        "కర",
        "",
        "",
    ]


def test_an_icon_says_nothing_to_a_screen_reader() -> None:
    assert 'aria-hidden="true"' in icon("plus")


class Lists(forms.Form):
    """Every kind of field that offers a list."""

    one = forms.ChoiceField(choices=[("a", "A")])
    typed = forms.TypedChoiceField(choices=[("1", "One")], coerce=int)
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    zone = LongChoice(zones)
    row = RowChoice([])
    rows = RowChoices([])


@pytest.mark.parametrize("name", Lists.base_fields)
def test_a_choice_that_is_not_there_is_refused_without_repeating_it(name: str) -> None:
    sent = "0192f3c4-0000-7000-8000-000000000001"
    assert Lists({name: [sent] if name in ("some", "rows") else sent}).errors[name] == [NOT_IN_LIST]


def test_a_long_list_is_as_django_would_draw_it() -> None:
    class Plain(forms.Form):
        zone = forms.ChoiceField(choices=zones)

    class Long(forms.Form):
        zone = LongChoice(zones)

    def drawn(form: forms.Form) -> object:
        return parse_html(str(form["zone"]))

    for data in ({"zone": "Asia/Kolkata"}, {"zone": '"><b>'}, {}, None):
        assert drawn(Long(data)) == drawn(Plain(data))
    assert drawn(Long(initial={"zone": "Asia/Tokyo"})) == drawn(Plain(initial={"zone": "Asia/Tokyo"}))
    assert " selected" not in str(Long()["zone"])


def test_a_long_list_is_put_together_once_for_a_language() -> None:
    asked = []

    def source() -> list[tuple[str, str]]:
        asked.append(get_language())
        return [("a", str(_("Monday")))]

    for language in ("en", "de", "en", "de"):
        with override(language):
            assert str(_("Monday")) in LongSelect(source).render("day", "a")
    assert asked == ["en", "de"]
