"""What relationships checks of the books."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.quality import Check
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from relationships.models import Interaction, Need


@fill("quality.checks", order=30)
def of_conversations(user: User, on: date) -> list[Check]:
    needs = Need.objects.kept().filter(client=OuterRef("pk")).order_by()
    return [
        Check("no-conversation", _("No conversation within twice its cadence"),
              _("What is noted about the client may be old."), _silent(on), mended_at=_page, mend=_("Log one")),
        Check("no-need", _("Key account without a need"), _("Nobody noted what it wants."),
              Q(tier=Client.Tier.KEY) & ~Q(Exists(needs)), mended_at=_page, mend=_("Note a need")),
    ]  # fmt: skip


def _silent(on: date) -> Any:
    """By the cadence usual for the tier, doubled. Who was added within that time is not silent yet."""
    silent = Q(pk__in=[])
    for tier, days in Client.CADENCE.items():
        since = on - timedelta(days=2 * days)
        talks = Interaction.objects.kept().filter(client=OuterRef("pk"), happened_at__date__gte=since).order_by()
        silent |= Q(tier=tier, created_at__date__lt=since) & ~Q(Exists(talks))
    return silent


def _page(client: Client) -> str:
    return client.url_of(Process.RELATIONSHIPS)
