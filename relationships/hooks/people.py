"""How the relations to people in relationships are treated when they are merged, exported or erased."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.people import OnClash, OnErase, finds, forgets, last_talk, relate
from relationships import services
from relationships.models import (
    Acquaintance,
    Assessment,
    Interaction,
    Invitation,
    Link,
    Mail,
    Meeting,
    Need,
    Opinion,
    Response,
    Stakeholder,
)

relate(Interaction, "people", _("Conversations"), on_erase=OnErase.STAYS)
relate(Meeting, "people", _("Planned meetings"), on_erase=OnErase.STAYS)
relate(Need, "stated_by", _("Needs they stated"), on_erase=OnErase.STAYS)
relate(Assessment, "asked", _("Assessments they were asked in"), on_erase=OnErase.STAYS)
relate(Opinion, "contact", _("Opinions on them"), on_erase=OnErase.GOES)
relate(Acquaintance, "contact", _("Who of us knows them"), on_erase=OnErase.GOES)
relate(Stakeholder, "contact", _("How to deal with them"), on_erase=OnErase.GOES, on_clash=OnClash.FILLS)
relate(Link, "source", _("Lines on the map from them"), on_erase=OnErase.GOES, on_clash=OnClash.GOES)
relate(Link, "target", _("Lines on the map to them"), on_erase=OnErase.GOES, on_clash=OnClash.GOES)
relate(Invitation, "contact", _("Surveys they were asked in"), on_erase=OnErase.STAYS, on_clash=OnClash.STAYS)


def _answers(contact_ids: Sequence[int], addresses: frozenset[str]) -> QuerySet[Response]:
    return Response.objects.filter(invitation__contact__in=contact_ids)


def _mails(contact_ids: Sequence[int], addresses: frozenset[str]) -> QuerySet[Mail]:
    """Theirs and those sent to them, in the books of their client or waiting to be filed."""
    sent_to = Q()
    for address in addresses:
        sent_to |= Q(recipients__contains=[address])
    theirs = Q(sender__in=addresses) | sent_to if addresses else Q(pk__in=[])
    return Mail.objects.filter(theirs, Q(client__contacts__in=contact_ids) | Q(client=None)).distinct()


finds("relationships.response", _("What they answered"), _answers)
finds("relationships.mail", _("Mail"), _mails)
forgets(services.forget_answers)
forgets(services.forget_senders)


@last_talk
def last_conversation() -> Subquery:
    talks = Interaction.objects.kept().filter(people=OuterRef("pk")).newest_first()
    return Subquery(talks.values("happened_at")[:1])
