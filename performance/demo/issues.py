"""What the demo clients asked and complained about: open, waiting, solved, with what was said and what was learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import pgtrigger

from accounts.clocks import courses_of, put_clocks, rungs_ahead
from accounts.models import Issue, IssueAlert, IssueMessage, IssueStatusChange
from accounts.models.issue import DONE, Status
from accounts.service_levels import agree_times, rungs
from accounts.working_time import WorkingTime, working_time_of
from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene

HOUR = 3600
CLOCKS = ("response_due_at", "resolution_due_at", "resolution_seconds", "next_alert_at")


@dataclass(frozen=True, slots=True)
class Step:
    """So many hours of working time after the opening; `text` is said by us unless `theirs`, `status` follows."""

    after: float
    text: str = ""
    status: str = ""
    theirs: bool = False
    among_us: bool = False
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An issue opened so many days ago; `by` is the place of who reported it among the client's people."""

    client: str
    title: str
    ago: int
    by: int = 0
    kind: Literal["query", "problem", "complaint"] = "problem"
    severity: Literal["critical", "high", "normal", "low"] = "normal"
    route: Literal["person", "phone", "email", "portal"] = "email"
    told: str = ""
    steps: tuple[Step, ...] = ()
    cause: str = ""
    cause_told: str = ""
    knowledge: str = ""
    rating: int | None = None
    news_in: int | None = None  # hours from now; negative: was promised and is owed
    is_shared: bool = True


