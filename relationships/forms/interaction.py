from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.access import colleagues_of
from kam.forms import FilterForm
from kam.models import User
from relationships import talks
from relationships.models import Interaction, Need
from relationships.models.interaction import InteractionQuerySet

ANY = _("Any")
DAYS = {"7": _("The last 7 days"), "30": _("The last 30 days"), "90": _("The last 90 days")}


class InteractionFilterForm(FilterForm):
    """The filters of the list. `client`, `person`, `need` and the like come with links and are told in words."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *Interaction.Kind.choices], required=False)
    sentiment = forms.ChoiceField(
        label=_("How it went"), choices=[("", _("Any")), *Interaction.Sentiment.choices], required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.more, self.moments = user, talks.filters(), talks.moments()
        people = colleagues_of(user).order_by("name", "pk").values_list("pk", "name")
        self.fields["by"] = _choice(_("Logged by"), [("me", _("Me")), *people])
        moments = [(one.key, one.label) for one in self.moments]
        self.fields["since"] = _choice(_("Since"), [*moments, *DAYS.items()], _("The beginning"))
        self.fields["pinned"] = forms.BooleanField(label=_("Pinned"), required=False)
        self.fields["client"] = narrowed_to(Client, user)
        self.fields["person"] = narrowed_to(Contact, user)
        self.fields["need"] = narrowed_to(Need, user)
        for one in self.more:
            self.fields[one.key] = one.field(user)

    @property
    def narrowed(self) -> list[tuple[str, Model]]:
        """What the list is narrowed to by a link, by the name of the filter."""
        found = ((field.name, self.chosen.get(field.name)) for field in self.hidden_fields())
        return [(name, record) for name, record in found if isinstance(record, Model)]

    def apply(self, interactions: InteractionQuerySet) -> InteractionQuerySet:
        if self.is_refused:
            return interactions.none()
        for name, narrow in self._own.items():
            if self.chosen.get(name):
                interactions = interactions.filter(narrow(self.chosen[name]))
        for one in self.more:
            if self.chosen.get(one.key):
                interactions = one.apply(interactions, self.chosen[one.key])
        return self._since(interactions, self.chosen.get("since", ""))

    @property
    def _own(self) -> dict[str, Callable[[Any], Q]]:
        return {
            "q": lambda text: Q(summary__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text),
            "kind": lambda kind: Q(kind=kind),
            "sentiment": lambda sentiment: Q(sentiment=sentiment),
            "by": lambda who: Q(by=self.user if who == "me" else who),
            "pinned": lambda _on: Q(pinned_at__isnull=False),
            "client": lambda client: Q(client=client),
            "person": lambda person: Q(people=person),
            "need": lambda need: Q(about=need),
        }

    def _since(self, interactions: InteractionQuerySet, key: str) -> InteractionQuerySet:
        for one in self.moments:
            if one.key == key:
                return one.apply(interactions)
        if key not in DAYS:
            return interactions
        first = timezone.localdate() - timedelta(days=int(key))
        return interactions.filter(happened_at__gte=timezone.make_aware(datetime.combine(first, time.min)))


def _choice(label: Any, choices: Iterable[tuple[Any, Any]], unset: Any = ANY) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", unset), *choices], required=False)


def narrowed_to(model: type[Model], user: User) -> forms.Field:
    """A filter that links set and nobody picks: one record of those this person sees."""
    seen: Any = model._default_manager.all()
    return forms.ModelChoiceField(seen.visible_to(user), required=False, widget=forms.HiddenInput)
