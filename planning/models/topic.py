"""Which objectives a conversation was about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import OfClient
from planning.models.objective import Objective
from relationships.models import Interaction


class TopicQuerySet(OfClient["Topic"]):
    client_path = "interaction__client"


class Topic(models.Model):
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="topics")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="topics")

    objects: ClassVar[TopicQuerySet] = TopicQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["interaction", "objective"], name="one_topic"),)

    def __str__(self) -> str:
        return f"{self.interaction} – {self.objective}"