CASES = (
    Case(
        "Grupo Alvorada",
        "Loja 14: mercadoria depois da abertura três vezes esta semana",
        6,
        3,
        "complaint",
        "high",
        "phone",
        "A carga chegou às 7h40, 7h55 e 8h10. A loja abre às 7h30 e ficou sem frescos.",
        (
            Step(1.5, "Já falámos com o transportador. Damos notícias amanhã de manhã.", minutes=20),
            Step(5, "O motorista novo faz a rota pela ordem antiga.", among_us=True, minutes=15),
        ),
        news_in=-3,
    ),
    Case(
        "Grupo Alvorada",
        "Fatura com preço diferente do acordado nas conservas",
        12,
        1,
        "problem",
        "normal",
        "email",
        "O preço acordado em reunião não foi aplicado em duas referências.",
        (
            Step(3, "Vamos confirmar com a faturação e corrigir.", minutes=10),
            Step(14, "Precisamos do número da encomenda para emitir a nota de crédito.", "waiting", minutes=10),
        ),
    ),
    Case(
        "Grupo Alvorada",
        "Como pedir paletes baixas para as lojas pequenas?",
        0,
        3,
        "query",
        "low",
        "portal",
        "Gostávamos de as pedir já na próxima encomenda.",
    ),
    Case(
        "Monte Sul",
        "Reclamação sem resposta há mais de dois dias",
        3,
        2,
        "complaint",
        "critical",
        "phone",
        "Pediram resposta em dois dias úteis e ninguém ligou de volta.",
        (Step(6, "Pedimos desculpa. O Tiago trata disto hoje.", minutes=25),),
    ),
    Case(
        "Rio Claro",
        "Caixas de sardinha amolgadas no entreposto",
        40,
        3,
        "problem",
        "high",
        "email",
        steps=(
            Step(2, "Recolhemos as caixas amanhã e repomos na quinta.", minutes=15),
            Step(9, status="solved"),
            Step(20, "Chegou tudo em ordem, obrigado.", theirs=True, status="closed"),
        ),
        cause="delivery",
        cause_told="Paletes de quatro níveis sem cantoneira.",
        knowledge="Conservas em lata: três níveis por palete e cantoneira. O armazém 2 tem-nas.",
        rating=4,
    ),
    Case(
        "Alvorada Express",
        "Rutura de fruta cortada à hora de almoço",
        1,
        1,
        severity="high",
        route="phone",
        steps=(Step(1, "Reforçamos a entrega das 10h a partir de amanhã.", minutes=10),),
        news_in=20,
    ),
    Case(
        "Alvorada Express",
        "Fotografias dos produtos para a aplicação da loja",
        2,
        0,
        "query",
        "low",
        steps=(
            Step(1, "Enviamos as que temos até sexta. Servem em formato quadrado?", minutes=5),
            Step(4, "Servem. Faltam-nos também as das saladas, por favor.", "open", theirs=True),
        ),
    ),
    Case(
        "Pinhal",
        "Faturas sem o número da encomenda",
        75,
        3,
        severity="low",
        steps=(Step(4, "A partir de hoje vai em todas.", minutes=30), Step(30, status="closed")),
        cause="billing",
        cause_told="O campo não passava do portal de encomendas para a faturação.",
        knowledge="Ativar “referência do cliente” na ficha, no separador da faturação.",
        rating=5,
    ),
    Case(
        "Pinhal",
        "Entrega trocada entre Pombal e Leiria",
        130,
        2,
        severity="high",
        route="phone",
        steps=(Step(1, "O camião volta hoje à tarde.", minutes=20), Step(6, status="closed")),
        cause="delivery",
        cause_told="Etiquetas impressas com a rota da véspera.",
        rating=3,
    ),
    Case(
        "Vale Verde",
        "Ficha técnica do grão sem alergénios",
        20,
        kind="query",
        severity="normal",
        steps=(Step(5, "Segue em anexo a ficha corrigida.", minutes=15), Step(8, status="solved")),
        cause="information",
        cause_told="A ficha em linha era a do ano passado.",
        knowledge="As fichas em vigor estão na pasta Qualidade; a página é atualizada ao dia 1.",
    ),
    Case(
        "Monte Sul",
        "Caixas que se partem na rota de Beja",
        8,
        1,
        "complaint",
        "high",
        "phone",
        "Quarta vez desde o verão.",
        (
            Step(2, "Mandamos caixas reforçadas já na próxima carga.", minutes=20),
            Step(12, "Continuam a chegar partidas.", "open", theirs=True),
        ),
    ),
    Case(
        "Monte Sul",
        "Caixas partidas na rota de Beja",
        95,
        1,
        severity="high",
        route="phone",
        steps=(Step(3, "Creditamos as caixas partidas.", minutes=15), Step(40, status="closed")),
        cause="product",
        cause_told="Cartão simples em estrada de terra.",
        knowledge="Rota de Beja: só cartão duplo.",
        rating=2,
    ),
    Case(
        "Quatro Marés Hotéis",
        "Dois pedidos de marisco por entregar ao domingo",
        2,
        severity="normal",
        steps=(Step(7, "Podem dizer-nos a que horas abre o cais?", "waiting", minutes=10),),
    ),
    Case(
        "Cruzeiros Barra Longa",
        "Entrega no cais fora da janela de seis horas",
        55,
        severity="critical",
        route="phone",
        steps=(Step(0.5, "O camião está a dez minutos.", minutes=30), Step(2, status="closed")),
        cause="delivery",
        cause_told="Greve no porto, sem aviso ao motorista.",
        rating=5,
    ),
    Case(
        "Padarias Trigo Alto",
        "Farinha com humidade acima do contratado",
        160,
        severity="high",
        steps=(Step(3, "Recolhemos o lote e enviamos outro.", minutes=40), Step(16, status="closed")),
        cause="product",
        cause_told="Silo aberto durante a chuva.",
        knowledge="Medir a humidade à saída quando choveu na véspera.",
        rating=4,
    ),
    Case(
        "Refeitórios Boa Lavra",
        "Senha do portal de encomendas expirada",
        0,
        kind="query",
        severity="low",
        is_shared=False,
    ),
)


@dataclass(slots=True)
class Written:
    """A case as it is being written, with the log of its status."""

    case: Case
    known: Known
    issue: Issue
    hours: WorkingTime
    moves: list[tuple[datetime, str]] = field(default_factory=list)
    said: list[IssueMessage] = field(default_factory=list)

    def when(self, after: float, *, until: datetime) -> datetime:
        found = self.hours.after(self.issue.opened_at, int(after * HOUR))
        return min(found or until, until)


