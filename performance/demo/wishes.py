"""What the demo clients want, in their own words, and the strategies by which it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from accounts.models import Contact
from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene
from planning.models import Strategy
from relationships.models import Need


@dataclass(frozen=True, slots=True)
class Way:
    """A strategy: the goal it serves, the deeds it consists of and, of those, who does them at the client too."""

    title: str
    hypothesis: str
    goal: str
    deeds: tuple[str, ...] = ()
    promised: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody at the client said, so many days ago; `by` is their place among the client's people.

    `due`: in how many days it is wanted; `every`: days between assessments.
    """

    statement: str
    by: int
    ago: int
    importance: int
    kind: Literal["need", "preference", "objective", "requirement", "deadline"] = "need"
    status: Literal["assumed", "confirmed", "refuted"] = "confirmed"
    way: Way | None = None
    due: int | None = None
    every: int = 90
    grounds: str = ""


WISHES: dict[str, tuple[Wish, ...]] = {
    "Grupo Alvorada": (
        Wish(
            "Abrir oito lojas até ao fim do ano, com frescos desde o primeiro dia",
            0,
            150,
            5,
            "objective",
            way=Way(
                "Abastecer cada loja nova desde a abertura",
                "Se a primeira encomenda estiver na loja dois dias antes, ficamos com a gama fresca toda.",
                "Novas lojas servidas",
            ),
        ),
        Wish(
            "Mercadoria na loja antes das sete, todos os dias",
            3,
            40,
            5,
            way=Way(
                "Devolver as rotas de Gaia à madrugada",
                "Com a rota invertida, a loja 14 recebe às 6h30 e as reclamações descem em quatro semanas.",
                "Entregas a tempo",
                ("Propor nova ordem da rota de Gaia", "Responder por escrito sobre as entregas na loja 14"),
                (("Propor nova ordem da rota de Gaia", 4),),
            ),
        ),
        Wish(
            "Margem da marca própria acima de 30 %",
            2,
            75,
            4,
            way=Way(
                "Marca própria com margem à vista",
                "Se virem a margem por referência, trocam duas marcas de terceiros pela sua.",
                "Receita a 12 meses",
                ("Enviar análise de margem da marca própria", "Marcar reunião com a Mafalda Faria"),
                (("Marcar reunião com a Mafalda Faria", 1),),
            ),
        ),
        Wish("Uma só fatura por mês, com todas as lojas", 1, 20, 3, "preference", "assumed"),
        Wish("Encomendas feitas até às 17 horas entregues no dia seguinte", 4, 310, 4),
        Wish("Paletes baixas para as lojas pequenas", 3, 260, 3, "preference"),
        Wish(
            "Rótulos em espanhol para as lojas da fronteira",
            2,
            240,
            2,
            "preference",
            "assumed",
            grounds="Dito por um chefe de loja, por telefone.",
        ),
        Wish(
            "Aviso de rutura com dois dias de antecedência",
            4,
            200,
            4,
            "requirement",
            "assumed",
            grounds="Visto na visita ao entreposto: recontam as paletes à mão.",
        ),
    ),
    "Rio Claro": (
        Wish(
            "Resposta a uma reclamação em dois dias úteis",
            2,
            60,
            5,
            "requirement",
            way=Way(
                "Uma pessoa só para as reclamações",
                "Com um interlocutor fixo, cada reclamação é respondida em dois dias.",
                "Dias até responder a reclamações",
                ("Preparar a revisão trimestral",),
                (("Preparar a revisão trimestral", 0),),
            ),
        ),
        Wish(
            "Conservas com a nossa marca antes do verão",
            1,
            90,
            4,
            "deadline",
            way=Way(
                "Primeira linha de conservas da casa",
                "Três referências chegam para provar que a marca vende.",
                "Marca própria de conservas",
                ("Enviar nova amostra das sardinhas com tomate",),
            ),
            due=45,
        ),
        Wish("Catálogo com os preços líquidos, atualizado à segunda", 2, 320, 3, "preference"),
        Wish("Um só interlocutor para entreposto e lojas", 3, 280, 4),
        Wish("Relatório mensal das quebras", 4, 150, 4, "requirement", grounds="Pedido escrito de Bruno Salvador."),
    ),
    "Alvorada Express": (
        Wish("Descarga antes das seis no centro da cidade", 0, 230, 5, "requirement"),
        Wish("Fruta cortada em doses para a hora de almoço", 1, 170, 4),
        Wish("Seis lojas novas até à primavera", 2, 95, 5, "objective", due=120),
    ),
    "Vale Verde": (
        Wish("Alergénios indicados em todas as fichas", 2, 330, 5, "requirement"),
        Wish("Leguminosas secas de produção nacional", 2, 210, 4, "preference"),
    ),
    "Águas do Vale": (Wish("Duas entregas por semana na época alta", 2, 120, 4, "deadline", due=50),),
    "Padarias Trigo Alto": (Wish("Farinha de centeio com preço fixo por um ano", 0, 140, 5),),
    "Pinhal": (
        Wish("Fatura com o número da encomenda", 3, 220, 4, "requirement"),
        Wish("O mesmo motorista na rota de Pombal", 2, 160, 4),
        Wish("Gama biológica nas lojas da cidade", 1, 130, 4, "deadline", due=70),
    ),
    "Refeitórios Boa Lavra": (Wish("Grão nacional com preço por tonelada", 2, 85, 4),),
    "Cruzeiros Barra Longa": (Wish("Entrega no cais em menos de seis horas", 0, 200, 5, "requirement"),),
    "Monte Sul": (
        Wish("Encomenda automática em todas as lojas", 0, 300, 3),
        Wish("Lugar reservado na feira de Évora", 2, 250, 2, "preference", "assumed"),
        Wish("Caixas que não se partem na rota de Beja", 3, 190, 5, "requirement"),
        Wish(
            "Vinhos da região em lugar de destaque",
            0,
            50,
            4,
            way=Way(
                "Canto de vinhos regionais em todas as lojas",
                "Com expositor próprio, o vinho regional vende o dobro.",
                "Vinhos regionais",
                ("Preparar a proposta de vinhos regionais",),
                (("Preparar a proposta de vinhos regionais", 1),),
            ),
        ),
    ),
    "Quatro Marés Hotéis": (
        Wish("Marisco com preço fechado até ao verão", 0, 100, 5, "deadline", due=30),
        Wish("Peixe fresco também aos domingos", 1, 30, 4, way=Way("Rota de domingo no verão", "", "Peixe e marisco")),
    ),
}


