"""A clinic's own list, from the file to the patients, as an owner brings it."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Sit, faults_of, picture

OWNER = "owner@lotus.example"
LIST = b"""Reg No,Patient,Ph,DOB,Dues
L1,Nandini Kulkarni,98480 55501,04/01/1984,"1,200"
L2,Omkar Bhatt,98480 55502,05/06/1990,
L3,Nandini Kulkarni,98480 55501,04/01/1984,
L4,,98480 55504,,
Total,,,,"1,200"
"""


def test_a_list_is_tried_asked_about_brought_in_and_found(sit: Sit, tmp_path: Path) -> None:
    file = tmp_path / "our patients.csv"
    file.write_bytes(LIST)
    page = sit(OWNER).open("/c/lotus/settings/imports/list/")
    page.get_by_label("The file, as CSV or XLSX").set_input_files(file)
    assert faults_of(page) == []
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_label("Column 5: Dues")).to_have_value("owed")
    assert faults_of(page) == []
    picture(page, "import-columns")
    page.get_by_role("button", name="Try every row").press("Enter")
    # The file does not tell; the worker has put the question on the page by itself.
    expect(page.get_by_text("3 dates can be read both ways")).to_be_visible(timeout=30_000)
    assert faults_of(page) == []
    picture(page, "import-dates")
    page.get_by_role("button", name="The day 4 January 1984").click()
    expect(page.get_by_role("heading", name="2 patients go in")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Twice in the file 1").click()
    expect(page.get_by_text("As row 2: same phone, same name, same birth date.")).to_be_visible()
    assert faults_of(page) == []
    picture(page, "import-rows")
    page.get_by_role("button", name="Fill in what is missing").last.click()
    expect(page.get_by_role("button", name="Fill in what is missing").last).to_have_attribute(
        "aria-pressed", "true"
    )
    place = urlsplit(page.url)
    phone = sit(OWNER, PHONE, "dark", touch=True).open(f"{place.path}?{place.query}")
    assert faults_of(phone) == []
    picture(phone, "import-rows-phone")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Doubtful and wrong rows as a file").click()
    assert "There is no name." in Path(fetched.value.path()).read_text()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="2 patients went in")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="All rows").click()
    page.get_by_role("link", name="Nandini Kulkarni").first.click()
    expect(page.get_by_text("Balance from before:")).to_contain_text("1,200")
