"""A handover dossier as the words its PDF is set from; see templates/pdf/handover.typ."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kam.numbers import ratio
from performance import brief_print
from performance.handover import Dossier

NONE = "–"


def told(dossier: Dossier) -> dict[str, Any]:
    """Texts only, in the reader's language, in the order of the page: the brief's, and what a handover adds."""
    client, short = dossier.client, brief_print.told(dossier.brief)
    return short | {
        "title": _("Handover dossier"),
        "facts": [
            [_("Owner"), client.owner.name],
            [_("Tier"), str(client.get_tier_display())],
            [_("Coverage"), ratio(dossier.coverage) if dossier.coverage is not None else NONE],
            [_("Account team"), ", ".join(member.user.name for member in dossier.team) or NONE],
        ],
        "people": short["people"] | {"title": _("People"), "rows": [*short["people"]["rows"], *_roles(dossier)]},
        "sections": [
            *short["sections"],
            {"title": _("Open matters"), "rows": [[one.what, one.why] for one in dossier.matters]},
            {"title": _("Gaps in the relationship"), "rows": [[gap.sentence, ""] for gap in dossier.gaps]},
        ],
    }


def _roles(dossier: Dossier) -> list[list[str]]:
    return [[contact.name, _("To be identified")] for contact in dossier.roles]
