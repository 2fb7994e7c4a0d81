"""What issues of demo clients have to do with: invoices not paid because of them, needs, talks, objectives."""

from __future__ import annotations

from accounts.models import Invoice, Issue, IssueInvoice
from performance.demo.scene import Scene
from planning.models import Hindrance, Objective
from relationships.models import Interaction, IssueNeed, IssueTalk, Need

HOLD_UP = ("Fatura com preço diferente do acordado nas conservas", "Reclamação sem resposta há mais de dois dias")
IN_THE_WAY = "Loja 14: mercadoria depois da abertura três vezes esta semana"


def write_causes(scene: Scene) -> None:
    clients = [known.client.pk for known in scene.clients]
    for issue in Issue.objects.filter(client__in=clients, title__in=HOLD_UP):
        late = Invoice.objects.of(issue.client).overdue(on=scene.today).order_by("-due_on", "pk").first()
        if late is not None:
            IssueInvoice.objects.create(issue=issue, invoice=late, holds_up=True, by=issue.owner)
    for issue in Issue.objects.filter(client__in=clients, title=IN_THE_WAY):
        _link(issue)


def _link(issue: Issue) -> None:
    """With what the client wants most, the latest talk, and the objective begun first."""
    need = Need.objects.of(issue.client).kept().order_by("-importance", "pk").first()
    if need is not None:
        IssueNeed.objects.create(issue=issue, need=need)
    talk = Interaction.objects.of(issue.client).kept().order_by("-happened_at", "pk").first()
    if talk is not None:
        IssueTalk.objects.create(issue=issue, interaction=talk)
    goal = Objective.objects.of(issue.client).running().order_by("starts_on", "pk").first()
    if goal is not None:
        Hindrance.objects.create(objective=goal, issue=issue, note="Sem confiança nas entregas", by=issue.owner)
