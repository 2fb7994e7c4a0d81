"""Taking mail in: each once, filed at the client it belongs to or waiting for whoever it belongs to.

What a mail claims is never enough to change anything but a timeline and an inbox, and never with more rights than the
person has whose mail it is: who adds a mail by hand files it with their own rights, whoever it says it is from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from accounts.services import create_contact
from kam import events
from kam.locks import in_turn
from kam.models import Attachment, User
from kam.services import attach
from relationships import correspondents, mailing
from relationships.inbox import forget_count
from relationships.mail_text import folded
from relationships.mailing import Enclosure, Letter
from relationships.models import Interaction, IssueTalk, Mail
from relationships.services.answer import answered_by, take_answer
from relationships.services.interaction import log_interaction, remove_interaction

SUMMARY_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail that came in. `skipped`: names of enclosed files that were not kept."""

    mail: Mail
    is_new: bool
    skipped: tuple[str, ...] = ()


def take_in(raw: bytes, *, route: str, by: User | None, client: Client | None = None) -> Taken:
    """Take in one mail, in one transaction. Coming again it changes nothing, whichever way it comes.

    `by`: who adds it; None for the mailbox, where a mail belongs to the colleague who sent it, else to one who got it.
    `client`: where to file it, said by whoever adds it; else it is found by the addresses in it, then by its thread.
    Raises ValidationError for what is no mail or too large.
    """
    letter = mailing.read(raw, received_at=timezone.now())
    with in_turn(f"mail {letter.message_id}"):
        if known := Mail.objects.filter(message_id=letter.message_id, digest=letter.digest).first():
            return Taken(_claimed(known, client, by=by), is_new=False)
        return _keep(letter, route=route, by=by, client=client)


@transaction.atomic
def file_mail(
    mail: Mail, *, client: Client, by: User, people: Iterable[Contact] = (), new_contact: tuple[str, str] | None = None
) -> Mail:
    """File a mail at a client, in whose timeline it then stands. `people` are found by address unless they are named.

    `new_contact`: (name, address) of a person to be added to the client first.
    """
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.status == Mail.Status.FILED:
        raise ValidationError(_("This mail is filed already."))
    if new_contact:
        create_contact(client, name=new_contact[0], email=new_contact[1], by=by)
    addresses = [mail.sender, *mail.recipients]
    people = list(people) or correspondents.contacts_at(addresses, editable_by=by).filter(client=client)
    return _file(mail, client, people, by=by)


@transaction.atomic
def unfile_mail(mail: Mail, *, files: Iterable[int], by: User) -> Mail:
    """Take back that a mail was filed: it waits again, with those of the files that came with it."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.status != Mail.Status.FILED or mail.interaction is None:
        return mail
    Attachment.objects.of(mail.interaction).filter(pk__in=list(files)).update(
        subject_type=mail._meta.label_lower, subject_id=mail.pk, client_id=None
    )
    remove_interaction(mail.interaction, by=by)
    mail.client, mail.interaction, mail.owner = None, None, mail.owner or by
    return _set_status(mail, Mail.Status.WAITING, "relationships.mail_unfiled", by=by)


@transaction.atomic
def dismiss_mail(mail: Mail, *, by: User) -> Mail:
    """Put a mail that waits aside; `keep_waiting` brings it back."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.status == Mail.Status.FILED:
        raise ValidationError(_("This mail is filed already."))
    if mail.status == Mail.Status.DISMISSED:
        return mail
    return _set_status(mail, Mail.Status.DISMISSED, "relationships.mail_dismissed", by=by)


@transaction.atomic
def keep_waiting(mail: Mail, *, by: User) -> Mail:
    """Bring a mail that was put aside back among those that wait."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.status != Mail.Status.DISMISSED:
        return mail
    return _set_status(mail, Mail.Status.WAITING, "relationships.mail_kept", by=by)


def _set_status(mail: Mail, status: str, verb: str, *, by: User) -> Mail:
    mail.status = status
    mail.save(update_fields=["status", "client", "interaction", "owner", "updated_at"])
    events.record(verb, mail, by=by, client_id=None)
    forget_count(mail.owner_id)
    return mail


def _keep(letter: Letter, *, route: str, by: User | None, client: Client | None) -> Taken:
    colleagues = correspondents.colleagues_at(letter.addresses)
    owner = by or next((colleagues[address] for address in letter.addresses if address in colleagues), None)
    mail = _new(letter, route=route, owner=owner)
    skipped = _keep_files(mail, letter.enclosures, owner)
    if skipped:
        names = ", ".join(skipped)
        mail.text = f"{mail.text}\n\n[{_('Not kept: %s') % names}]".strip()
        mail.save(update_fields=["text"])
    if client is not None and by is not None:
        return Taken(file_mail(mail, client=client, by=by), is_new=True, skipped=skipped)
    return Taken(_placed(mail, letter, set(colleagues), owner), is_new=True, skipped=skipped)


def _new(letter: Letter, *, route: str, owner: User | None) -> Mail:
    return Mail.objects.create(
        message_id=letter.message_id,
        digest=letter.digest,
        thread=_thread(letter),
        route=route,
        sender=letter.sender,
        sender_name=letter.sender_name,
        recipients=list(letter.recipients),
        subject=letter.subject,
        text=letter.text,
        sent_at=letter.sent_at,
        owner=owner,
    )


def _thread(letter: Letter) -> str:
    """The conversation of the mail it answers, when that is here: a program may name only the last mail."""
    known = dict(Mail.objects.filter(message_id__in=letter.references).values_list("message_id", "thread"))
    return next((known[reference] for reference in letter.references if reference in known), letter.thread)


def _keep_files(mail: Mail, enclosures: Iterable[Enclosure], owner: User | None) -> tuple[str, ...]:
    """Keep what came with a mail; the names of what was not. A stranger stores nothing with us."""
    skipped = []
    for enclosure in enclosures:
        if owner is None or len(enclosure.content) > settings.MAX_ATTACHMENT_BYTES:
            skipped.append(enclosure.name)
        else:
            attach(mail, SimpleUploadedFile(enclosure.name, enclosure.content), client_id=None, by=owner)
    return tuple(skipped)


def _placed(mail: Mail, letter: Letter, colleagues: set[str], owner: User | None) -> Mail:
    """A client's reply to what we wrote on an issue goes there; every other mail to the client it belongs to."""
    answered = answered_by(letter)
    if answered is None:
        return _match(mail, letter, colleagues, owner)
    by_hand = mail.route != Mail.Route.MAILBOX
    acting = owner if by_hand else answered.issue.owner
    if _doubt(mail, letter, acting) or (by_hand and not answered.may_be_changed_by(acting)):
        return _match(mail, letter, colleagues, owner)
    assert acting is not None  # noqa: S101  (whose it is not known of is doubted)
    mail.owner = mail.owner or acting
    mail.save(update_fields=["owner"])
    take_answer(answered, letter)
    filed = _file(mail, answered.issue.client, [answered.contact], by=acting)
    if filed.interaction:
        IssueTalk.objects.get_or_create(issue=answered.issue, interaction=filed.interaction)
    return filed


