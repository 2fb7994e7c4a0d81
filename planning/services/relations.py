"""What an objective may be joined to: people and other objectives of its own client, and never itself in a circle."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from planning.models import Objective

DEEPEST = 10
"""Levels of parts. More than anybody can follow, and an end to a search that data may have made endless."""


def check_relations(objective: Objective) -> None:
    """Raises ValidationError for a person, a whole or a forerunner that is not of this client, and for circles."""
    _check_client_owner(objective)
    _check_follows(objective)
    _check_parent(objective)


def _check_client_owner(objective: Objective) -> None:
    if objective.client_owner and objective.client_owner.client_id != objective.client_id:
        raise ValidationError({"client_owner": _("Choose a contact of this client.")})


def _check_follows(objective: Objective) -> None:
    before = objective.follows
    if before is None:
        return
    if before.pk == objective.pk:
        raise ValidationError({"follows": _("An objective does not follow itself.")})
    if before.client_id != objective.client_id:
        raise ValidationError({"follows": _("Choose an objective of this client.")})
    if before.unit != objective.unit or before.currency != objective.currency:
        raise ValidationError({"follows": _("Choose an objective that is measured in the same unit.")})
    if before.due_on > objective.starts_on:  # which also keeps two from following each other
        raise ValidationError({"follows": _("Choose an objective that is due before this one starts.")})


def _check_parent(objective: Objective) -> None:
    if objective.parent is None:
        return
    if objective.parent.client_id != objective.client_id:
        raise ValidationError({"parent": _("Choose an objective of this client.")})
    if objective.pk in _line_of(objective.parent):
        raise ValidationError({"parent": _("An objective cannot be a part of itself or of its own parts.")})


def _line_of(objective: Objective) -> list[int]:
    """The ids of an objective and of the wholes above it, nearest first."""
    line = [objective.pk]
    above = objective.parent_id
    while above and above not in line:
        if len(line) == DEEPEST:
            raise ValidationError({"parent": _("Parts of parts go ten levels deep at most.")})
        line.append(above)
        above = Objective.objects.values_list("parent", flat=True).get(pk=above)
    return line
