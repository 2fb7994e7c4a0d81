"""The plans of the demo clients in words: what the client wants, where we stand, what we do, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = Literal["agreed", "offline", "proposed", "countered", "declined"]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the SWOT; `want` is the place of the wish it rests on, `note` what else shows it."""

    kind: Literal["S", "W", "O", "T"]
    text: str
    want: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A strategy made of two lines of the SWOT, by their places; `why` where it is told nowhere else."""

    title: str
    inside: int
    outside: int
    why: str = ""


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
    points: tuple[Point, ...] = ()
    pairs: tuple[Pair, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    deals: tuple[Deal, ...] = ()
    shared: tuple[str, ...] = ()
    """Titles of goals that the client sees in the portal."""


ALVORADA = Told(
    client="Grupo Alvorada",
    ambition="Ser o fornecedor preferencial de frescos até ao fim do próximo ano.",
    reviewed=12,
    meets_in=18,
    points=(
        Point("S", "Rede de frio própria até à porta da loja", note="Auditoria de qualidade sem reparos"),
        Point("S", "Conhecemos o sortido das 40 lojas melhor do que qualquer concorrente"),
        Point("W", "Entregas atrasadas na loja 14 desde a mudança de rota", want=1),
        Point("W", "Um só contacto nosso fala com as compras"),
        Point("O", "Doze lojas novas previstas até ao fim do ano", want=0),
        Point("O", "Querem a mercadoria na loja antes das sete", want=1),
        Point("T", "Marca própria de saladas em ensaio em três lojas", note="Visto em visita à loja 3"),
    ),
    pairs=(
        Pair("Abastecer cada loja nova desde a abertura", 0, 4),
        Pair("Devolver as rotas de Gaia à madrugada", 2, 5),
        Pair("Gama de saladas com a marca da cadeia", 1, 6, "Se a marca própria vier, que seja feita por nós."),
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
    points=(
        Point("S", "Fábrica de conservas com capacidade livre"),
        Point("W", "Prazo de resposta a pedidos de preço acima de três dias"),
        Point("O", "Marca própria de conservas por lançar", want=1),
        Point("T", "Concurso logístico no próximo ano", note="Anunciado na reunião anual"),
    ),
    pairs=(Pair("Primeira linha de conservas da casa", 0, 2),),
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
    points=(
        Point("S", "Relação próxima com a direção das lojas"),
        Point("W", "Margem abaixo da média da carteira"),
        Point("O", "Querem reduzir o desperdício", note="Dito pela direção em visita"),
        Point("T", "Concorrente com entrega em 24 horas"),
    ),
    deals=(
        Deal(
            "Receita a 12 meses", "declined", 9, "O valor do ano passado mais as duas lojas novas.", 480_000,
            reason="Este ano não contamos crescer: a obra na loja principal dura até ao outono.",
        ),
    ),
)  # fmt: skip

TOLD = (ALVORADA, RIO_CLARO, VALE_VERDE)
