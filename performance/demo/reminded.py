"""What demo clients owe and what came of it: disputed, promised, promises broken, reminders sent and to be approved."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import services
from accounts.models import Dispute, Invoice, Promise, Reminder, ReminderLine
from performance.demo.scene import Known, Scene

PROMISED = {"Águas do Vale": ("broken", 20), "Vale Verde": ("open", -6)}
"""State, and how many days ago it was promised for; negative: ahead."""


def write_reminders(scene: Scene, owed: Mapping[str, list[Invoice]]) -> None:
    """`owed`: by client the unpaid bills of the story, the longest overdue first."""
    asked = [known for known in scene.clients if owed[known.company.name]]
    for known in asked:
        _story(scene, known, owed[known.company.name])
    services.decide_reminders(on=scene.today, clients=[known.client.pk for known in asked])


def _story(scene: Scene, known: Known, bills: list[Invoice]) -> None:
    """One client was asked already, one disputes, one broke a promise, one made one."""
    oldest, name = bills[0], known.company.name
    if name == "Grupo Alvorada":
        _reminded(scene, known, bills[:1], days=7, tone="friendly", ago=44)
        _reminded(scene, known, bills[:1], days=21, tone="firm", ago=30)
        _reminded(scene, known, bills[1:2], days=7, tone="friendly", ago=16)
    if name == "Alvorada Express":
        said = "Two pallets came with the wrong price; waiting for the credit note."
        Dispute.objects.create(
            invoice=oldest, reason="price", told=said, amount=oldest.open_amount / 2, raised_on=scene.day(18),
            raised_by=known.people[0], by=known.owner,
        )  # fmt: skip
    if name in PROMISED:
        state, ago = PROMISED[name]
        Promise.objects.create(
            invoice=oldest, amount=oldest.open_amount, promised_for=scene.day(ago), made_on=scene.day(ago + 9),
            made_by=known.people[0], state=state, settled_on=scene.day(ago - 1) if ago > 0 else None, by=known.owner,
        )  # fmt: skip


def _reminded(scene: Scene, known: Known, bills: list[Invoice], *, days: int, tone: str, ago: int) -> None:
    person, day = known.people[0], scene.day(ago)
    reminder = Reminder.objects.create(
        client=known.client, contact=person, days=days, tone=tone, language=person.language or "pt-pt", state="sent",
        proposed_on=day, approved_by=known.owner, approved_at=scene.at(day), sent_at=scene.at(day),
    )  # fmt: skip
    ReminderLine.objects.bulk_create(
        ReminderLine(reminder=reminder, invoice=bill, days=days, open_amount=bill.open_amount) for bill in bills
    )
