"""What we think of the people at the demo clients, in words one could read out to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from performance.demo.story import Colleague


@dataclass(frozen=True, slots=True)
class Judgement:
    """Opinions noted on one day, for one reason, with the values of their traits."""

    ago: int
    evidence: str
    role: str = ""
    influence: int | None = None
    support: int | None = None
    orientation: str = ""
    standing: str = ""
    audience: Literal["readers", "workers", "author"] = "workers"
    by: Colleague | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One person: by their place among the client's people, or a role still to be identified by its name."""

    who: int | str
    judged: tuple[Judgement, ...] = ()
    known: tuple[tuple[Colleague, int, int | None, int], ...] = ()
    """(colleague, level now, level wanted, days ago)"""
    owner: Colleague | None = None
    every: int | None = None
    channel: Literal["", "email", "phone", "meeting", "video", "chat"] = ""
    hours: str = ""
    wishes: str = ""


LOOKS: dict[str, tuple[Look, ...]] = {
    "Grupo Alvorada": (
        Look(
            0,
            (
                Judgement(260, "Assinou o contrato-quadro sem consultar mais ninguém.", "decides", 10, 1, "business"),
                Judgement(38, "Adiou duas vezes a reunião trimestral; pediu contas das entregas.", support=0),
                Judgement(200, "Preside à comissão executiva.", standing="inner", audience="readers"),
            ),
            (("ana", 2, 3, 40), ("marta", 1, None, 120)),
            "ana",
            45,
            "meeting",
            "Manhãs, nunca à segunda",
            "Quer uma página só, com números. Decide depressa quando vê o impacto nas lojas.",
        ),
        Look(
            1,
            (
                Judgement(190, "Aprova todas as condições de pagamento.", "technical", 8, 0, "financial", "structure"),
                Judgement(33, "Pediu a outro fornecedor uma proposta para a marca própria.", support=-1),
            ),
            (("ana", 1, 2, 70),),
            "ana",
            30,
            "email",
            "Terças e quintas, depois das 15h",
            "Responde por escrito. Prefere folhas de cálculo a apresentações.",
        ),
        Look(
            2,
            (
                Judgement(210, "Levou a nossa proposta de frescos à administração.", "champion", 6, 2, "relationship"),
                Judgement(90, "Foi chamado para a comissão de sortido.", standing="structure"),
            ),
            (("ana", 2, None, 60), ("joao", 3, None, 25)),
            "joao",
            14,
            "phone",
            "",
            "Trata-se por tu. Gosta de provar antes de falar de preços.",
        ),
        Look(
            3,
            (
                Judgement(
                    40, "Recebe a mercadoria e regista as faltas.", "user", 3, -1, "technical", "outside", "readers"
                ),
            ),
            (("joao", 2, None, 40),),
            "joao",
        ),
        Look(
            4, (Judgement(75, "As rotas são desenhadas por ele.", "influencer", 4, 1),), (("joao", 1, 2, 30),), "joao"
        ),
        Look(
            5, (Judgement(300, "Defendia-nos nas reuniões de operações.", "champion", 7, 2),), (("ana", 3, None, 300),)
        ),
        Look(
            "Direção de logística",
            (Judgement(50, "O lugar de Celeste Marinho vai ser preenchido até ao fim do ano.", "decides", 7),),
            owner="ana",
        ),
        Look(
            6,
            (Judgement(70, "Fala pelas lojas na comissão executiva.", "influencer", 7, 1, "business", "structure"),),
            (("joao", 2, 3, 20),),
            every=30,
        ),
        Look(7, (Judgement(60, "Escolhe a fruta e os legumes.", "user", 4, 2),), (("joao", 3, None, 42),), "joao", 60),
        Look(8, (Judgement(60, "Compra a mercearia seca.", "influencer", 3, 0),)),
        Look(
            9,
            (Judgement(45, "Define a gama da marca própria.", "technical", 6, 1, "technical"),),
            (("ana", 2, None, 30), ("joao", 1, None, 30)),
            "ana",
            60,
            "video",
        ),
        Look(10, (Judgement(150, "Executa os pagamentos.", "contact", 2, 0),), (("ana", 1, None, 150),)),
        Look(
            11,
            (Judgement(30, "O Ricardo pergunta-lhe antes de decidir.", "influencer", 5, 0, "financial", "inner"),),
            (("ana", 1, 2, 46),),
            "ana",
            90,
        ),
        Look(12, (Judgement(75, "Quer um só sistema de encomendas.", "technical", 5, -1),), (("ana", 1, None, 75),)),
        Look(13, (Judgement(20, "Dirige as descargas.", "user", 3, 1),), (("joao", 2, None, 51),), "joao", 90),
    ),
    "Alvorada Express": (
        Look(
            0,
            (Judgement(120, "Decide a gama das lojas de conveniência.", "decides", 9, 1, "business"),),
            (("ana", 2, 3, 50),),
            "ana",
            60,
            "meeting",
        ),
        Look(1, (Judgement(60, "Faz as encomendas da semana.", "user", 4, 1),), (("joao", 2, None, 60),), "joao"),
    ),
    "Rio Claro": (
        Look(
            0,
            (
                Judgement(
                    170, "Conduz a negociação e fecha as condições.", "decides", 8, 1, "relationship", "structure"
                ),
                Judgement(20, "Convidou-nos para o encontro de fornecedores.", support=2),
            ),
            (("ana", 3, None, 45), ("marta", 1, 2, 100)),
            "ana",
            21,
            "phone",
            "De manhã cedo",
        ),
        Look(
            1,
            (Judgement(150, "Dá a última palavra acima de 100 mil euros.", "sponsor", 10, 0, "financial", "inner"),),
            (("marta", 1, 2, 90),),
            "marta",
            90,
            "meeting",
        ),
        Look(
            2,
            (Judgement(80, "Compara-nos com dois fornecedores em cada encomenda.", "technical", 5, -1, "financial"),),
            (("ana", 1, 2, 35),),
            "ana",
            30,
            "email",
        ),
        Look(3, (Judgement(60, "Avisa-nos quando falta alguma coisa.", "user", 3, 2),), (("joao", 2, None, 60),)),
    ),
    "Vale Verde": (
        Look(
            0,
            (Judgement(100, "Escolhe os fornecedores de todas as cantinas.", "decides", 8, 1),),
            (("ana", 2, None, 80),),
            "ana",
            45,
            "email",
        ),
        Look(2, (Judgement(45, "Aprova as fichas técnicas dos produtos.", "technical", 5, 0, "technical"),), (), "ana"),
    ),
    "Padarias Trigo Alto": (
        Look(
            0,
            (Judgement(130, "Fundou a casa e decide tudo.", "decides", 10, 2, "relationship", "inner", "readers"),),
            (("joao", 3, None, 90),),
            "joao",
            60,
            "phone",
            "Depois do almoço",
        ),
    ),
    "Monte Sul": (
        Look(
            0,
            (
                Judgement(160, "Abriu-nos a porta das doze lojas.", "champion", 8, 2, "relationship", "structure"),
                Judgement(
                    15, "Só para mim: pondera mudar de funções no próximo ano.", standing="outside", audience="author"
                ),
            ),
            (("rui", 3, None, 50), ("tiago", 1, 2, 110)),
            "rui",
            21,
            "phone",
            "Entre as 9h e as 11h",
            "Quer saber primeiro as más notícias.",
        ),
        Look(
            1,
            (Judgement(70, "Escolhe o peixe e os legumes.", "user", 5, 1, "technical"),),
            (("sofia", 2, 3, 45),),
            "sofia",
        ),
        Look(
            2,
            (Judgement(150, "Assina os contratos anuais.", "decides", 10, 0, "financial", "inner"),),
            (("tiago", 1, 2, 60),),
            "rui",
            60,
            "meeting",
        ),
        Look(3, (Judgement(35, "Recusou um lote em setembro, com razão.", "technical", 4, -1, "technical"),)),
    ),
    "Pinhal": (
        Look(
            0,
            (Judgement(140, "Acompanha pessoalmente a recuperação das entregas.", "decides", 9, 0, "business"),),
            (("rui", 2, 3, 40), ("tiago", 2, None, 70)),
            "rui",
            30,
            "meeting",
        ),
        Look(
            1,
            (
                Judgement(200, "Ameaçou rescindir no ano passado.", "technical", 7, -2, "financial"),
                Judgement(25, "Elogiou a recuperação diante da direção.", support=1),
            ),
            (("rui", 2, None, 25),),
            "rui",
            21,
            "email",
        ),
        Look(
            "Responsável pela marca própria",
            (Judgement(30, "Foi anunciado um lugar novo nas compras.", "influencer", 6),),
            owner="rui",
        ),
    ),
    "Quatro Marés Hotéis": (
        Look(
            0,
            (Judgement(90, "Negoceia por todos os hotéis do grupo.", "decides", 8, 1, "business", "structure"),),
            (("sofia", 2, None, 60),),
            "sofia",
            30,
            "email",
        ),
        Look(
            1,
            (Judgement(50, "Define as ementas e exige peixe do dia.", "influencer", 6, 2, "technical"),),
            (("sofia", 3, None, 50),),
            "sofia",
        ),
    ),
}
