from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam import undo
from kam.access import for_change, for_view, scope_of
from kam.http import Request
from kam.models import Attachment
from kam.web import accepted, back_to, done, page, paginated, posted, status_of, uploaded
from relationships import correspondents, inbox, services
from relationships.forms import AddMailForm, FileMailForm
from relationships.mail_text import folded
from relationships.models import Mail


def show_inbox(request: Request) -> HttpResponse:
    """Mails that wait for the reader, or those put aside."""
    show = "dismissed" if request.GET.get("show") == "dismissed" else "waiting"
    found = Mail.objects.visible_to(request.user).filter(status=show).select_related("owner")
    pager = paginated(request, found.order_by("-sent_at", "-pk"))
    suggested = inbox.suggestions(list(pager), user=request.user) if show == "waiting" else {}
    context = {
        "show": show,
        "pager": pager,
        "rows": [(mail, suggested.get(mail.pk, [])) for mail in pager],
        "address": settings.INBOX_ADDRESS,
    }
    return page(request, "relationships/mails.html", context, part="list")


def show_mail(request: Request, pk: int) -> HttpResponse:
    found = for_view(Mail.objects.select_related("client", "owner", "interaction"), request.user, pk)
    waits = found.status != Mail.Status.FILED
    context = {
        "mail": found,
        "text": folded(found.text),
        "thread": inbox.thread_of(found, user=request.user),
        "files": Attachment.objects.of(found.interaction or found),
        "waits": waits,
        "suggested": inbox.suggestions([found], user=request.user)[found.pk] if waits else [],
    }
    return page(request, "relationships/mail.html", context, part="mail")


def add_mails(request: Request) -> HttpResponse:
    """Add .eml files; what became of each is told one by one."""
    if not scope_of(request.user).works:
        raise PermissionDenied
    form = AddMailForm(posted(request), uploaded(request), user=request.user, initial=request.GET.dict())
    context: dict[str, Any] = {"form": form, "cancel_url": back_to(request, reverse("relationships:mail"))}
    if form.is_valid():
        context["outcomes"] = services.take_in_files(**form.cleaned_data, by=request.user)
    return page(request, "relationships/add_mails.html", context, part="form", status=status_of(form))


def file_mail(request: Request, pk: int) -> HttpResponse:
    mail = for_change(Mail.objects.all(), request.user, pk)
    outsiders = correspondents.outsiders(inbox.addresses_of(mail))
    form = FileMailForm(
        posted(request), user=request.user, outsiders=outsiders, initial=inbox.offered(mail, user=request.user)
    )
    if filed := _filed(request, mail, form):
        return filed
    context = {"form": form, "mail": mail, "cancel_url": mail.get_absolute_url()}
    return page(request, "relationships/file_mail.html", context, part="form", status=status_of(form))


def _filed(request: Request, mail: Mail, form: FileMailForm) -> HttpResponse | None:
    """File it as the form says; nothing, and the refusal on the form, when that is refused."""
    files = list(Attachment.objects.of(mail).values_list("pk", flat=True))
    if not accepted(form, partial(services.file_mail, mail, by=request.user)):
        return None
    told = _("Filed at %(client)s: %(mail)s") % {"client": form.cleaned_data["client"], "mail": mail}
    back = undo.offer("relationships.unfile_mail", by=request.user, message=told, pk=mail.pk, files=files)
    return done(request, told, to=back_to(request, mail.get_absolute_url()), undo=back)


@require_POST
def dismiss_mail(request: Request, pk: int) -> HttpResponse:
    mail = for_change(Mail.objects.all(), request.user, pk)
    if mail.status != Mail.Status.WAITING:
        return redirect(mail)
    services.dismiss_mail(mail, by=request.user)
    told = _("Put aside: %s") % mail
    back = undo.offer("relationships.keep_waiting", by=request.user, message=told, pk=pk)
    return done(request, told, to=back_to(request, reverse("relationships:mail")), undo=back)


@require_POST
def keep_waiting(request: Request, pk: int) -> HttpResponse:
    mail = for_change(Mail.objects.all(), request.user, pk)
    services.keep_waiting(mail, by=request.user)
    return done(request, _("The mail waits again."), to=back_to(request, reverse("relationships:mail")))
