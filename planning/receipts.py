"""What was agreed, on paper: the same for both sides."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kam import pdf
from kam.brand import brand
from kam.numbers import date_long
from planning import terms
from planning.models import Agreement, AgreementStep


def name_of(agreement: Agreement) -> str:
    return f"{slugify(agreement.terms['title']) or 'agreement'}-v{agreement.version}"


def render(agreement: Agreement) -> bytes:
    """The receipt in the active language, as a PDF."""
    return pdf.render("receipt", facts(agreement))


def facts(agreement: Agreement) -> dict[str, Any]:
    """All the receipt says: the terms, who agreed and when, and the digest by which it can be told from any other."""
    steps = list(agreement.steps.select_related("by", "agreement__objective__client"))
    return {
        "company": brand().name,
        "heading": _("Agreement on a target"),
        "title": agreement.terms["title"],
        "client": agreement.objective.client.name,
        "version": _("Version %(version)d") % {"version": agreement.version},
        "term_label": _("Term"),
        "value_label": _("Agreed"),
        "terms": [[found.label, found.after] for found in terms.differences(None, agreement.terms)],
        "steps_heading": _("Who said what"),
        "step_labels": [_("State"), _("Who"), _("When"), _("How and why")],
        "steps": [_told(step) for step in steps],
        "digest_label": _("Digest (SHA-256)"),
        "digest": agreement.digest,
        "note": _("Made by the system that keeps the agreement; it is kept as it was and can be checked there."),
        "footer": brand().footer,
    }


def _told(step: AgreementStep) -> list[str]:
    who = ", ".join(part for part in (step.name or (step.by.name if step.by else ""), step.role) if part)
    return [str(step.get_state_display()), who, date_long(step.agreed_on or timezone.localdate(step.at)), _how(step)]


def _how(step: AgreementStep) -> str:
    if step.is_offline:
        return _("Recorded by %(by)s: %(evidence)s") % {
            "by": step.by.name if step.by else "",
            "evidence": step.evidence,
        }
    return step.reason