def write_wishes(scene: Scene) -> None:
    """Before the actions are written, so that each knows what it is part of."""
    told = [(known, wish) for known in scene.clients for wish in WISHES.get(known.company.name, ())]
    needs = [_need(scene, known, wish) for known, wish in told]
    scene.chronicle.write(needs)
    for need, at, by in needs:
        scene.chronicle.tell("relationships.need_created", need, at=at, by=by, client_id=need.client_id, kind=need.kind)
    wished = [(known, wish.way, need) for (known, wish), need in zip(told, needs, strict=True) if wish.way]
    strategies = [_strategy(known, way, need) for known, way, need in wished]
    scene.chronicle.write(strategies)
    for (known, way, _), (strategy, at, by) in zip(wished, strategies, strict=True):
        scene.chronicle.tell("planning.strategy_created", strategy, at=at, by=by, client_id=strategy.client_id)
        known.pursued.update(dict.fromkeys(way.deeds, strategy))
        known.promised.update(_promised(known, way))


def _need(scene: Scene, known: Known, wish: Wish) -> Dated:
    need = Need(
        client=known.client,
        statement=wish.statement,
        kind=wish.kind,
        status=wish.status,
        stated_by=known.people[wish.by],
        stated_on=scene.day(wish.ago),
        importance=wish.importance,
        due_on=scene.day(-wish.due) if wish.due else None,
        assess_every=wish.every,
        grounds=wish.grounds,
        created_by=known.owner,
    )
    need.next_assessment_on = need.due_for_assessment(noted_on=scene.day(wish.ago))
    return Dated(need, scene.at(scene.day(wish.ago)), known.owner)


def _strategy(known: Known, way: Way, need: Dated) -> Dated:
    strategy = Strategy(
        client=known.client,
        title=way.title,
        hypothesis=way.hypothesis,
        need=need.record,
        objective=known.goals[way.goal],
        owner=known.owner,
    )
    return Dated(strategy, need.at, known.owner)


def _promised(known: Known, way: Way) -> Iterator[tuple[str, Contact]]:
    return ((title, known.people[place]) for title, place in way.promised)
