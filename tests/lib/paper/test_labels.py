import re

from daybook.lib.paper import labels
from daybook.lib.paper.make import TEMPLATES
from daybook.lib.paper.ready import _AGES


def test_every_label_is_there_in_every_language() -> None:
    for key, texts in labels.table().items():
        assert len(texts) == len(labels.LANGUAGES), key
        assert all(texts), key


def test_every_language_fills_in_the_same() -> None:
    for key, texts in labels.table().items():
        assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in texts}) == 1, key


def test_each_language_is_written_in_its_own_letters() -> None:
    blocks = {"hi": "[\u0900-\u097f]", "te": "[\u0c00-\u0c7f]", "ta": "[\u0b80-\u0bff]"}
    same = {"spo2", "bmi", "upi"}
    for language, block in blocks.items():
        column = labels.labels(language)
        assert [key for key, text in column.items() if not re.search(block, text)] == sorted(
            same, key=list(column).index
        )


def test_codes_and_templates_find_their_labels() -> None:
    known = set(labels.table())
    assert known >= labels.SEXES | labels.METHODS | labels.VITALS | labels.TIMINGS | set(_AGES.values())
    used = set()
    for path in TEMPLATES.glob("*.typ"):
        used |= set(re.findall(r"d\.words\.(\w+)", path.read_text())) - {"at"}
    assert used <= known
