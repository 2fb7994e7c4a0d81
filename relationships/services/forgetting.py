"""What surveys and mail forget when a person is erased."""

from __future__ import annotations

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower

from accounts.models import Contact
from accounts.people import Counts, Erasing, history_of
from relationships.models import Invitation, Mail, Response


def forget_answers(erasing: Erasing) -> Counts:
    """The score still counts, as nobody's; what they wrote goes, and the link opens nothing any more."""
    invitations = Invitation.objects.filter(contact__in=erasing.contact_ids)
    answers = Response.objects.filter(invitation__in=invitations).exclude(comment="")
    changed = answers.update(comment="")
    history_of(Response).objects.filter(invitation__in=invitations.values("pk")).update(comment="")
    invitations.update(nonce="", digest=Concat(Value("erased-"), F("pk")))
    return {"relationships.response": changed}


def forget_senders(erasing: Erasing) -> Counts:
    """Who wrote a mail, under whatever name the mail gave; addresses and texts are swept like all others."""
    others = Contact.objects.kept().exclude(pk__in=erasing.contact_ids).annotate(address=Lower("email"))
    theirs = set(others.filter(address__in=erasing.addresses).values_list("address", flat=True))
    waiting = Q(client=None, sender__in=erasing.addresses - theirs)
    found = Mail.objects.filter(Q(client=erasing.client_id, sender__in=erasing.addresses) | waiting)
    return {"relationships.mail": found.update(sender=erasing.pseudonym, sender_name=erasing.pseudonym)}
