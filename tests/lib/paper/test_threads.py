from concurrent.futures import ThreadPoolExecutor

from daybook.lib.paper import pdf
from daybook.web.dev.made_up_papers import receipt
from tests.lib.paper.reading import copied, needs_fonts

pytestmark = needs_fonts


def made(n: int) -> bytes:
    data = receipt("te" if n % 2 else "hi")
    data["patient"]["name"] = f"Person{n}!"
    return pdf("receipt", data, language="te" if n % 2 else "hi")


def test_many_threads_get_each_their_own() -> None:
    with ThreadPoolExecutor(4) as pool:
        papers = list(pool.map(made, range(10)))
    found = [copied(paper) for paper in papers]  # one after another: the reader of the tests knows no threads
    assert [f"Person{n}!" in text and text.count("Person") == 1 for n, text in enumerate(found)] == [
        True
    ] * 10
