"""The mails about targets: each in the language of whoever gets it, each with the same Message-ID however often sent.

They say what the client may know: terms, message, names. Nothing of realism, reasons for ourselves or other plans.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import Contact
from kam import mail
from kam.letters import Letter, hello, send, speaking
from kam.models import User
from kam.numbers import date_long
from planning import receipts, talks, terms
from planning.models import Agreement, AgreementState
from planning.terms import Difference


def send_proposal(pk: int) -> None:
    """The link to answer, to each person asked; nothing once it was answered."""
    agreement = _waiting(pk)
    if agreement is None:
        return
    for person in agreement.recipients.current():
        with speaking(person.language):
            lines = [_("%(who)s proposes a target to agree with you.") % {"who": _sender(agreement)}]
            _to_client(agreement, person, _("A target to agree: %s") % agreement.terms["title"], lines, "proposed")


def remind(pk: int, *, days_before: int) -> None:
    agreement = _waiting(pk)
    if agreement is None:
        return
    for person in agreement.recipients.current():
        with speaking(person.language):
            lines = [_("%(who)s is still waiting for your answer.") % {"who": _sender(agreement)}]
            _to_client(
                agreement, person, _("Reminder: %s") % agreement.terms["title"], lines, f"reminder-{days_before}"
            )


def send_withdrawal(pk: int) -> None:
    agreement = _found(pk)
    if agreement is None:
        return
    for person in agreement.recipients.current():
        with speaking(person.language):
            subject = _("No longer needed: %s") % agreement.terms["title"]
            lines = [_("The proposal was withdrawn: there is nothing you need to do.")]
            _send(agreement, person, Letter(subject, hello(person.name), lines), "withdrawn")


def send_refusal(pk: int) -> None:
    """Our no to the client's number, with its reason."""
    agreement = _found(pk)
    if agreement is None or agreement.by_contact is None:
        return
    person, step = agreement.by_contact, agreement.steps.get(state=AgreementState.DECLINED)
    with speaking(person.language):
        lines = [_("Your proposal for “%s” could not be agreed to.") % agreement.terms["title"]]
        subject = _("About your proposal: %s") % agreement.terms["title"]
        _send(agreement, person, Letter(subject, hello(person.name), lines, quote=step.reason), "refused")


def send_receipts(pk: int) -> None:
    """What was agreed, with a PDF, to both sides."""
    agreement = _found(pk)
    if agreement is None:
        return
    people: list[Contact | User] = [agreement.objective.owner, *_all_asked(agreement)]
    for person in people:
        with speaking(person.language):
            _receipt(agreement, person)


def tell_the_owner(pk: int, verb: str) -> None:
    """That the client answered, to whoever is in charge of the objective."""
    agreement = _found(pk)
    if agreement is None:
        return
    owner, client = agreement.objective.owner, agreement.objective.client.name
    with speaking(owner.language):
        countered = verb.endswith("countered")
        subject = (_("%s proposes another number") if countered else _("%s declined a target")) % client
        step = agreement.steps.order_by("pk").last()
        letter = Letter(
            subject,
            hello(owner.name),
            [agreement.terms["title"]],
            facts=[(_("Target"), terms.told(agreement.terms, "target"))],
            quote=agreement.reason or (step.reason if step else ""),
            button=_("Look at it"),
            url=f"{settings.SITE_URL}{agreement.get_absolute_url()}",
        )
        _send(agreement, owner, letter, verb.rpartition(".")[2])


# --- How they are put together ----------------------------------------------------------------------------------------


def _to_client(agreement: Agreement, person: Contact, subject: str, lines: list[str], what: str) -> None:
    offer = talks.offer_of(agreement)
    until: date = offer.answer_by or agreement.created_at.date()
    access = accounts.access_for(person, by=agreement.by or agreement.objective.owner, until=until)
    letter = Letter(
        subject,
        hello(person.name),
        lines,
        facts=[
            (each.label, f"{each.before} → {each.after}" if each.before else each.after) for each in offer.differences
        ],
        quote=offer.message,
        button=_("Look at it and answer"),
        url=accounts.address_of_portal(access),
        after=_("The link is for you alone and works until %s. Opening it agrees to nothing.")
        % date_long(timezone.localdate(access.expires_at)),
    )
    _send(agreement, person, letter, what)


def _fact(each: Difference) -> tuple[str, str]:
    return each.label, f"{each.before} → {each.after}" if each.before else each.after


def _receipt(agreement: Agreement, person: Contact | User) -> None:
    title = agreement.terms["title"]
    letter = Letter(
        _("Agreed: %s") % title,
        hello(person.name),
        [_("This is what was agreed. Keep it: the PDF says who agreed to what, and when.")],
        facts=[(each.label, each.after) for each in terms.differences(None, agreement.terms)],
    )
    attached = mail.Attached(f"{receipts.name_of(agreement)}.pdf", receipts.render(agreement), "application/pdf")
    _send(agreement, person, letter, "receipt", attached)


def _send(agreement: Agreement, person: Contact | User, letter: Letter, what: str, *attached: mail.Attached) -> None:
    side = "u" if isinstance(person, User) else "c"
    send(
        letter,
        to=(person.name, person.email),
        language=person.language,
        message_id=f"agreement-{agreement.pk}-{what}-{side}{person.pk}",
        attachments=attached,
    )


def _found(pk: int) -> Agreement | None:
    return (
        Agreement.objects.with_state()
        .select_related("objective__client", "objective__owner", "by", "by_contact")
        .filter(pk=pk)
        .first()
    )


def _waiting(pk: int) -> Agreement | None:
    """The offer, unless it was answered meanwhile."""
    agreement = _found(pk)
    return agreement if agreement and agreement.state == AgreementState.PROPOSED else None


def _all_asked(agreement: Agreement) -> list[Contact]:
    """Everybody at the client who took part in this version."""
    rounds = Agreement.objects.filter(objective=agreement.objective_id, version=agreement.version)
    return list(Contact.objects.filter(proposals__in=rounds).exclude(email="").distinct())


def _sender(agreement: Agreement) -> str:
    return agreement.by.name if agreement.by else ""
