from argparse import Namespace

import pytest

from daybook.config import Config, ConfigError
from daybook.lib.paper import fonts
from daybook.operations.cli import check


@pytest.mark.parametrize(("missing", "told"), [(["NotoSans-400.ttf"], True), ([], False)])
def test_check_names_fonts_that_are_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: list[str], told: bool
) -> None:
    def nothing_else() -> Config:
        raise ConfigError([])

    monkeypatch.setattr(check, "complete", nothing_else)
    monkeypatch.setattr(fonts, "missing", lambda: missing)
    check.run(Namespace(roles_sql=False, keys=False))
    assert ("The fonts of documents are not installed" in capsys.readouterr().out) is told
