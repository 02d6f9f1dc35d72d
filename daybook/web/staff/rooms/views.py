"""Rooms and chairs, by branch."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.clinics import queries
from daybook.clinics.actions.add_room import add_room
from daybook.clinics.actions.change_room import change_room
from daybook.clinics.actions.close_room import close_room
from daybook.clinics.actions.reopen_room import reopen_room
from daybook.clinics.models import Branch, Room
from daybook.web.dialogs import done, show
from daybook.web.saving import posted
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.rooms.forms import NewRoomForm, RoomForm


@dataclass(frozen=True, slots=True)
class Group:
    """A branch, its rooms, and the line for the next one."""

    branch: Branch
    rooms: list[Room]
    form: NewRoomForm


def _load(room_id: UUID) -> Room:
    found = queries.room(room_id)
    if found is None:
        raise Http404
    return found


def _list(request: StaffRequest) -> str:
    return reverse("rooms", kwargs={"slug": request.tenant.slug})


def _page(request: StaffRequest, sent: NewRoomForm | None = None) -> HttpResponse:
    """`sent`: a line that was refused; it keeps its typing where it was typed."""
    branches = [branch for branch in queries.branches() if branch.closed_at is None]
    rooms = queries.rooms()
    wrong = str(sent.data.get("branch", "")) if sent else ""
    groups = []
    for branch in branches:
        fresh = NewRoomForm(branches=branches, branch=branch)
        form = sent if sent and wrong == str(branch.id) else fresh
        if request.GET.get("at") == str(branch.id):
            form.fields["name"].widget.attrs["autofocus"] = True
        form.auto_id = f"id_{branch.id}_%s"
        groups.append(Group(branch, [room for room in rooms if room.branch_id == branch.id], form))
    lost = sent if sent and wrong not in {str(branch.id) for branch in branches} else None
    context = {"groups": groups, "lost": lost}
    return render(request, "staff/rooms/index.html", context, status=sent.status if sent else 200)


@staff(Permission.SETTINGS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return _page(request)


@staff(Permission.SETTINGS)
@require_POST
def new(request: StaffRequest) -> HttpResponse:
    form = NewRoomForm(request.POST, branches=queries.branches())

    def add() -> Room:
        typed = form.cleaned_data
        return add_room(actor=request.actor, room_id=typed["id"], branch=typed["branch"], name=typed["name"])

    if form.saves(add):
        return redirect(f"{_list(request)}?at={form.cleaned_data['branch'].id}")
    return _page(request, form)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, room_id: UUID) -> HttpResponse:
    room = _load(room_id)
    form = RoomForm(posted(request), row=room)

    def save() -> Room:
        typed = form.cleaned_data
        return change_room(actor=request.actor, room=room, version=typed["version"], name=typed["name"])

    if form.saves(save):
        words = _("%(room)s is saved.") % {"room": form.cleaned_data["name"]}
        return done(request, words, _list(request), go=True)
    return show(request, "staff/rooms/_form.html", {"form": form, "room": room}, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def close(request: StaffRequest, room_id: UUID) -> HttpResponse:
    room = _load(room_id)
    close_room(actor=request.actor, room=room)
    return done(request, _("%(room)s is closed.") % {"room": room.name}, _list(request))


@staff(Permission.SETTINGS)
@require_POST
def reopen(request: StaffRequest, room_id: UUID) -> HttpResponse:
    room = _load(room_id)
    reopen_room(actor=request.actor, room=room)
    return done(request, _("%(room)s is in use again.") % {"room": room.name}, _list(request))
