"""Files of every kind that may come, and how they are handed out."""

from io import BytesIO
from typing import Any

import pytest

from daybook.accounts.models import Membership
from daybook.lib.ids import uuid7
from daybook.records.actions.attach import attach
from daybook.records.actions.open_attachment import open_attachment
from daybook.records.actions.remove_attachment import remove_attachment
from daybook.records.file_kinds import MOST_BYTES, kept_name
from daybook.records.models import Attachment
from daybook.records.queries import attachment, attachments
from daybook.records.refusals import RecordsRefused
from tests.records.room import Room

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PDF = b"%PDF-1.7\n" + bytes(40)
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ZIP = b"PK\x03\x04" + bytes(40)


def add(room: Room, name: str, content: bytes) -> Attachment:
    return attach(
        actor=room.anna_herself, visit=room.open(), attachment_id=uuid7(), name=name, content=content
    )


@pytest.mark.parametrize("content", [HTML, SVG, ZIP, b"MZ" + bytes(99), b"just words"])
def test_a_wrong_kind_under_a_right_name_is_refused(room: Room, content: bytes) -> None:
    with pytest.raises(RecordsRefused) as refused:
        add(room, "x-ray.png", content)
    assert refused.value.code == "kind"
    assert not Attachment.objects.exists()


def test_what_is_empty_or_too_large_is_refused(room: Room) -> None:
    for content, code in ((b"", "empty"), (PNG + bytes(MOST_BYTES), "too_large")):
        with pytest.raises(RecordsRefused) as refused:
            add(room, "x.png", content)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\x\\scan.exe", "scan.png"),
        ("a\r\nSet-Cookie: b=c.png", "a Set-Cookie_ b=c.png"),
        ('"; filename="evil.html', "__ filename=_evil.png"),
        ("photo\u202egnp.exe", "photognp.png"),
        ("ఎక్స్‌రే.png", "ఎక్స్‌రే.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ("n" * 500, "n" * 120 + ".png"),
    ],
)
def test_a_name_is_made_safe(typed: str, kept: str) -> None:
    assert kept_name(typed, "image/png") == kept


def test_what_was_kept_comes_back_and_is_sealed_in_between(room: Room) -> None:
    row = add(room, "x-ray.jpeg", PNG)
    found = attachment(row.id)
    assert found is not None
    file = open_attachment(actor=room.anna_herself, attachment=found)
    assert (file.name, file.kind, file.content) == ("x-ray.png", "image/png", PNG)
    assert PNG[:8] not in bytes(found.content_sealed or b"")
    assert b"x-ray" not in bytes(found.name_sealed)


def test_what_was_taken_out_has_no_content_left(room: Room) -> None:
    row = add(room, "x.png", PNG)
    remove_attachment(actor=room.anna_herself, attachment=row)
    assert attachment(row.id) is None and attachments(room.patient.id) == []
    assert Attachment.objects.get(pk=row.pk).content_sealed is None


def send(front: Room, who: Membership, name: str, content: bytes) -> Any:
    file = BytesIO(content)
    file.name = name
    with front.inside():
        visit = front.open()
    return front.client(who).post(front.url(f"visits/{visit.id}/files/"), {"file": file}, secure=True)


def test_it_is_handed_out_as_what_it_is_and_nothing_else(front: Room) -> None:
    answer = send(front, front.doctor, 'a";\tb.html', PNG)
    assert answer.status_code == 302
    with front.inside():
        row = Attachment.objects.get()
    shown = front.client(front.doctor).get(front.url(f"files/{row.id}/"), secure=True)
    assert (shown.content, shown["Content-Type"]) == (PNG, "image/png")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in shown["Cache-Control"]
    assert shown["Content-Disposition"].startswith('inline; filename="a')
    assert shown["Content-Disposition"].count('"') == 2 and "\t" not in shown["Content-Disposition"]
    assert ".html" not in shown["Content-Disposition"]
    saved = front.client(front.doctor).get(front.url(f"files/{row.id}/?save"), secure=True)
    assert saved["Content-Disposition"].startswith("attachment;")


def test_more_than_20_mb_is_refused_in_words(front: Room) -> None:
    answer = send(front, front.doctor, "x.png", PNG + bytes(MOST_BYTES))
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.content.decode()
    with front.inside():
        assert not Attachment.objects.exists()


def test_twenty_megabytes_are_taken(front: Room) -> None:
    answer = send(front, front.doctor, "scan.pdf", PDF + bytes(MOST_BYTES - len(PDF)))
    assert answer.status_code == 302
    with front.inside():
        assert Attachment.objects.values_list("size", flat=True).get() == MOST_BYTES


def test_reception_neither_adds_nor_sees_files(front: Room) -> None:
    with front.inside():
        row = add(front, "x.png", PNG)
    client = front.client(front.reception)
    assert client.get(front.url(f"files/{row.id}/"), secure=True).status_code == 403
    assert send(front, front.reception, "x.png", PNG).status_code == 403
