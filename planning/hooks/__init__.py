"""What planning adds to the pages of the apps below, how its events are told, and how its changes are undone."""

from planning.hooks import (
    agreement,
    diary,
    hindrance,
    people,
    person,
    plan,
    portal,
    quality,
    realism,
    strategy,
    survey,
    topic,
    work,
)

__all__ = [
    "agreement",
    "diary",
    "hindrance",
    "people",
    "person",
    "plan",
    "portal",
    "quality",
    "realism",
    "strategy",
    "survey",
    "topic",
    "work",
]
