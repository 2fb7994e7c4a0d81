"""What the demo clients answer when they are asked: waves that are over, some that run, and a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import Contact
from kam.models import User
from performance.demo import cast
from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene
from performance.demo.story import Colleague
from planning.models import Action
from planning.services.survey import next_working_day
from relationships.models import Invitation, Response, Survey
from relationships.services.survey_token import new_invitation

OPEN_FOR, REMIND_AFTER = 14, 5  # days
SCALES: dict[str, tuple[int, ...]] = {"nps": (10, 9, 9, 9, 8, 8, 7, 10, 6, 9), "csat": (5, 4, 4, 5, 3, 4, 5, 4)}


@dataclass(frozen=True, slots=True)
class Wave:
    """When it went out (days ago), and what people said of whom the story tells; None: they did not answer."""

    ago: int
    said: dict[str, tuple[int, str] | None]


@dataclass(frozen=True, slots=True)
class Asking:
    name: str
    kind: str
    by: Colleague
    team: str
    waves: tuple[Wave, ...]
    about: str = ""
    owner: Colleague | None = None
    repeat_months: int | None = None


NORTHERN = Asking(
    "Recomendação · Norte",
    "nps",
    "marta",
    cast.NORTH,
    (
        Wave(
            190,
            {
                "Ricardo Nunes": (9, "Equipa que responde sempre. Continuem assim na abertura das lojas."),
                "Mafalda Faria": (8, ""),
                "Pedro Reis": (9, "Boa gama de frescos."),
                "Lurdes Abrantes": (9, "As entregas chegam antes das sete."),
                "Graça Teles": (7, "Preços no limite, serviço bom."),
                "Álvaro Pinheiro": None,
                "Teresa Mourão": (10, "Ajudaram-nos a baixar o desperdício."),
                "Leonor Quaresma": (9, ""),
            },
        ),
        Wave(
            98,
            {
                "Ricardo Nunes": (9, "O plano para as lojas novas está bem feito."),
                "Mafalda Faria": (7, "Gostava de uma só fatura por mês."),
                "Pedro Reis": (8, ""),
                "Lurdes Abrantes": (6, "Três atrasos este mês na loja 14."),
                "Nuno Peixoto": (8, "A comunicação das rotas melhorou."),
                "Graça Teles": (8, ""),
                "Álvaro Pinheiro": (5, "As reclamações demoram demasiado a ter resposta."),
                "Teresa Mourão": (10, "Recomendo sem hesitar."),
                "Leonor Quaresma": None,
            },
        ),
        Wave(
            6,
            {
                "Ricardo Nunes": (8, "Continuamos contentes, mas olhem para a loja 14."),
                "Mafalda Faria": None,
                "Pedro Reis": (7, "Falta gama fresca ao fim de semana."),
                "Lurdes Abrantes": (3, "A mercadoria chega depois das oito e a loja abre sem frescos."),
                "Graça Teles": (9, "A pessoa dedicada às reclamações fez toda a diferença."),
                "Álvaro Pinheiro": None,
                "Teresa Mourão": (9, ""),
                "Leonor Quaresma": (10, "Nunca faltou nada no verão."),
            },
        ),
    ),
    repeat_months=3,
)

SOUTHERN = Asking(
    "Recomendação · Sul",
    "nps",
    "tiago",
    cast.SOUTH,
    (
        Wave(185, {"Catarina Belo": (8, "Bom começo."), "Paulo Gameiro": (9, ""), "Margarida Pontes": (9, "")}),
        Wave(
            95,
            {
                "Catarina Belo": (9, "Os vinhos regionais foram uma boa ideia."),
                "Paulo Gameiro": (4, "A margem desceu e ninguém nos explicou porquê."),
                "Sílvia Portas": (6, "Faturas com erros dois meses seguidos."),
                "Margarida Pontes": (10, "O peixe é o melhor que temos."),
            },
        ),
    ),
)

DELIVERIES = Asking(
    "Entregas · clientes do Rui",
    "csat",
    "rui",
    cast.SOUTH,
    (
        Wave(
            5,
            {
                "Diogo Rasquinho": (5, "Pontuais, e com a temperatura certa."),
                "Manuel Toscano": (4, ""),
                "Olga Serpa": None,
                "Paulo Gameiro": None,
                "Jorge Caldeira": (2, "Duas paletes trocadas na semana passada."),
                "Beatriz Neto Fialho": (4, "Melhorou desde a primavera."),
            },
        ),
    ),
    about="as entregas",
    owner="rui",
)


def write_surveys(scene: Scene) -> None:
    for asking in (NORTHERN, SOUTHERN, DELIVERIES):
        _write(scene, asking, Random(asking.name))  # noqa: S311 - a story needs no secrecy
    _draft(scene)


def _write(scene: Scene, asking: Asking, rng: Random) -> None:
    before = None
    for wave in asking.waves:
        survey = _survey(scene, asking, wave, follows=before)
        before = survey
        asked = [(known, person) for known in _clients(scene, asking, wave) for person in known.people]
        for known, person in asked:
            if person.left_on is None or person.left_on > survey.opens_on:
                _ask(scene, survey, person, wave, known=known, rng=rng)


def _clients(scene: Scene, asking: Asking, wave: Wave) -> list[Known]:
    """Those that were clients by then, with time for their people to become known."""
    mine = [known for known in scene.clients if known.client.team.name == asking.team]
    mine = [known for known in mine if asking.owner is None or known.owner == scene.us[asking.owner]]
    return [known for known in mine if known.company.since > wave.ago + 100]


def _survey(scene: Scene, asking: Asking, wave: Wave, *, follows: Survey | None) -> Survey:
    opens_on = scene.day(wave.ago)
    is_over = wave.ago > OPEN_FOR
    survey = Survey(
        name=asking.name,
        kind=asking.kind,
        about=asking.about,
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=OPEN_FOR),
        repeat_months=asking.repeat_months,
        remind_after=REMIND_AFTER,
        status=Survey.Status.CLOSED if is_over else Survey.Status.RUNNING,
        follows=follows,
        created_by=scene.us[asking.by],
        is_demo=True,
    )
    at, by = scene.at(opens_on), scene.us[asking.by]
    scene.chronicle.write([Dated(survey, at, by)])
    scene.chronicle.tell("relationships.survey_started", survey, at=at, by=by, client_id=None, kind=asking.kind)
    return survey


def _ask(scene: Scene, survey: Survey, person: Contact, wave: Wave, *, known: Known, rng: Random) -> None:
    sent_at = scene.at(survey.opens_on)
    usual = (rng.choice(SCALES[survey.kind]), "") if rng.random() < 0.55 else None
    answer = wave.said.get(person.name, usual)
    waits = timedelta(hours=rng.randint(2, 90))
    invitation = new_invitation(survey, person)
    invitation.sent_at, invitation.created_at = sent_at, sent_at
    if answer is None and wave.ago > REMIND_AFTER:
        invitation.reminded, invitation.reminded_at = 1, min(sent_at + timedelta(days=REMIND_AFTER), scene.now)
    invitation.save(force_insert=True)
    told: dict[str, Any] = {"survey": survey.pk, "contact": person.pk, "number": 0}
    verb = "relationships.survey_sent"
    scene.chronicle.tell(verb, invitation, at=sent_at, by=None, client_id=known.client.pk, **told)
    if answer:
        _answer(scene, invitation, known, answer, at=min(sent_at + waits, scene.now))


def _answer(scene: Scene, invitation: Invitation, known: Known, answer: tuple[int, str], *, at: datetime) -> None:
    score, comment = answer
    survey, person, owner = invitation.survey, invitation.contact, known.owner
    response = Response(invitation=invitation, score=score, comment=comment, answered_at=at)
    is_old = survey.status == Survey.Status.CLOSED
    if response.is_unhappy and is_old:
        response.followed_up_at, response.followed_up_by = at + timedelta(days=3), owner
    scene.chronicle.write([Dated(response, at, owner)])
    told: dict[str, Any] = {"survey": survey.pk, "contact": person.pk, "who": person.name, "asked": survey.name}
    told |= {"kind": survey.kind, "score": score}
    verb = "relationships.survey_answered"
    scene.chronicle.tell(verb, response, at=at, by=None, client_id=known.client.pk, **told)
    if response.is_unhappy:
        _plan(scene, response, owner, at=at, is_done=is_old)


def _plan(scene: Scene, response: Response, owner: User, *, at: datetime, is_done: bool) -> None:
    invitation = response.invitation
    action = Action(
        client_id=invitation.client_id,
        title=f"Ligar a {invitation.contact.name} sobre a resposta ({response.score} de {invitation.survey.scale[1]})",
        due_on=next_working_day(at.date()) if is_done else scene.day(-1),
        owner=owner,
        response=response,
    )
    if is_done:
        action.status, action.done_at = Action.Status.DONE, at + timedelta(days=3)
    scene.chronicle.write([Dated(action, at, owner)])


def _draft(scene: Scene) -> None:
    """Ana is about to ask how easy it is to work with us."""
    ana = scene.us["ana"]
    survey = Survey(
        name="Facilidade de trabalhar connosco",
        kind=Survey.Kind.CES,
        opens_on=scene.day(-60),
        closes_on=scene.day(-74),
        created_by=ana,
        is_demo=True,
    )
    scene.chronicle.write([Dated(survey, scene.at(scene.day(1)), ana)])
    people = [known.people[0] for known in scene.clients if known.owner == ana]
    Invitation.objects.bulk_create([new_invitation(survey, person) for person in people])
