"""The people of an organization, as its desk shows them: a list for all, and for owners what they may do about it."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events_service.accounts.domain import inviting, people, rights
from events_service.accounts.forms import InviteForm, PartingForm, RoleForm
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import Invitation, Membership
from events_service.lib.errors import DomainError


@desk_page
@require_safe
def organizations(request: DeskRequest) -> HttpResponse:
    """Lead to the organization, or let choose between several."""
    mine = list(rights.memberships_of(request.user))
    if len(mine) == 1:
        return redirect("people", slug=mine[0].organization.slug)
    return render(request, "accounts/organizations.html", {"memberships": mine})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def people_list(request: DeskRequest, slug: str) -> HttpResponse:
    """List who belongs to the organization, to viewers without addresses; owners invite here."""
    me = _owner(request, slug) if request.method == "POST" else _member(request, slug)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(request, me, form):
        return redirect("people", slug=slug)
    context = {
        "me": me,
        "organization": me.organization,
        "people": people.of(me.organization),
        "pending": inviting.pending(me.organization, now=timezone.now()) if me.is_editor else [],
        "form": form,
    }
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: DeskRequest, slug: str, number: int) -> HttpResponse:
    """Give somebody another role, or take them off the organization's people."""
    me = _owner(request, slug)
    membership = get_object_or_404(people.of(me.organization).select_related("organization"), pk=number)
    role_form, parting_form = RoleForm(membership=membership), PartingForm(membership=membership)
    form: Form | None = None
    if request.POST.get("act") == "remove":
        form = parting_form = PartingForm(request.POST, membership=membership)
        if form.is_valid() and _remove(request, membership, form):
            return redirect("people", slug=slug)
    elif request.method == "POST":
        form = role_form = RoleForm(request.POST, membership=membership)
        if form.is_valid() and _change_role(request, membership, form):
            return redirect("people", slug=slug)
    context = {"me": me, "organization": me.organization, "membership": membership, "form": form}
    context |= {"role_form": role_form, "parting_form": parting_form}
    return render(request, "accounts/person.html", context, status=422 if form and form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: DeskRequest, slug: str) -> HttpResponse:
    """Leave the organization, after naming who takes over."""
    me = _member(request, slug)
    form = PartingForm(request.POST if request.method == "POST" else None, membership=me)
    if request.method == "POST" and form.is_valid():
        try:
            people.leave(me, successor=form.cleaned_data.get("successor"), now=timezone.now())
        except DomainError as refusal:
            _say_why(form, refusal)
        else:
            messages.success(request, _("You have left %(organization)s.") % {"organization": me.organization})
            return redirect("desk")
    context = {"me": me, "organization": me.organization, "form": form}
    return render(request, "accounts/leave.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def invitation_again(request: DeskRequest, slug: str, key: str) -> HttpResponse:
    """Mail an invitation again."""
    found = _invitation(request, slug, key)
    try:
        inviting.resend(found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The invitation is on its way to %(email)s again.") % {"email": found.email})
    return redirect("people", slug=slug)


@desk_page
@require_POST
def invitation_withdraw(request: DeskRequest, slug: str, key: str) -> HttpResponse:
    """Take an invitation back."""
    found = _invitation(request, slug, key)
    try:
        inviting.withdraw(found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Withdrawn. The link in the mail to %(email)s leads nowhere now.") % {"email": found.email})
    return redirect("people", slug=slug)


def _member(request: DeskRequest, slug: str) -> Membership:
    """Return what this person is in the organization, role and all; 404 for strangers."""
    return get_object_or_404(rights.memberships_of(request.user), organization__slug=slug)


def _owner(request: DeskRequest, slug: str) -> Membership:
    return get_object_or_404(rights.memberships_of(request.user).owners(), organization__slug=slug)


def _invitation(request: DeskRequest, slug: str, key: str) -> Invitation:
    """Return an invitation to what this person owns."""
    me = _owner(request, slug)
    return get_object_or_404(Invitation.objects.select_related("organization"), organization=me.organization, key=key)


def _invite(request: DeskRequest, me: Membership, form: InviteForm) -> bool:
    """Invite whom was typed, or say beside the field why not."""
    try:
        found = inviting.invite(me.organization, **form.cleaned_data, by=request.user, now=timezone.now())
    except DomainError as refusal:
        _say_why(form, refusal)
        return False
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": found.email})
    return True


def _change_role(request: DeskRequest, membership: Membership, form: RoleForm) -> bool:
    try:
        people.change_role(membership, role=form.cleaned_data["role"], by=request.user, now=timezone.now())
    except DomainError as refusal:
        _say_why(form, refusal)
        return False
    said = {"name": membership.user.known_as, "role": membership.get_role_display()}
    messages.success(request, _("%(name)s has another role now: %(role)s.") % said)
    return True


def _remove(request: DeskRequest, membership: Membership, form: PartingForm) -> bool:
    try:
        people.remove(membership, successor=form.cleaned_data.get("successor"), by=request.user, now=timezone.now())
    except DomainError as refusal:
        _say_why(form, refusal)
        return False
    messages.success(request, _("%(name)s is not among your people any more.") % {"name": membership.user.known_as})
    return True


def _say_why(form: Form, refusal: DomainError) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
