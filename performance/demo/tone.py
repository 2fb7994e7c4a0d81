"""How the demo conversations went, how long they took, which of them are pinned, and what they were about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zlib import crc32

from performance.demo.scene import Known
from performance.demo.story import Talk
from planning.models import Topic
from relationships.models import Interaction, Need

GOOD, NEUTRAL, DIFFICULT = Interaction.Sentiment.GOOD, Interaction.Sentiment.NEUTRAL, Interaction.Sentiment.DIFFICULT
LASTING = {"meeting": (30, 45, 60, 90), "call": (5, 10, 15, 25), "visit": (60, 90, 120), "email": (), "note": ()}


@dataclass(frozen=True, slots=True)
class Tone:
    """Of a conversation; `goals` and `wishes` are the beginnings of what it was about."""

    sentiment: Interaction.Sentiment
    goals: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    pinned: bool = False


TONES = {  # by how the conversation begins
    "O Pedro ligou a avisar": Tone(DIFFICULT, ("Entregas a tempo",), ("Mercadoria na loja",), pinned=True),
    "Reunião com o Ricardo sobre o plano": Tone(NEUTRAL, ("Receita a 12",), ("Margem da marca",), pinned=True),
    "Visita à loja 14": Tone(DIFFICULT, ("Entregas a tempo", "Reclamações"), ("Mercadoria na loja",)),
    "A Mafalda reviu connosco": Tone(DIFFICULT, (), ("Uma só fatura",)),
    "Balanço do semestre": Tone(NEUTRAL, ("Receita a 12",)),
    "Vi três lojas em Gaia": Tone(GOOD),
    "O Vasco quer experimentar": Tone(GOOD),
    "Ponto da expansão": Tone(GOOD),
    "A Graça propôs baixar": Tone(NEUTRAL, ("Receita a 12",), pinned=True),
    "O Mário confirmou": Tone(GOOD, ("Dias até responder",), ("Resposta a uma",)),
    "Prova de conservas": Tone(GOOD, ("Marca própria",), ("Conservas com",)),
    "Visita à cozinha central": Tone(DIFFICULT),
    "A Teresa aceita": Tone(GOOD),
    "A Rosa cancelou": Tone(DIFFICULT, ("Receita a 12",)),
    "A Leonor mostrou": Tone(NEUTRAL),
    "A Idalina confirma": Tone(GOOD),
    "O Diogo confirma": Tone(GOOD, ("Vinhos regionais",), ("Vinhos da região",), pinned=True),
    "A Catarina está satisfeita": Tone(GOOD),
    "Visita ao entreposto": Tone(DIFFICULT),
    "O Paulo reconhece": Tone(GOOD, pinned=True),
    "Reunião difícil": Tone(DIFFICULT, pinned=True),
    "Segunda semana": Tone(GOOD),
    "A Margarida antecipa": Tone(NEUTRAL, ("Receita a 12",)),
    "Almoço de prova": Tone(GOOD, ("Peixe e marisco",), ("Peixe fresco",)),
    "Aumento de preço": Tone(DIFFICULT),
    "Correu bem": Tone(GOOD),
    "Visita de rotina": Tone(GOOD),
    "Revisão do trimestre": Tone(GOOD),
}


def set_tone(interaction: Interaction, talk: Talk) -> None:
    """Before it is written. The same words give the same minutes."""
    tone, lasting = _tone_of(talk), LASTING[talk.kind]
    if lasting:
        interaction.minutes = lasting[crc32(talk.text.encode()) % len(lasting)]
    if tone:
        interaction.sentiment = tone.sentiment
        interaction.pinned_at = interaction.happened_at + timedelta(hours=1) if tone.pinned else None


def write_topics(told: Iterable[tuple[Known, Talk, Interaction]]) -> None:
    toned = [(known, tone, talk) for known, said, talk in told if (tone := _tone_of(said))]
    wants = list(Need.objects.filter(client__in={known.client for known, _tone, _talk in toned}))
    Topic.objects.bulk_create(
        Topic(interaction=talk, objective=known.goals[title])
        for known, tone, talk in toned
        for title in known.goals
        if tone.goals and title.startswith(tone.goals)
    )
    about: Any = Interaction.about.through
    about.objects.bulk_create(
        about(interaction=talk, need=need)
        for known, tone, talk in toned
        for need in wants
        if tone.wishes and need.client_id == known.client.pk and need.statement.startswith(tone.wishes)
    )


def _tone_of(talk: Talk) -> Tone | None:
    return next((tone for opening, tone in TONES.items() if talk.text.startswith(opening)), None)
