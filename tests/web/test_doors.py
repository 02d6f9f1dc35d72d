"""What stands between a member and the clinic: "Is it you?", a new password, a second factor; and the owner's page."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import F
from django.test import Client

from daybook.accounts.limits import WRONG_FOR_FROM
from daybook.accounts.models import Membership, Session, SignIn, User
from daybook.accounts.permissions import Role
from daybook.audit.models import Entry
from daybook.clinics.models import Profile
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import local_day, zone
from daybook.messaging.models import AccountMail
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.web.staff.again import KIND, PASSWORD
from tests import factories
from tests.matrix.asking import addresses

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}
LATER = timedelta(minutes=11)


@pytest.fixture(autouse=True)
def real_outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "daybook.messaging.mailer.OutboxBackend"


class Hand:
    """Time that passes: allauth writes its proofs down by a clock that cannot be stopped, so what was moves back."""

    def advance(self, by: timedelta) -> None:
        Session.objects.update(created_at=F("created_at") - by)
        User.objects.update(password_changed_at=F("password_changed_at") - by)
        for clinic in Clinic.objects.all():
            with clinic_scope(clinic):
                Membership.objects.update(
                    proof_after=F("proof_after") - by, password_after=F("password_after") - by
                )


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def clinic() -> Clinic:
    return factories.make_clinic()


@pytest.fixture
def owner(clinic: Clinic) -> Membership:
    return factories.make_member(clinic, Role.OWNER)


@pytest.fixture
def bob(clinic: Clinic) -> Membership:
    return factories.make_member(clinic, Role.RECEPTIONIST, display_name="Bob")


def at(clinic: Clinic, path: str) -> str:
    return f"/c/{clinic.slug}/{path}"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def carried(response: Any) -> dict[str, str]:
    """The hidden fields of the question, as a browser sends them back."""
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', unescape(response.content.decode())))


def fresh(row: Membership) -> Membership:
    with clinic_scope(row.clinic):
        found: Membership = Membership.objects.select_related("user").get(pk=row.pk)
        return found


def verbs(clinic: Clinic) -> list[str]:
    with clinic_scope(clinic):
        return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def with_app(user: User) -> User:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    return user


# Is it you?


def invitation() -> dict[str, Any]:
    return {"id": str(uuid7()), "display_name": "New <One>", "email": "new@example.org", "role": "billing"}


def test_a_role_is_given_by_who_was_here_ten_minutes_ago_only(
    clinic: Clinic, owner: Membership, hand: Hand
) -> None:
    client = factories.client_for(owner)
    hand.advance(timedelta(minutes=9, seconds=30))
    assert client.post(at(clinic, "settings/team/new/"), invitation()).status_code == 200
    hand.advance(timedelta(seconds=31))
    asked = client.post(at(clinic, "settings/team/new/"), {**invitation(), "email": "other@example.org"})
    assert asked.status_code == 409
    assert "Is it you?" in text(asked)
    assert verbs(clinic).count("invitation.sent") == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_typed_is_lost_by_the_question(
    clinic: Clinic, owner: Membership, hand: Hand, headers: dict[str, str]
) -> None:
    client, url = factories.client_for(owner), at(clinic, "settings/team/new/")
    hand.advance(LATER)
    asked = client.post(url, invitation(), headers=headers)
    assert asked.status_code == 409
    assert ("<!doctype" in text(asked)) is not bool(headers)
    wrong = client.post(url, {**carried(asked), PASSWORD: "not this"}, headers=headers)
    assert "This is not your password" in text(wrong)
    assert wrong.status_code == 409
    done = client.post(url, {**carried(wrong), PASSWORD: factories.PASSWORD}, headers=headers)
    assert "Invitation sent" in text(done)
    assert "New <One>" in text(done)
    assert verbs(clinic).count("invitation.sent") == 1
    member = factories.make_member(clinic, Role.BILLING)
    disabled = client.post(at(clinic, f"settings/team/{member.id}/disabling/"), headers=headers)
    assert disabled.status_code in (204, 302)  # not asked again


def test_wrong_answers_are_counted_although_the_page_is_refused(
    clinic: Clinic, owner: Membership, hand: Hand
) -> None:
    client, url = factories.client_for(owner), at(clinic, "settings/team/new/")
    hand.advance(LATER)
    for _ in range(WRONG_FOR_FROM.times):
        client.post(url, {**invitation(), KIND: "post", PASSWORD: "not this"})
    refused = client.post(url, {**invitation(), KIND: "post", PASSWORD: factories.PASSWORD})
    assert "Too many tries" in text(refused)
    assert refused.status_code == 409


@pytest.mark.parametrize("name", ["is_it_you_code", "is_it_you_passkey", PASSWORD])
@pytest.mark.parametrize("value", ["", "x" * 30_000, "{}", "\0", "\ud800"])
def test_a_made_up_answer_opens_nothing(
    clinic: Clinic, owner: Membership, hand: Hand, name: str, value: str
) -> None:
    client, url = factories.client_for(owner), at(clinic, "settings/team/new/")
    hand.advance(LATER)
    sent = {**invitation(), KIND: "post", name: value.encode(errors="replace").decode()}
    assert client.post(url, sent).status_code == 409
    assert "invitation.sent" not in verbs(clinic)


def test_a_file_is_asked_about_and_then_comes(clinic: Clinic, owner: Membership, hand: Hand) -> None:
    client = factories.client_for(owner)
    page, url = at(clinic, "reports/"), at(clinic, "reports/visits.csv?period=day")
    assert client.get(url)["Content-Type"].startswith("text/csv")
    hand.advance(LATER)
    asked = client.get(url, headers={"Referer": f"http://testserver{page}"})
    assert asked.status_code == 409
    assert f'href="{page}"' in text(asked)
    wrong = client.post(url, {**carried(asked), PASSWORD: "no"})
    assert "This is not your password" in text(wrong)
    coming = client.post(url, {**carried(wrong), PASSWORD: factories.PASSWORD})
    assert f'content="0; url={url}"' in text(coming)
    assert f'href="{page}"' in text(coming)
    assert client.get(url)["Content-Type"].startswith("text/csv")


def test_the_way_back_leads_to_no_other_host(clinic: Clinic, owner: Membership, hand: Hand) -> None:
    client, url = factories.client_for(owner), at(clinic, "reports/money.csv")
    hand.advance(LATER)
    for back in ("https://evil.example/c/x/", "//evil.example/c/", "javascript:alert(1)"):
        asked = client.get(url, headers={"Referer": back})
        sent = {KIND: "get", "is_it_you_back": back, PASSWORD: "no"}
        for answer in (asked, client.post(url, sent)):
            assert "evil" not in text(answer)
            assert "javascript" not in text(answer)


def test_who_may_not_is_not_asked(clinic: Clinic, bob: Membership, hand: Hand) -> None:
    client = factories.client_for(bob)
    hand.advance(LATER)
    assert client.post(at(clinic, "settings/team/new/"), invitation()).status_code == 403


def test_these_views_ask() -> None:
    asks = {name: view.fresh.value for _, name, view in addresses() if getattr(view, "fresh", None)}
    files = {name for name, what in asks.items() if what == "file"}
    assert files >= {"reports-visits", "reports-money"}
    assert asks.keys() - files >= {
        "invitation-new",
        "invitation-again",
        "member",
        "member-disabling",
        "member-enabling",
        "import-undo",
        "credentials-second-factor",
        "credentials-new-password",
        "credentials-sign-out",
    }


# Signed out of the clinic, asked for a new password.


def test_an_owner_signs_a_colleague_out_of_this_clinic_alone(
    clinic: Clinic, owner: Membership, bob: Membership, hand: Hand
) -> None:
    other = factories.make_clinic()
    factories.make_member(other, Role.RECEPTIONIST, user=bob.user)
    client = factories.client_for(bob)
    assert client.get(at(clinic, "day/")).status_code == 200
    hand.advance(timedelta(seconds=5))
    factories.client_for(owner).post(at(clinic, f"settings/credentials/{bob.id}/sign-out/"))
    hand.advance(timedelta(seconds=5))
    stopped = client.get(at(clinic, "day/"))
    assert stopped.status_code == 403
    assert "signed you out there" in text(stopped)
    assert client.get(at(other, "day/")).status_code == 200
    assert Session.objects.filter(user=bob.user).count() == 1
    answered = client.post(at(clinic, "day/"), {**carried(stopped), PASSWORD: factories.PASSWORD})
    assert answered["Location"] == at(clinic, "day/")
    assert client.get(at(clinic, "day/")).status_code == 200
    assert "member.signed_out" in verbs(clinic)
    assert "member.signed_out" not in verbs(other)


def test_an_owner_asks_for_a_new_password_and_cannot_set_it(
    clinic: Clinic, owner: Membership, bob: Membership, hand: Hand
) -> None:
    other = factories.make_clinic()
    factories.make_member(other, Role.RECEPTIONIST, user=bob.user)
    EmailAddress.objects.create(user=bob.user, email=bob.user.email, verified=True, primary=True)
    client, url = factories.client_for(bob), at(clinic, f"settings/credentials/{bob.id}/password/")
    before = User.objects.get(pk=bob.user_id).password
    hand.advance(timedelta(seconds=5))
    boss = factories.client_for(owner)
    for _ in range(2):  # the form sent twice is one mail
        assert boss.post(url).status_code == 302
    [mail] = AccountMail.objects.filter(to=bob.user.email)
    assert "/password/" in mail.text
    assert User.objects.get(pk=bob.user_id).password == before
    stopped = client.get(at(clinic, "day/"))
    assert stopped.status_code == 403
    assert "asked you to set a new password" in text(stopped)
    assert client.get(at(other, "day/")).status_code == 200
    hand.advance(timedelta(seconds=5))
    new = {"oldpassword": factories.PASSWORD, "password1": "a quite different sentence"}
    client.post("/account/password/", new)
    client.post("/sign-in/", {"login": bob.user.email, "password": new["password1"]})
    assert client.get(at(clinic, "day/")).status_code == 200
    assert verbs(clinic)[-2:] == ["member.password_asked", "account.password_changed"]
    assert verbs(other)[-1] == "account.password_changed"


def test_what_an_owner_is_refused(clinic: Clinic, owner: Membership, bob: Membership) -> None:
    client = factories.client_for(owner)
    for what in ("sign-out", "password"):
        own = client.post(at(clinic, f"settings/credentials/{owner.id}/{what}/"))
        assert own.status_code == 409
        assert "My account" in text(own)
    gone = factories.make_member(clinic, Role.BILLING, disabled_at=clock.now())
    assert client.post(at(clinic, f"settings/credentials/{gone.id}/sign-out/")).status_code == 409
    assert not fresh(owner).proof_after
    assert not fresh(gone).proof_after


# A second factor.


def require(client: Client, clinic: Clinic, day: date | None, version: int = 1) -> Any:
    sent = {"required": "required" if day else "optional", "day": day or "", "version": version}
    return client.post(at(clinic, "settings/credentials/second-factor/"), sent)


def profile(clinic: Clinic) -> Profile:
    with clinic_scope(clinic):
        return Profile.objects.get()


def from_day(clinic: Clinic, day: date) -> None:
    with clinic_scope(clinic):
        Profile.objects.update(second_factor_from=day)


@pytest.fixture
def today(clinic: Clinic) -> date:
    return local_day(clock.now(), zone(profile(clinic).time_zone))


def test_an_owner_does_not_shut_themselves_out(clinic: Clinic, owner: Membership, today: date) -> None:
    client = factories.client_for(owner)
    refused = require(client, clinic, today)
    assert refused.status_code == 409
    assert "for yourself first" in text(refused)
    with_app(owner.user)
    assert require(client, clinic, today).status_code == 302
    assert client.get(at(clinic, "day/")).status_code == 200
    assert "second_factor.required" in verbs(clinic)


@pytest.mark.parametrize("days", [-1, 91, 4_000])
def test_a_day_that_makes_no_sense_is_refused(
    clinic: Clinic, owner: Membership, today: date, days: int
) -> None:
    with_app(owner.user)
    refused = require(factories.client_for(owner), clinic, today + timedelta(days=days))
    assert refused.status_code == 409
    assert "within ninety days" in text(refused)
    assert profile(clinic).second_factor_from is None


def test_before_the_day_it_is_told_after_it_nothing_opens(
    clinic: Clinic, owner: Membership, bob: Membership, today: date
) -> None:
    other = factories.make_clinic()
    factories.make_member(other, Role.RECEPTIONIST, user=bob.user)
    with_app(owner.user)
    require(factories.client_for(owner), clinic, today + timedelta(days=2))
    client = factories.client_for(bob)
    assert "In 2 days this clinic opens only with a second factor" in text(client.get(at(clinic, "day/")))
    assert "second factor" not in text(client.get(at(other, "day/")))
    from_day(clinic, today + timedelta(days=1))
    assert "From tomorrow on" in text(client.get(at(clinic, "day/")))
    from_day(clinic, today)
    for path in ("day/", "patients/", "day/changes/", ""):
        stopped = client.get(at(clinic, path))
        assert stopped.status_code == 403
        assert "Set up a second factor" in text(stopped)
    assert client.post(at(clinic, "patients/search/"), {"q": "a"}).status_code == 403
    assert client.get(at(other, "day/")).status_code == 200
    with_app(bob.user)
    assert client.get(at(clinic, "day/")).status_code == 200
    assert client.session["back_to_clinic"] == at(clinic, "")


def test_nothing_is_asked_of_who_has_one(clinic: Clinic, owner: Membership, today: date) -> None:
    with_app(owner.user)
    client = factories.client_for(owner)
    require(client, clinic, today + timedelta(days=5))
    assert "door-banner" not in text(client.get(at(clinic, "day/")))
    assert require(client, clinic, None, version=profile(clinic).version).status_code == 302
    assert profile(clinic).second_factor_from is None
    assert verbs(clinic)[-1] == "second_factor.optional"


# The owner's page.


def test_the_owner_sees_who_has_what_and_who_came_when(
    clinic: Clinic, owner: Membership, bob: Membership
) -> None:
    Authenticator.objects.create(
        user=bob.user, type="recovery_codes", data={"seed": "x", "used_mask": 0b1011}
    )
    with_app(bob.user)
    other = factories.make_clinic()
    elsewhere = factories.make_member(other, Role.OWNER, user=bob.user)
    factories.client_for(elsewhere).get(at(other, "day/"))
    phone = Client(headers={"User-Agent": "Mozilla/5.0 (Android 15) Firefox/140"})
    phone.post("/sign-in/", {"login": bob.user.email, "password": factories.PASSWORD})
    with clinic_scope(clinic):
        assert not SignIn.objects.exists()
    desk = factories.client_for(bob)
    for _ in range(2):
        desk.get(at(clinic, "day/"))
    with clinic_scope(clinic):
        assert SignIn.objects.filter(member=bob).count() == 1
    page = text(factories.client_for(owner).get(at(clinic, "settings/credentials/")))
    assert "7 left" in page
    assert "One person signs in with nothing but a password" in page
    detail = text(factories.client_for(owner).get(at(clinic, f"settings/credentials/{bob.id}/")))
    assert detail.count("An unknown browser") == 1  # the one here, not the one elsewhere


def test_a_refused_page_is_no_sign_in(clinic: Clinic, bob: Membership) -> None:
    client = factories.client_for(bob)
    assert client.get(at(clinic, "settings/credentials/")).status_code == 403
    with clinic_scope(clinic):
        assert not SignIn.objects.exists()
    assert client.get(at(clinic, "day/")).status_code == 200
    with clinic_scope(clinic):
        assert SignIn.objects.get().how == "password"
