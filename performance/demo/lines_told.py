"""Who reports to whom at the demo clients, who has a say with whom, and a few more people of the largest. Invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from performance.demo.story import Colleague, Person, Talk

LOGISTICS = "Direção de logística"  # a role still to be identified


@dataclass(frozen=True, slots=True)
class Line:
    """By name, so many days ago; ended `until` days ago, if it has."""

    who: str
    whom: str
    kind: Literal["reports_to", "influences", "differs"] = "reports_to"
    ago: int = 240
    until: int | None = None


# They follow the people of the company's own story, after its conversations are told.
MORE_PEOPLE: dict[str, tuple[Person, ...]] = {
    "Grupo Alvorada": (
        Person("Sérgio Vilar", "Diretor de operações de loja"),
        Person("Joana Travassos", "Compradora de frescos"),
        Person("Henrique Salgueiro", "Comprador de mercearia"),
        Person("Isabel Monteiro", "Gestora da marca própria"),
        Person("Alexandre Pimenta", "Tesouraria"),
        Person("Cristina Varela Lobo", "Controlo de gestão"),
        Person("Duarte Lage", "Diretor de sistemas"),
        Person("Vítor Saldanha", "Chefe do entreposto"),
        Person("Tomás Queirós", "Responsável da loja 3"),
    ),
}

MORE_TALKS: dict[str, tuple[tuple[Talk, Colleague], ...]] = {
    "Grupo Alvorada": (
        (Talk(36, "call", "O Sérgio quer um calendário de entregas por loja até dezembro.", (6,)), "joao"),
        (Talk(42, "visit", "Prova de fruta de inverno com a Joana; ficou com três amostras.", (7,)), "joao"),
        (Talk(38, "meeting", "Revisão da gama de marca própria com a Isabel e o Pedro.", (9, 2)), "ana"),
        (Talk(46, "email", "A Cristina enviou a margem por loja; pede a nossa conta para comparar.", (11,)), "ana"),
        (Talk(51, "call", "O Vítor confirma que o entreposto aceita descargas desde as 5h.", (13,)), "joao"),
        (Talk(80, "meeting", "Primeira conversa com o Duarte sobre a troca eletrónica de encomendas.", (12,)), "ana"),
        (Talk(140, "call", "Acertadas duas faturas em atraso com a tesouraria.", (10,)), "ana"),
    ),
}

LINES: dict[str, tuple[Line, ...]] = {
    "Grupo Alvorada": (
        Line("Mafalda Faria", "Ricardo Nunes"),
        Line("Pedro Reis", "Ricardo Nunes"),
        Line("Sérgio Vilar", "Ricardo Nunes"),
        Line("Duarte Lage", "Ricardo Nunes"),
        Line("Celeste Marinho", "Ricardo Nunes", until=62),
        Line(LOGISTICS, "Ricardo Nunes", ago=50),
        Line("Nuno Peixoto", "Celeste Marinho", until=62),
        Line("Nuno Peixoto", LOGISTICS, ago=50),
        Line("Vítor Saldanha", LOGISTICS, ago=48),
        Line("Joana Travassos", "Pedro Reis"),
        Line("Henrique Salgueiro", "Pedro Reis"),
        Line("Isabel Monteiro", "Pedro Reis"),
        Line("Alexandre Pimenta", "Mafalda Faria"),
        Line("Cristina Varela Lobo", "Mafalda Faria"),
        Line("Lurdes Abrantes", "Sérgio Vilar"),
        Line("Tomás Queirós", "Sérgio Vilar"),
        Line("Pedro Reis", "Mafalda Faria", "influences", 120),
        Line("Cristina Varela Lobo", "Ricardo Nunes", "influences", 90),
        Line("Duarte Lage", "Pedro Reis", "differs", 60),
    ),
    "Rio Claro": (
        Line("Graça Teles", "Álvaro Pinheiro"),
        Line("Bruno Salvador", "Álvaro Pinheiro"),
        Line("Susana Vieira Couto", "Graça Teles"),
        Line("Mário Falcão", "Graça Teles"),
        Line("Bruno Salvador", "Graça Teles", "influences", 70),
    ),
    "Alvorada Express": (Line("Vasco Lemos", "Helena Cordeiro"), Line("Dulce Amaral", "Helena Cordeiro")),
    "Monte Sul": (
        Line("Catarina Belo", "Manuel Toscano"),
        Line("Diogo Rasquinho", "Catarina Belo"),
        Line("Olga Serpa", "Manuel Toscano"),
        Line("Olga Serpa", "Diogo Rasquinho", "differs", 45),
    ),
    "Quatro Marés Hotéis": (
        Line("Xavier Lobato", "Margarida Pontes"),
        Line("Rodrigo Espada", "Margarida Pontes", "influences", 100),
    ),
}
