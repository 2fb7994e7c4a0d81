"""What relationships adds to the pages of the apps below, and how its events are told."""

from relationships.hooks import interaction, need, people, person

__all__ = ["interaction", "need", "people", "person"]