def write_issues(scene: Scene) -> None:
    known = {one.company.name: one for one in scene.clients}
    written = [_begun(scene, known[case.client], case) for case in CASES]
    for one in written:
        _tell(scene, one)
    scene.chronicle.write([Dated(one.issue, one.issue.opened_at, one.known.owner) for one in written])
    scene.chronicle.write([_dated(one, message) for one in written for message in one.said])
    IssueStatusChange.objects.bulk_create([change for one in written for change in _changes(one)])
    IssueAlert.objects.bulk_create([alert for one in written for alert in _settled(scene, one)])
    with pgtrigger.ignore():
        Issue.objects.bulk_update([one.issue for one in written], CLOCKS)
    for one in written:
        _chronicle(scene, one)


def _begun(scene: Scene, known: Known, case: Case) -> Written:
    issue = Issue(
        client=known.client,
        title=case.title,
        description=case.told,
        kind=case.kind,
        severity=case.severity,
        reporter=known.people[case.by],
        route=case.route,
        owner=known.owner,
        opened_at=scene.at(scene.day(case.ago)),
        is_shared=case.is_shared,
        key=f"{scene.rng.getrandbits(64):016x}",
        created_by=None if case.route == "portal" else known.owner,
    )
    issue.cause, issue.cause_told, issue.knowledge = case.cause, case.cause_told, case.knowledge
    agree_times(issue)
    return Written(case, known, issue, working_time_of(issue.calendar), [(issue.opened_at, Status.NEW)])


def _tell(scene: Scene, one: Written) -> None:
    issue, case = one.issue, one.case
    for step in case.steps:
        at = one.when(step.after, until=scene.now)
        if step.text:
            _say(one, step, at)
        if step.status and step.status != issue.status:
            issue.status = step.status
            one.moves.append((at, step.status))
    last = one.moves[-1][0]
    issue.waiting_since = last if issue.status == Status.WAITING else None
    issue.solved_at = next((at for at, status in one.moves if status in DONE), None)
    issue.closed_at = last if issue.status == Status.CLOSED else None
    issue.rating, issue.rated_at = case.rating, issue.closed_at if case.rating else None
    issue.asked_at = issue.rated_at
    if case.news_in is not None:
        issue.next_update_at = scene.now + timedelta(hours=case.news_in)


def _say(one: Written, step: Step, at: datetime) -> None:
    audience = IssueMessage.Audience.INTERNAL if step.among_us else IssueMessage.Audience.CLIENT
    by, contact = (None, one.issue.reporter) if step.theirs else (one.known.owner, None)
    said = IssueMessage(issue=one.issue, audience=audience, body=step.text, at=at, by=by, contact=contact)
    said.minutes = step.minutes
    one.said.append(said)
    if not step.among_us and not step.theirs and one.issue.responded_at is None:
        one.issue.responded_at = at
        one.issue.status = Status.OPEN
        one.moves.append((at, Status.OPEN))


def _dated(one: Written, message: IssueMessage) -> Dated:
    return Dated(message, message.at, message.by or one.known.owner)


def _changes(one: Written) -> Iterator[IssueStatusChange]:
    for at, status in one.moves:
        by = None if status == Status.NEW else one.known.owner
        yield IssueStatusChange(issue=one.issue, at=at, status=status, severity=one.issue.severity, by=by)


def _settled(scene: Scene, one: Written) -> list[IssueAlert]:
    """What was told of the clocks until now, so that nobody is mailed about it again."""
    courses = courses_of(one.issue, one.moves, one.hours, scene.now)
    ahead = rungs_ahead(courses, set(), rungs())
    alerts = [
        IssueAlert(issue=one.issue, clock=clock, percent=percent, due_at=due, told_at=due)
        for (clock, percent), due in ahead
        if due <= scene.now
    ]
    put_clocks(one.issue, courses, {(alert.clock, alert.percent) for alert in alerts}, rungs())
    return alerts


def _chronicle(scene: Scene, one: Written) -> None:
    issue, owner = one.issue, one.known.owner
    told = {"severity": issue.severity, "kind": issue.kind}
    scene.chronicle.tell(
        "accounts.issue_opened", issue, at=issue.opened_at, by=owner, client_id=issue.client_id, **told
    )
    for at, status in one.moves[1:]:
        scene.chronicle.tell(f"accounts.issue_{status}", issue, at=at, by=owner, client_id=issue.client_id)
