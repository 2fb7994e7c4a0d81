"""Mail in the demo company: conversations filed at their clients, and some that wait to be filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Literal

from django.db.models import F
from django.utils import timezone

from kam.models import User
from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene
from relationships.mail_text import folded
from relationships.models import Interaction, Mail


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail so many days ago, from us to the person of the conversation or the other way round."""

    ago: int
    is_ours: bool
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation by mail; `person` is the place of the other side among the client's people."""

    client: str
    person: int
    subject: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Stray:
    """A mail that waits for one of us."""

    owner: Literal["ana", "rui"]
    name: str
    address: str
    subject: str
    text: str
    ago: int
    reason: str = "unknown"


THREADS = (
    Thread(
        "Grupo Alvorada",
        2,
        "Margem da marca própria",
        (
            Letter(
                38,
                False,
                "Bom dia, Ana.\n\nPrecisamos de ver a margem da marca própria referência a referência antes da "
                "próxima reunião de sortido. Consegue enviar até ao fim da semana?\n\nPedro Reis",
            ),
            Letter(
                37,
                True,
                "Bom dia, Pedro.\n\nConsigo. Envio a análise das 42 referências com a margem de cada uma e a nossa "
                "proposta para as cinco mais fracas.\n\nAna Serrano\n\nEm segunda-feira, Pedro Reis escreveu:\n"
                "> Precisamos de ver a margem da marca própria referência a referência",
            ),
            Letter(
                34,
                False,
                "Obrigado, Ana. Levei a análise à direção: querem avançar com três das cinco propostas. Falta saber "
                "o prazo das embalagens novas.\n\nPedro Reis\n\nEm terça-feira, Ana Serrano escreveu:\n"
                "> Envio a análise das 42 referências com a margem de cada uma",
            ),
        ),
    ),
    Thread(
        "Rio Claro",
        2,
        "Rótulos das conservas",
        (
            Letter(12, True, "Boa tarde, Susana.\n\nSegue a segunda proposta de rótulo, com o azul mais escuro."),
            Letter(
                11,
                False,
                "Boa tarde. Está melhor. Falta a data de validade em sítio visível; de resto, por nós, está aprovado.",
            ),
        ),
    ),
    Thread(
        "Monte Sul",
        0,
        "Expositor de vinhos",
        (
            Letter(8, False, "Olá, Rui. Quando chega o expositor à loja de Beja?\n\nCatarina"),
            Letter(7, True, "Olá, Catarina. Na quinta-feira de manhã; o Diogo fica avisado.\n\nRui"),
        ),
    ),
)

STRAYS = (
    Stray(
        "ana",
        "Mónica Salgueiro",
        "monica.salgueiro@alvorada.example",
        "Horários de descarga na loja 22",
        "Bom dia,\n\nSou a nova responsável da loja 22. A que horas passa a vossa carrinha? A rua fica fechada ao "
        "trânsito das 8h às 10h.\n\nMónica Salgueiro",
        2,
    ),
    Stray(
        "ana",
        "Mercearia do Largo",
        "geral@mercearialargo.example",
        "Pedido de tabela de preços",
        "Boa tarde,\n\nVimos os vossos produtos na feira do Porto e gostávamos de receber a tabela de preços para "
        "2 lojas de bairro.",
        4,
    ),
    Stray(
        "rui",
        "Diogo Rasquinho",
        "diogo.rasquinho@montesul.example",
        "Preço do pescado para hotéis e lojas",
        "Rui, em cópia os colegas do hotel: fechamos o mesmo preço para todos?",
        3,
        "several",
    ),
)


def write_mails(scene: Scene) -> None:
    """Filed mails each with the interaction they are logged as, in the order they were sent; then those that wait."""
    known = {each.company.name: each for each in scene.clients}
    mails = [mail for thread in THREADS for mail in _thread(scene, known[thread.client], thread)]
    mails += [_stray(scene, stray) for stray in STRAYS]
    Mail.objects.bulk_create(mails)
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(received_at=F("sent_at") + timedelta(minutes=1))


def _thread(scene: Scene, known: Known, thread: Thread) -> Iterator[Mail]:
    person, us = known.people[thread.person], known.owner
    first, at = "", scene.at(scene.day(thread.letters[0].ago))
    for place, letter in enumerate(thread.letters):
        at = max(scene.at(scene.day(letter.ago)), at + timedelta(minutes=25))  # an answer comes after what it answers
        subject = f"RE: {thread.subject}" if place else thread.subject
        sides = [(us.email, us.name), (person.email, person.name)]
        (sender, name), (recipient, _name) = sides if letter.is_ours else reversed(sides)
        mail = _mail(us, sender=sender, sender_name=name, subject=subject, text=letter.text, sent_at=at)
        first = first or mail.message_id
        mail.thread, mail.recipients, mail.status = first, [recipient], Mail.Status.FILED
        mail.client, mail.interaction = known.client, _logged(scene, known, mail)
        mail.interaction.people.add(person)
        yield mail


def _logged(scene: Scene, known: Known, mail: Mail) -> Interaction:
    summary = f"{mail.subject}\n\n{folded(mail.text).new}"
    interaction = Interaction(
        client=known.client, kind=Interaction.Kind.EMAIL, summary=summary, happened_at=mail.sent_at, by=known.owner
    )
    scene.chronicle.write([Dated(interaction, mail.sent_at, known.owner)])
    told: dict[str, Any] = {
        "kind": interaction.kind,
        "opening": interaction.opening,
        "happened_on": timezone.localdate(mail.sent_at).isoformat(),
    }
    scene.chronicle.tell(
        "relationships.interaction_logged",
        interaction,
        at=mail.sent_at,
        by=known.owner,
        client_id=known.client.pk,
        **told,
    )
    return interaction


def _stray(scene: Scene, stray: Stray) -> Mail:
    owner = scene.us[stray.owner]
    mail = _mail(
        owner,
        sender=stray.address,
        sender_name=stray.name,
        subject=stray.subject,
        text=stray.text,
        sent_at=scene.at(scene.day(stray.ago)),
    )
    mail.thread, mail.recipients, mail.reason = mail.message_id, [owner.email], stray.reason
    if stray.reason == "several":
        mail.recipients.append("margarida.pontes@quatromares.example")
    return mail


def _mail(owner: User, *, sender: str, sent_at: Any, subject: str, text: str, **fields: Any) -> Mail:
    digest = sha256(f"{sender}\0{sent_at:%Y-%m-%d %H:%M}\0{subject}\0{text}".encode()).hexdigest()
    return Mail(
        message_id=f"{digest[:24]}@{sender.rpartition('@')[2]}",
        digest=digest,
        route=Mail.Route.MAILBOX,
        owner=owner,
        sender=sender,
        subject=subject,
        text=text,
        sent_at=sent_at,
        **fields,
    )
