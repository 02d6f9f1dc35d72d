"""Is it you? Asked in the place of what was wanted, and answered to the same address: whatever had been typed is
carried along in hidden fields, so nothing is kept on the server and nothing is typed twice.

An answer is judged before the clinic's transaction begins: a wrong one must be counted although the page is refused.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from daybook.accounts import limits, passkeys
from daybook.accounts.models import User
from daybook.accounts.queries import has_app, passkeys_of
from daybook.accounts.second_factor import check_second_factor
from daybook.web.dialogs import in_dialog

KIND, PASSWORD, CODE, PASSKEY, BACK = (
    "is_it_you",
    "is_it_you_password",
    "is_it_you_code",
    "is_it_you_passkey",
    "is_it_you_back",
)
OURS = (KIND, PASSWORD, CODE, PASSKEY, BACK, "csrfmiddlewaretoken")
_MOST = 128


def ask(request: HttpRequest, user: User, *, status: int, ended: bool = False) -> HttpResponse:
    """`ended`: an owner has ended this person's sessions at the clinic."""
    known: Any = request
    own = passkeys_of(user)
    context = {
        "carried": _carried(request),
        "kind": "post" if request.method == "POST" else "get",
        "back": _back(request),
        "said": getattr(known, "again_said", ""),
        "passkey_options": passkeys.ask(user) if own else "",
        "has_app": has_app(user),
        "has_password": user.has_usable_password(),
        "ended": ended,
        "email": user.email,
        "clinic": getattr(known, "clinic", None),
    }
    inside = in_dialog(request) or request.headers.get("HX-Request")
    return render(
        request, "staff/doors/_again.html" if inside else "staff/doors/again.html", context, status=status
    )


def answer(request: HttpRequest, *, file: bool) -> HttpResponse | None:
    """Judges an answer that is in the form, and takes it out of what the view will see.

    Who only wanted to look at a page is led there; `file`: what they wanted is a file.
    """
    if request.method != "POST" or KIND not in request.POST or not request.user.is_authenticated:
        return None
    known: Any = request
    sent = request.POST
    try:
        _judge(request, known.user)
    except ValidationError as wrong:
        known.again_said = " ".join(wrong.messages)
    else:
        known.again_good = True
        request.session.save()
    if sent[KIND] == "get":
        return _look(request, file)
    plain = sent.copy()
    for name in OURS[:-1]:
        plain.pop(name, None)
    known.POST = plain
    return None


def was_answered(request: HttpRequest) -> bool:
    """This very request brought a good answer to a question about a file."""
    return bool(getattr(request, "again_file", False))


def onward(request: HttpRequest) -> dict[str, str]:
    return {"file": request.get_full_path(), "back": _back(request)}


def _look(request: Any, file: bool) -> HttpResponse | None:
    """A GET that was asked about goes on as one."""
    good = getattr(request, "again_good", False)
    if good and not file:
        return HttpResponseRedirect(request.get_full_path())
    request.again_file = good
    request.method = "GET"
    return None


def _judge(request: HttpRequest, user: User) -> None:
    """Raises ValidationError, in words. Each try is counted, wherever it is made."""
    adapter, sent = get_adapter(request), request.POST
    if not limits.SIGN_IN.spend(limits.place_of(adapter.get_client_ip(request))):
        raise adapter.validation_error("too_many_login_attempts")
    if sent.get(PASSKEY):
        try:
            found = passkeys.check(sent[PASSKEY], user)
        except passkeys.BadPasskey:
            raise ValidationError(
                _("This passkey was not accepted. Try again, or use another way.")
            ) from None
        post_authentication(request, found, reauthenticated=True)
    elif sent.get(CODE):
        _judge_code(request, user, sent[CODE][:_MOST])
    elif not sent.get(PASSWORD) or not adapter.reauthenticate(user, sent[PASSWORD][:_MOST]):
        raise adapter.validation_error("incorrect_password")
    else:
        record_authentication(request, user, method="password", reauthenticated=True)


def _judge_code(request: HttpRequest, user: User, code: str) -> None:
    adapter = get_adapter(request)
    if not limits.WRONG_CODE.spend(user.pk):
        raise adapter.validation_error("too_many_login_attempts")
    factor = check_second_factor(user, code)
    if factor is None:
        raise ValidationError(_("This is not the code. Wait for the next one and type that."))
    limits.WRONG_CODE.give_back(user.pk)
    post_authentication(request, factor, reauthenticated=True)


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that was typed, as the browser sent it."""
    if request.method != "POST":
        return []
    lists = request.POST.lists()
    return [(name, value) for name, values in lists if name not in OURS for value in values]


def _back(request: HttpRequest) -> str:
    """The page of ours from which somebody came."""
    sent = request.POST.get(BACK) if KIND in request.POST else None
    came = sent if sent is not None else request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    path = came.removeprefix(origin)
    safe = path.startswith("/c/") and get_adapter(request).is_safe_url(path)
    return path if safe and path != request.get_full_path() else ""