def _match(mail: Mail, letter: Letter, colleagues: set[str], owner: User | None) -> Mail:
    if reason := _doubt(mail, letter, owner):
        return _wait(mail, reason)
    assert owner is not None  # noqa: S101  (whose it is not known of is doubted)
    outside = [address for address in letter.addresses if address not in colleagues]
    people = correspondents.clients_of(correspondents.contacts_at(outside, editable_by=owner))
    client = _client(mail, people, owner)
    if client is not None:
        return _file(mail, client, people.get(client.pk, []), by=owner)
    if not outside or outside == [settings.INBOX_ADDRESS.lower()]:
        return _wait(mail, "internal")
    return _wait(mail, "several" if people else "unknown")


def _doubt(mail: Mail, letter: Letter, owner: User | None) -> str:
    """Why a mail is not filed by itself whoever is in it; empty when there is no doubt about it."""
    if Mail.objects.filter(message_id=mail.message_id).exclude(pk=mail.pk).exists():
        return "claims"
    if owner is None:
        return "stranger"
    server = settings.INBOX_TRUSTS if mail.route == Mail.Route.MAILBOX else ""
    return "unverified" if server and not mailing.is_vouched_for(letter, by=server) else ""


def _client(mail: Mail, people: dict[int, list[Contact]], owner: User) -> Client | None:
    """The only client that has people in it; else, of those, the only one where the conversation is filed already."""
    if len(people) == 1:
        return next(iter(people.values()))[0].client
    filed = Mail.objects.filter(thread=mail.thread, client__isnull=False).exclude(pk=mail.pk)
    clients = set(filed.values_list("client_id", flat=True))
    clients = clients & people.keys() if people else clients
    return correspondents.client_or_none(clients.pop(), editable_by=owner) if len(clients) == 1 else None


def _wait(mail: Mail, reason: str) -> Mail:
    """Leave a mail to whoever it belongs to. One among colleagues, copied to the mailbox, is put aside at once."""
    aside = reason == "internal" and mail.route == Mail.Route.MAILBOX
    mail.reason, mail.status = reason, Mail.Status.DISMISSED if aside else Mail.Status.WAITING
    mail.save(update_fields=["reason", "status"])
    verb = "relationships.mail_dismissed" if aside else "relationships.mail_waits"
    events.record(verb, mail, by=mail.owner, client_id=None, reason=reason)
    forget_count(mail.owner_id)
    return mail


def _file(mail: Mail, client: Client, people: Iterable[Contact], *, by: User) -> Mail:
    """A mail is logged as an interaction of the time it was sent, and its files go with it."""
    mail.interaction = log_interaction(
        client,
        kind=Interaction.Kind.EMAIL,
        summary=_summary(mail),
        happened_at=mail.sent_at,
        people=people,
        by=by,
        mail=mail.pk,
    )
    Attachment.objects.of(mail).update(
        subject_type=mail.interaction._meta.label_lower, subject_id=mail.interaction.pk, client_id=client.pk
    )
    mail.client, mail.status = client, Mail.Status.FILED
    mail.save(update_fields=["client", "interaction", "status", "updated_at"])
    forget_count(mail.owner_id)
    return mail


def _summary(mail: Mail) -> str:
    """The subject, then what the mail says itself; what it quotes stands in the mails before it."""
    summary = f"{mail}\n\n{folded(mail.text).new}".strip()
    return summary if len(summary) <= SUMMARY_AT_MOST else f"{summary[: SUMMARY_AT_MOST - 1].rstrip()}…"


def _claimed(mail: Mail, client: Client | None, *, by: User | None) -> Mail:
    """A mail that was here already: who adds it and says where it belongs files it, if it is theirs to file."""
    if by is None or mail.status == Mail.Status.FILED:
        return mail
    if mail.owner_id is None:
        mail.owner = by
        mail.save(update_fields=["owner"])
        forget_count(by.pk)
    may_file = client is not None and Mail.objects.editable_by(by).filter(pk=mail.pk).exists()
    return file_mail(mail, client=client, by=by) if client is not None and may_file else mail
