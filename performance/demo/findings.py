"""What the demo clients' needs were found to be over the last year. All companies and people are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

import pghistory
import pgtrigger

from kam.models import Event, User
from performance.demo.scene import Known, Scene
from relationships import services
from relationships.models import Assessment, AssessmentRound, Interaction, Need

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """How a need stood so many days ago; `in_round`: found while all needs of the client were gone through."""

    ago: int
    importance: int
    fit: int
    note: str = ""
    status: Literal["assumed", "confirmed", "refuted"] = "confirmed"
    in_round: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """All needs of a client gone through so many days ago; one that is not over goes on."""

    ago: int
    is_over: bool = True


ROUNDS = {"Grupo Alvorada": Round(34), "Rio Claro": Round(2, is_over=False), "Monte Sul": Round(28)}

FINDINGS: dict[str, tuple[Finding, ...]] = {
    "Abrir oito lojas até ao fim do ano, com frescos desde o primeiro dia": (
        Finding(140, 5, 3),
        Finding(34, 5, 4, "Cinco abertas, todas com frescos no primeiro dia.", in_round=True),
    ),
    "Mercadoria na loja antes das sete, todos os dias": (
        Finding(34, 5, 2, "A loja 14 ainda recebe depois das sete.", in_round=True),
    ),
    "Margem da marca própria acima de 30 %": (
        Finding(70, 4, 2, status="assumed"),
        Finding(34, 4, 3, "O Pedro viu os primeiros números e confirma.", in_round=True),
    ),
    "Encomendas feitas até às 17 horas entregues no dia seguinte": (
        Finding(300, 4, 2),
        Finding(205, 4, 3, "A hora de corte passou para as 16h30."),
        Finding(34, 4, 4, "Cumprido há dois meses.", in_round=True),
    ),
    "Paletes baixas para as lojas pequenas": (
        Finding(250, 3, 1),
        Finding(34, 2, 3, "Chegam em duas lojas; já não é urgente.", in_round=True),
    ),
    "Rótulos em espanhol para as lojas da fronteira": (
        Finding(230, 2, 1, status="assumed"),
        Finding(34, 1, 1, "As compras dizem que nunca o pediram.", "refuted", in_round=True),
    ),
    "Aviso de rutura com dois dias de antecedência": (
        Finding(190, 4, 2, status="assumed"),
        Finding(34, 5, 2, "Duas ruturas no verão: agora é exigido.", in_round=True),
    ),
    "Resposta a uma reclamação em dois dias úteis": (
        Finding(55, 5, 2),
        Finding(2, 5, 3, "O prazo desceu para três dias.", in_round=True),
    ),
    "Conservas com a nossa marca antes do verão": (Finding(85, 4, 3),),
    "Catálogo com os preços líquidos, atualizado à segunda": (
        Finding(310, 3, 2),
        Finding(200, 3, 4),
        Finding(110, 3, 4),
    ),
    "Um só interlocutor para entreposto e lojas": (Finding(270, 4, 3), Finding(130, 4, 4)),
    "Relatório mensal das quebras": (Finding(100, 4, 1, "Ainda sem resposta nossa."),),
    "Descarga antes das seis no centro da cidade": (Finding(220, 5, 3), Finding(125, 5, 4)),
    "Fruta cortada em doses para a hora de almoço": (Finding(160, 4, 2), Finding(60, 4, 3)),
    "Seis lojas novas até à primavera": (Finding(80, 5, 3),),
    "Alergénios indicados em todas as fichas": (
        Finding(320, 5, 3),
        Finding(230, 5, 5),
        Finding(140, 5, 5),
        Finding(50, 5, 5),
    ),
    "Leguminosas secas de produção nacional": (Finding(200, 4, 1), Finding(95, 4, 3)),
    "Duas entregas por semana na época alta": (Finding(110, 4, 2),),
    "Farinha de centeio com preço fixo por um ano": (Finding(130, 5, 2), Finding(45, 5, 3)),
    "Fatura com o número da encomenda": (Finding(210, 4, 2), Finding(118, 4, 4)),
    "O mesmo motorista na rota de Pombal": (
        Finding(150, 4, 1),
        Finding(100, 5, 1, "Três motoristas num mês: perderam a paciência."),
    ),
    "Gama biológica nas lojas da cidade": (Finding(120, 4, 2, status="assumed"), Finding(20, 4, 2)),
    "Grão nacional com preço por tonelada": (Finding(80, 4, 2),),
    "Entrega no cais em menos de seis horas": (Finding(190, 5, 2), Finding(99, 5, 3)),
    "Encomenda automática em todas as lojas": (
        Finding(290, 3, 1),
        Finding(150, 4, 2),
        Finding(28, 4, 4, "Em oito de doze lojas.", in_round=True),
    ),
    "Lugar reservado na feira de Évora": (
        Finding(240, 2, 2, status="assumed"),
        Finding(28, 1, 2, "O administrador já não vai à feira.", "refuted", in_round=True),
    ),
    "Caixas que não se partem na rota de Beja": (
        Finding(180, 5, 1),
        Finding(95, 5, 2),
        Finding(28, 5, 3, "O ensaio das caixas reforçadas corre bem.", in_round=True),
    ),
    "Vinhos da região em lugar de destaque": (Finding(45, 4, 2), Finding(28, 4, 3, in_round=True)),
    "Marisco com preço fechado até ao verão": (Finding(95, 5, 3),),
    "Peixe fresco também aos domingos": (Finding(25, 4, 2),),
}


# What of a need's client's conversations was about it: those in which this was said.
TALKED_ABOUT = {
    "Mercadoria na loja antes das sete, todos os dias": "loja 14",
    "Margem da marca própria acima de 30 %": "marca própria",
    "Aviso de rutura com dois dias de antecedência": "ruturas",
    "Conservas com a nossa marca antes do verão": "conservas",
    "Vinhos da região em lugar de destaque": "vinhos",
    "Caixas que não se partem na rota de Beja": "caixas",
    "Encomenda automática em todas as lojas": "encomenda automática",
    "O mesmo motorista na rota de Pombal": "Pombal",
    "Leguminosas secas de produção nacional": "leguminosas",
    "Farinha de centeio com preço fixo por um ano": "centeio",
    "Grão nacional com preço por tonelada": "grão",
    "Fruta cortada em doses para a hora de almoço": "fruta cortada",
}


def link_talks(scene: Scene) -> None:
    clients = [known.client for known in scene.clients]
    for need in Need.objects.filter(client__in=clients, statement__in=TALKED_ABOUT):
        said = Interaction.objects.filter(client=need.client_id, summary__icontains=TALKED_ABOUT[need.statement])
        need.talked_about_in.set(said)


def write_findings(scene: Scene) -> None:
    """By the services themselves, so that each need stands where they leave it; then as old as it should be."""
    for known in scene.clients:
        in_round = _begin(scene, known)
        for need in Need.objects.of(known.client).order_by("pk"):
            for finding in FINDINGS.get(need.statement, ()):
                _find(scene, known, need, finding, in_round)
        if in_round and ROUNDS[known.company.name].is_over:
            _end(scene, known, in_round)


def _begin(scene: Scene, known: Known) -> AssessmentRound | None:
    told = ROUNDS.get(known.company.name)
    if told is None:
        return None
    at = scene.at(scene.day(told.ago))
    started = _as_if_at(at, known.owner, lambda: services.start_round(known.client, by=known.owner))
    AssessmentRound.objects.filter(pk=started.pk).update(started_at=at)
    return started


def _end(scene: Scene, known: Known, in_round: AssessmentRound) -> None:
    at = scene.at(scene.day(ROUNDS[known.company.name].ago))
    _as_if_at(at, known.owner, lambda: services.finish_round(in_round, by=known.owner))
    started = AssessmentRound.objects.values_list("started_at", flat=True).get(pk=in_round.pk)
    AssessmentRound.objects.filter(pk=in_round.pk).update(started_at=min(started, at), finished_at=max(started, at))


def _find(scene: Scene, known: Known, need: Need, finding: Finding, in_round: AssessmentRound | None) -> None:
    at = scene.at(scene.day(finding.ago))

    def assess() -> Assessment:
        return services.assess_need(
            need,
            importance=finding.importance,
            fit=finding.fit,
            status=finding.status,
            note=finding.note,
            asked=need.stated_by if finding.status != "assumed" else None,
            assessed_on=scene.day(finding.ago),
            in_round=in_round if finding.in_round else None,
            by=known.owner,
        )

    written = _as_if_at(at, known.owner, assess)
    Assessment.objects.filter(pk=written.pk).update(created_at=at)
    with pgtrigger.ignore():
        Need.objects.filter(pk=need.pk).update(updated_at=at)
    latest = need.events.order_by("-pgh_id").values("pk")[:1]  # type: ignore[attr-defined]
    need.events.filter(pk__in=latest).update(pgh_created_at=at, updated_at=at)  # type: ignore[attr-defined]


def _as_if_at(at: datetime, by: User, write: Callable[[], T]) -> T:
    """Write as this person; what is told of it is told as of then, and nobody is to act on it any more."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with pghistory.context(user=by.pk, source=str(Event.Source.WEB)):
        written = write()
    source = {"source": Event.Source.WEB, "source_name": ""}
    Event.objects.filter(pk__gt=last).update(at=at, due_at=at, delivered_at=at, **source)
    return written
