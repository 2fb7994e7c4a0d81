"""Who answers a survey, and what the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import Client, Contact
from relationships import asking
from relationships.models import Invitation, Survey


@dataclass(frozen=True, slots=True)
class Asked:
    """Who answers, by which link. A preview has no token and no form that works."""

    invitation: Invitation
    token: str = ""

    @property
    def survey(self) -> Survey:
        return self.invitation.survey

    @property
    def contact(self) -> Contact:
        return self.invitation.contact

    @property
    def client(self) -> Client:
        return self.invitation.client

    @property
    def is_preview(self) -> bool:
        return not self.token

    @property
    def base(self) -> str:
        return reverse("relationships:answer-survey", args=[self.token]) if self.token else ""


def asked_of(visit: Asked, form: forms.Form) -> dict[str, Any]:
    """The question with its form, as the page and its preview show it."""
    lowest, highest = asking.ends_of(visit.survey)
    question = asking.question_of(visit.survey)
    return {"form": form, "survey": visit.survey, "question": question, "lowest": lowest, "highest": highest}
