"""The calendars of Ana and Rui: what was held, what nobody logged yet, today, tomorrow and the weeks after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene
from relationships.models import Interaction, Meeting

PLANNED_BEFORE = 9  # days between planning a meeting and its day, at most as long ago as today


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting in so many days, with people by their places among the client's; `ready`: somebody prepared it."""

    ahead: int
    at: time
    minutes: int
    title: str
    place: str
    people: tuple[int, ...]
    agenda: str = ""
    ready: bool = False


MEETINGS: dict[str, tuple[Plan, ...]] = {
    "Grupo Alvorada": (
        Plan(
            0, time(9, 30), 60, "Entregas da loja 14", "Loja 14, Vila Nova de Gaia", (3, 4),
            "Mostrar a nova ordem da rota e combinar duas semanas de prova.\nSaber quem confere a descarga.",
            ready=True,
        ),
        Plan(
            1, time(10, 0), 90, "Revisão do trimestre", "Sede, Porto", (0, 2),
            "Acordar a meta do próximo ano.\nPerguntar pelas oito lojas: datas e gama de abertura.",
        ),
        Plan(9, time(15, 0), 60, "Margem da marca própria", "Videochamada", (1, 2)),
    ),
    "Rio Claro": (
        Plan(
            0, time(18, 0), 45, "Prova das conservas", "Entreposto, Braga", (2,),
            "Três referências na mesa: qual entra primeiro e com que rótulo.",
        ),
        Plan(1, time(11, 0), 60, "Prazos das reclamações", "Telefone", (0,), "Que reclamações contam e desde quando."),
        Plan(6, time(9, 0), 60, "Ponto mensal", "Braga", (0, 3)),
    ),
    "Águas do Vale": (Plan(-2, time(14, 30), 60, "Ementas de inverno", "Chaves", (1,)),),
    "Vale Verde": (Plan(20, time(10, 0), 120, "Visita à cozinha central", "Guimarães", (1, 2)),),
    "Monte Sul": (
        Plan(
            0, time(17, 30), 60, "Canto de vinhos regionais", "Loja de Évora", (0, 1),
            "Ver o lugar do expositor e fechar a lista de vinhos.",
        ),
        Plan(1, time(9, 30), 60, "Preparar a revisão anual", "Videochamada", (0,), ready=True),
        Plan(8, time(15, 0), 90, "Revisão anual", "Sede do cliente", (0, 1)),
    ),
    "Pinhal": (
        Plan(-3, time(11, 0), 45, "Encomendas de frescos", "Leiria", (0,)),
        Plan(2, time(10, 30), 60, "Campanha de Natal", "Leiria", (0,), "Quantidades por loja e data de montagem."),
    ),
}  # fmt: skip


def write_meetings(scene: Scene) -> None:
    told = [(known, plan) for known in scene.clients for plan in MEETINGS.get(known.company.name, ())]
    dated = [_meeting(scene, known, plan) for known, plan in told]
    held = [found for known in scene.clients if known.company.name in MEETINGS and (found := _held(scene, known))]
    scene.chronicle.write([*dated, *held])
    through: Any = Meeting.people.through
    through.objects.bulk_create(
        through(meeting=meeting, contact=known.people[place])
        for (known, plan), (meeting, _at, _by) in zip(told, dated, strict=True)
        for place in plan.people
    )
    for meeting, at, by in (*dated, *held):
        on = timezone.localdate(meeting.starts_at).isoformat()
        scene.chronicle.tell("relationships.meeting_planned", meeting, at=at, by=by, client_id=meeting.client_id, on=on)


def _meeting(scene: Scene, known: Known, plan: Plan) -> Dated:
    starts_at = timezone.make_aware(datetime.combine(_day(scene, plan), plan.at))
    planned_at = scene.at(scene.day(PLANNED_BEFORE - min(plan.ahead, 0)))
    meeting = Meeting(
        client=known.client,
        title=plan.title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=plan.minutes),
        place=plan.place,
        owner=known.owner,
        agenda=plan.agenda,
        prepared_at=scene.at(scene.day(1)) if plan.ready else None,
        created_by=known.owner,
    )
    return Dated(meeting, planned_at, known.owner)


def _day(scene: Scene, plan: Plan) -> date:
    """Today and tomorrow whatever they are; else no weekend: what is to come moves on, what is past moves back."""
    day = scene.day(-plan.ahead)
    beyond = max(day.weekday() - 4, 0)
    if plan.ahead in (0, 1) or not beyond:
        return day
    return day + timedelta(days=3 - beyond if plan.ahead > 0 else -beyond)


def _held(scene: Scene, known: Known) -> Dated | None:
    """The last meeting that was logged had its place in the calendar too."""
    talks = Interaction.objects.of(known.client).filter(kind=Interaction.Kind.MEETING, by=known.owner)
    talk = talks.newest_first().first()
    if talk is None:
        return None
    meeting = Meeting(
        client=known.client,
        title="Ponto de situação",
        starts_at=talk.happened_at,
        ends_at=talk.happened_at + timedelta(hours=1),
        owner=known.owner,
        status=Meeting.Status.HELD,
        interaction=talk,
        created_by=known.owner,
    )
    return Dated(meeting, talk.happened_at - timedelta(days=PLANNED_BEFORE), known.owner)
