"""Few and small files for slow lines: what is put together, and what is compressed."""

import gzip
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from daybook.web.bundles import APP, SOURCE, BundleFinder, NotPlain, Scripts, build, site_css
from daybook.web.middleware import SmallerMiddleware


def scripts(folder: Path, **texts: str) -> Scripts:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text)
    return Scripts(folder)


def test_the_app_has_each_of_its_modules_once_after_what_it_needs(tmp_path: Path) -> None:
    found = scripts(
        tmp_path,
        words="export const say = (name) => name;\n",
        toast='import { say } from "./words.js";\nexport function toast() {\n  say("x");\n}\n',
        app='import "./toast.js";\nimport "./words.js";\n',
    ).built(APP)
    assert found.count("const words$ = ") == 1
    assert found.index("const words$ = ") < found.index("const toast$ = ")
    assert "const { say } = words$;" in found
    assert "export const { toast } = toast$;" in found


def test_whoever_imports_a_module_of_the_app_gets_the_app_s_own(tmp_path: Path) -> None:
    made = scripts(
        tmp_path,
        words="export const say = (name) => name;\n",
        app='import "./words.js";\n',
        own="export const mine = 1;\n",
        page='import { mine } from "./own.js";\nimport { say } from "./words.js";\nsay(mine);\n',
    )
    assert made.built("words.js") == 'export { say } from "./app.js";\n'
    page = made.built("page.js")
    assert page.startswith('import { say } from "./app.js";\n')
    assert "const { mine } = own$;" in page


@pytest.mark.parametrize(
    "texts",
    [
        {
            "app": 'import { a } from "./one.js";',
            "one": 'import "./two.js";\n',
            "two": 'import "./one.js";\n',
        },
        {"app": 'import * as all from "./one.js";\n', "one": "export const a = 1;\n"},
        {"app": 'import "./one.js";\n', "one": "export default 1;\n"},
        {
            "app": 'import "./one.js";\nimport "./two.js";\n',
            "one": "export const a = 1;\n",
            "two": "export const a = 2;\n",
        },
    ],
    ids=["a circle", "everything", "a default", "a name twice"],
)
def test_what_it_cannot_put_together_it_refuses(tmp_path: Path, texts: dict[str, str]) -> None:
    with pytest.raises(NotPlain):
        scripts(tmp_path, **texts).built(APP)


def test_ours_can_be_put_together_and_nothing_is_lost(tmp_path: Path) -> None:
    made = build(tmp_path)
    assert {"css/site.css", "js/app.js", "js/day.js", "js/visit.js"} <= made
    known = Scripts(SOURCE / "js")
    app = (tmp_path / "js" / "app.js").read_text()
    assert all(f"const {name.removesuffix('.js')}$ = " in app for name in known.whole(APP))
    assert site_css().index("@layer tokens, base, parts, page, print;") == 0
    assert finders.find("js/app.js") != str(SOURCE / "js" / "app.js")


def test_pages_are_compressed_other_things_are_not() -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    middleware = SmallerMiddleware(lambda _request: HttpResponse())
    page = middleware.process_response(request, HttpResponse("<p>day</p>" * 500))
    assert page["Content-Encoding"] == "gzip"
    assert isinstance(page, HttpResponse)
    assert gzip.decompress(page.content) == b"<p>day</p>" * 500
    for other in (HttpResponse("<p>short</p>"), HttpResponse(b"%PDF" * 900, content_type="application/pdf")):
        assert "Content-Encoding" not in middleware.process_response(request, other)


def test_a_page_s_files_are_asked_for_at_once(tmp_path: Path, settings: Settings) -> None:
    """Each by a thread of its own, before anything was put together: every one is found, whole."""
    settings.DAYBOOK = replace(settings.DAYBOOK, data_dir=tmp_path)
    for _again in range(5):
        shutil.rmtree(tmp_path, ignore_errors=True)
        finder, wanted = BundleFinder(), ["css/site.css", "js/app.js", "js/form.js", "js/day.js"] * 4
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(finder.find, wanted))
        assert all(Path(each).stat().st_size for each in found)
