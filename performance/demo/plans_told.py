"""The plans of the demo clients in words: what the client wants, where we stand, what we do, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = Literal["agreed", "offline", "proposed", "countered", "declined"]


@dataclass(frozen=True, slots=True)
class Want:
    """A need, said `ago` days before today by one of the client's people."""

    statement: str
    kind: Literal["need", "preference", "objective", "requirement", "deadline"] = "need"
    by: int = 0
    ago: int = 60
    importance: int = 4
    status: Literal["assumed", "confirmed", "refuted"] = "confirmed"


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the SWOT; `want` is the place of the need it rests on, `note` what else shows it."""

    kind: Literal["S", "W", "O", "T"]
    text: str
    want: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A strategy. `inside` and `outside` are places in the SWOT, `deeds` the titles of actions that carry it out."""

    title: str
    why: str
    inside: int | None = None
    outside: int | None = None
    want: int | None = None
    goal: str = ""
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hazard:
    statement: str
    likelihood: int
    impact: int
    response: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """What became of a proposal, `ago` days before today; the first is agreed at the start of its goal."""

    goal: str
    answer: Answer
    ago: int = 0
    message: str = ""
    offered: int | None = None
    wanted: int | None = None
    reason: str = ""
    by: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    client: str
    ambition: str = ""
    reviewed: int = 12
    meets_in: int | None = None
    wants: tuple[Want, ...] = ()
    points: tuple[Point, ...] = ()
    ways: tuple[Way, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    deals: tuple[Deal, ...] = ()
    shared: tuple[str, ...] = ()
    """Titles of goals and actions that the client sees in the portal."""


ALVORADA = Told(
    client="Grupo Alvorada",
    ambition="Ser o fornecedor preferencial de frescos até ao fim do próximo ano.",
    reviewed=12,
    meets_in=18,
    wants=(
        Want("Abrir 12 lojas até ao fim do ano sem falhas de abastecimento na abertura", "objective", 0, 210, 5),
        Want("Rutura de frescos abaixo de 2% em todas as lojas", "objective", 2, 150, 5),
        Want("Entregas antes das 7h, de segunda a sábado", "requirement", 4, 95, 4),
        Want("Um só interlocutor para reclamações das lojas", "need", 3, 40, 4, "assumed"),
        Want("Relatórios por correio eletrónico, nunca por telefone", "preference", 1, 120, 2),
    ),
    points=(
        Point("S", "Rede de frio própria até à porta da loja", note="Auditoria de qualidade sem reparos"),
        Point("S", "Conhecemos o sortido das 40 lojas melhor do que qualquer concorrente"),
        Point("W", "Entregas atrasadas na loja 14 desde a mudança de rota", want=2),
        Point("W", "Um só contacto nosso fala com as compras"),
        Point("O", "Doze lojas novas previstas até ao fim do ano", want=0),
        Point("O", "A rutura de frescos é objetivo da direção", want=1),
        Point("T", "Marca própria de saladas em ensaio em três lojas", note="Visto em visita à loja 3"),
    ),
    ways=(
        Way(
            "Abastecer cada loja nova desde o primeiro dia",
            "Quem abastece a abertura fica com o linear: oito das últimas nove lojas mantiveram o fornecedor inicial.",
            inside=0, outside=4, want=0, goal="Novas lojas servidas",
        ),
        Way(
            "Reposição diária de frescos com contagem partilhada",
            "Com a contagem às 15h, a encomenda da noite cobre a rutura do dia seguinte.",
            inside=1, outside=5, want=1, goal="Gama fresca em linear",
        ),
        Way(
            "Segunda rota matinal para o norte",
            "Os atrasos da loja 14 vêm da última paragem da rota; dividi-la devolve quarenta minutos.",
            inside=2, outside=5, want=2, goal="Entregas a tempo",
        ),
        Way(
            "Gama de saladas com marca da cadeia",
            "Se a marca própria vier, que seja feita por nós.",
            inside=1, outside=6,
        ),
    ),
    hazards=(
        Hazard("Atraso nas aberturas por licenciamento", 4, 4, "Ponto mensal com a expansão; plano por loja"),
        Hazard("Saída do diretor de compras", 2, 5, "Dar a conhecer mais duas pessoas da nossa equipa"),
    ),
    deals=(
        Deal("Receita a 12 meses", "agreed", message="O plano das doze lojas, traduzido em números."),
        Deal(
            "Novas lojas servidas", "countered", 2, "Doze aberturas até novembro, como combinado na reunião.", 12, 10,
            "Duas das lojas só têm licença no próximo ano.",
        ),
        Deal("Gama fresca em linear", "offline"),
    ),
    shared=("Receita a 12 meses", "Novas lojas servidas", "Entregas a tempo"),
)  # fmt: skip

RIO_CLARO = Told(
    client="Rio Claro",
    ambition="Duplicar as categorias em que somos a primeira escolha.",
    reviewed=47,
    wants=(
        Want("Baixar o custo logístico por caixa em 5%", "objective", 0, 130, 5),
        Want("Marca própria de conservas nas lojas antes do verão", "deadline", 0, 80, 4),
        Want("Encomendas por EDI, sem dupla digitação", "requirement", 0, 200, 3),
    ),
    points=(
        Point("S", "Fábrica de conservas com capacidade livre"),
        Point("W", "Prazo de resposta a pedidos de preço acima de três dias"),
        Point("O", "Marca própria de conservas por lançar", want=1),
        Point("T", "Concurso logístico no próximo ano", want=0),
    ),
    ways=(
        Way(
            "Produzir a marca própria de conservas",
            "A capacidade livre dá-nos custo marginal; a cadeia ganha margem.",
            inside=0, outside=2, want=1, goal="Marca própria de conservas",
        ),
    ),
    hazards=(Hazard("Perder o concurso logístico", 3, 5, "Proposta conjunta com o transportador"),),
    deals=(
        Deal("Receita a 12 meses", "agreed"),
        Deal(
            "Marca própria de conservas", "proposed", 3,
            "Três referências a partir de maio, com o volume que vimos em conjunto.", 150_000,
        ),
    ),
    shared=("Receita a 12 meses", "Marca própria de conservas"),
)  # fmt: skip

VALE_VERDE = Told(
    client="Vale Verde",
    ambition="Voltar a ser visto como parceiro, e não como fornecedor de recurso.",
    reviewed=20,
    wants=(
        Want("Prazo de entrega de 48 horas em todas as encomendas", "requirement", 0, 100, 5),
        Want("Reduzir o desperdício de frescos para metade", "objective", 0, 60, 4, "assumed"),
    ),
    points=(
        Point("S", "Relação próxima com a direção das lojas"),
        Point("W", "Margem abaixo da média da carteira"),
        Point("O", "Querem reduzir o desperdício", want=1),
        Point("T", "Concorrente com entrega em 24 horas", want=0),
    ),
    deals=(
        Deal(
            "Receita a 12 meses", "declined", 9, "O valor do ano passado mais as duas lojas novas.", 480_000,
            reason="Este ano não contamos crescer: a obra na loja principal dura até ao outono.",
        ),
    ),
)  # fmt: skip

TOLD = (ALVORADA, RIO_CLARO, VALE_VERDE)
