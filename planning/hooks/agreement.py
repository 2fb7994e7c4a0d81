"""How the talks about a target are told, and the letters they cause."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kam.events import actor_of, describe
from kam.models import Event
from kam.numbers import quantity
from kam.outbox import subscribe
from planning import letters


def _with_target(sentence: Any) -> Any:
    """A sentence that names the target, who spoke and the version."""

    def tell(event: Event) -> str:
        told = event.payload
        return str(sentence) % {
            "by": actor_of(event),
            "who": told.get("who", ""),
            "name": event.subject_name,
            "version": told["version"],
            "target": quantity(told["target"], told["unit"], told["currency"]),
        }

    return tell


for _verb, _sentence, _icon in (
    ("target_proposed", _("%(by)s proposed %(target)s for “%(name)s” (v%(version)s)"), "send"),
    ("proposal_withdrawn", _("%(by)s withdrew the proposal for “%(name)s” (v%(version)s)"), "undo-2"),
    ("target_agreed", _("%(who)s agreed to %(target)s for “%(name)s” (v%(version)s)"), "handshake"),
    ("target_countered", _("%(who)s proposed %(target)s for “%(name)s” instead"), "message-square-reply"),
    ("target_declined", _("%(who)s declined the target of “%(name)s” (v%(version)s)"), "x"),
    ("counter_declined", _("%(by)s declined the client's number for “%(name)s”"), "x"),
    ("agreement_recorded", _("%(by)s recorded that %(who)s agreed to %(target)s for “%(name)s”"), "pencil-line"),
    ("proposal_expired", _("The proposal for “%(name)s” (v%(version)s) was not answered in time"), "clock"),
):
    describe(f"planning.{_verb}", _with_target(_sentence), icon=_icon)


@subscribe("planning.target_proposed")
def send_proposal(event: Event) -> None:
    letters.send_proposal(event.payload["agreement"])


describe("planning.proposal_reminded", _("People were reminded of the proposal for “%(name)s”"), icon="bell")


@subscribe("planning.proposal_reminded")
def send_reminder(event: Event) -> None:
    letters.remind(event.payload["agreement"], days_before=event.payload["days_before"])


@subscribe("planning.proposal_withdrawn")
def send_withdrawal(event: Event) -> None:
    letters.send_withdrawal(event.payload["agreement"])


@subscribe("planning.target_agreed", "planning.agreement_recorded")
def send_receipts(event: Event) -> None:
    letters.send_receipts(event.payload["agreement"])


@subscribe("planning.target_countered", "planning.target_declined")
def tell_the_owner(event: Event) -> None:
    letters.tell_the_owner(event.payload["agreement"], event.verb)


@subscribe("planning.counter_declined")
def send_refusal(event: Event) -> None:
    letters.send_refusal(event.payload["agreement"])
