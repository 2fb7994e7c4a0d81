"""Many payments at once, as another system received them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invoice, Payment
from accounts.services.payment import FIXED, set_off
from kam import drafts, events
from kam.drafts import Draft, Ending
from kam.models import Event, Import, User

Against = Mapping[Draft[Payment], Mapping[Invoice, Decimal]]
"""How much of a payment the file sets off against which invoice."""


@transaction.atomic
def import_payments(
    payments: Sequence[Draft[Payment]],
    *,
    by: User | None,
    came_by: Import | None = None,
    against: Against | None = None,
) -> dict[Draft[Payment], ValidationError]:
    """Payments under the rules of `record_payment`, new ones set off as `against` says.

    Answers the payments of which something could not be set off, and why; so much of them stays open. Nothing is set
    off without being told: another system knows itself what its money was for.
    """
    ids = [draft.known.pk for draft in payments if draft.known]
    known = Payment.objects.select_for_update().order_by("pk").in_bulk(ids)
    for draft in payments:
        draft.known = known[draft.known.pk] if draft.known else None
        _prepare(draft, by, came_by)

    def tell(draft: Draft[Payment]) -> Event:
        payment = draft.record
        if draft.known:
            verb, changed = "accounts.payment_changed", draft.changed
            return events.draft(verb, payment, by=by, client_id=payment.client_id, fields=changed)
        told = {"amount": str(payment.amount), "currency": payment.currency}
        return events.draft("accounts.payment_recorded", payment, by=by, client_id=payment.client_id, **told)

    drafts.write(Payment, payments, rule=_refuse, tell=tell)
    new = {draft: spread for draft, spread in (against or {}).items() if draft.ending == Ending.CREATED}
    refusals = {draft: _set_off(draft.record, spread, by) for draft, spread in new.items()}
    return {draft: refusal for draft, refusal in refusals.items() if refusal}


def _prepare(draft: Draft[Payment], by: User | None, came_by: Import | None) -> None:
    if draft.known is None:
        draft.values = {"created_by": by, "came_by": came_by, "open_amount": draft.values.get("amount")} | draft.values
        return
    amount = draft.values.get("amount")
    if amount is not None and amount != draft.known.amount:
        draft.values["open_amount"] = amount - (draft.known.amount - draft.known.open_amount)


def _refuse(draft: Draft[Payment]) -> None:
    if refused := FIXED.intersection(draft.changed):
        raise ValidationError(dict.fromkeys(refused, _("Another payment has this number.")))
    if draft.record.received_on > timezone.localdate():
        raise ValidationError({"received_on": _("Money is received today or earlier, not in the future.")})


def _set_off(payment: Payment, spread: Mapping[Invoice, Decimal], by: User | None) -> ValidationError | None:
    """Invoice by invoice in the order of their ids; the first thing refused, while the others are set off."""
    refusal = None
    for invoice, amount in sorted(spread.items(), key=lambda one: one[0].pk):
        try:
            set_off(payment, invoice, amount=amount, by=by)
        except ValidationError as refused:
            refusal = refusal or refused
    return refusal
