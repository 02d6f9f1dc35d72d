"""Changes of how one signs in are told by mail, after they have been committed."""

import re

import pytest
from django.test import Client

from daybook.accounts.second_factor import code_at
from daybook.lib import clock
from tests.accounts.people import mails_to, make_person, sign_in
from tests.factories import PASSWORD

ALICE = "alice@example.org"


@pytest.mark.usefixtures("committed_db")
def test_a_second_factor_switched_on_is_told(client: Client) -> None:
    make_person(ALICE)
    sign_in(client, ALICE)
    client.post("/account/again/?next=/account/", {"password": PASSWORD})
    secret = re.search(r'class="secret">(\w+)<', client.get("/account/second-factor/on/").content.decode())
    assert secret
    code = code_at(secret[1], int(clock.now().timestamp()) // 30)
    client.post("/account/second-factor/on/", {"code": code})
    [mail] = mails_to(ALICE)
    assert mail.subject == "Second factor switched on"
    assert secret[1] not in mail.text
