"""What relationships adds to the pages of the apps below, and how its events are told."""

from relationships.hooks import (
    assessment,
    concern,
    interaction,
    link,
    mail,
    meeting,
    need,
    people,
    person,
    quality,
    survey,
)

__all__ = [
    "assessment",
    "concern",
    "interaction",
    "link",
    "mail",
    "meeting",
    "need",
    "people",
    "person",
    "quality",
    "survey",
]
