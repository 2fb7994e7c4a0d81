"""Mail on the pages below, how what happens to it is told and taken back."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import for_change, may_change
from kam.events import describe, page_of
from kam.http import Request
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from relationships import inbox, services
from relationships.models import Interaction, Mail

page_of("relationships.mail", "relationships:show-mail")

describe("relationships.mail_waits", _("A mail waits to be filed: “%(name)s”"), icon="mail")
describe("relationships.mail_dismissed", _("A mail was put aside: “%(name)s”"), icon="mail")
describe("relationships.mail_kept", _("%(by)s brought the mail “%(name)s” back"), icon="mail")
describe("relationships.mail_unfiled", _("%(by)s took back where the mail “%(name)s” was filed"), icon="mail")


@undoes("relationships.unfile_mail")
def unfile_mail(*, pk: int, files: list[int], by: User) -> None:
    services.unfile_mail(for_change(Mail.objects.all(), by, pk), files=files, by=by)


@undoes("relationships.keep_waiting")
def keep_waiting(*, pk: int, by: User) -> None:
    services.keep_waiting(for_change(Mail.objects.all(), by, pk), by=by)


@fill("nav", order=31)
def mail_entry(request: Request) -> NavEntry | None:
    """Where there is a mailbox, or something waits."""
    count = inbox.waiting_count(request.user)
    if not count and not settings.INBOX_URL:
        return None
    return NavEntry(_("Mail"), reverse("relationships:mail"), "inbox", Process.RELATIONSHIPS, count)


@fill("client.accounts", order=15)
def mails_card(request: Request, client: Client) -> SafeString:
    context = {
        "client": client,
        "mails": Mail.objects.filter(client=client).order_by("-sent_at", "-pk")[:5],
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/mails_card.html", context, request)


@fill("interaction.page", order=10)
def mail_of_interaction(request: Request, interaction: Interaction) -> SafeString | None:
    mail = Mail.objects.filter(interaction=interaction).first()
    if mail is None:
        return None
    context = {"mail": mail, "thread": inbox.thread_of(mail, user=request.user)}
    return render_to_string("relationships/mail_of_interaction.html", context, request)
