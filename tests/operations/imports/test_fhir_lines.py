from pathlib import Path

import pytest

from daybook.operations.imports import lines
from daybook.operations.imports.lines import BadLine, GoodLine, read_lines


def write(folder: Path, content: bytes) -> Path:
    path = folder / "Patient.ndjson"
    path.write_bytes(content)
    return path


def test_it_numbers_lines_as_an_editor_does_and_passes_over_blank_ones(tmp_path: Path) -> None:
    found = list(read_lines(write(tmp_path, b'{"a": 1}\n\n  \r\n{"b": 2}\r\n{"c": 3}')))
    assert [(line.number, line.value) for line in found if isinstance(line, GoodLine)] == [
        (1, {"a": 1}),
        (4, {"b": 2}),
        (5, {"c": 3}),
    ]


def test_it_reads_a_file_that_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    [line] = read_lines(write(tmp_path, b'\xef\xbb\xbf{"a": 1}\n'))
    assert isinstance(line, GoodLine)
    assert line.value == {"a": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": 1', "not valid JSON"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"[1, 2]", "not a JSON object"),
        (b"null", "not a JSON object"),
    ],
)
def test_it_reports_a_broken_line_and_reads_on(tmp_path: Path, content: bytes, words: str) -> None:
    before, broken, after = read_lines(write(tmp_path, b'{"a": 1}\n' + content + b'\n{"b": 2}\n'))
    assert isinstance(before, GoodLine)
    assert isinstance(broken, BadLine)
    assert (broken.file, broken.number) == ("Patient.ndjson", 2)
    assert words in broken.reason
    assert isinstance(after, GoodLine)
    assert after.value == {"b": 2}


def test_it_passes_over_a_line_that_is_too_long_without_holding_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 1000)
    content = b'{"a": "' + b"x" * 12_345 + b'"}\n{"b": 2}\n'
    broken, after = read_lines(write(tmp_path, content))
    assert isinstance(broken, BadLine)
    assert "longer than" in broken.reason
    assert isinstance(after, GoodLine)
    assert (after.number, after.end) == (2, len(content))


def test_it_takes_the_longest_line_that_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = b'{"a": "' + b"x" * 100 + b'"}'
    monkeypatch.setattr(lines, "LONGEST_LINE", len(line))
    [found] = read_lines(write(tmp_path, line))
    assert isinstance(found, GoodLine)


def test_it_reports_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    [found] = read_lines(tmp_path / "gone.ndjson")
    assert found == BadLine("gone.ndjson", 0, "The file cannot be read: No such file or directory.")
