"""What relationships adds to the pages of the apps below, and how its events are told."""

from relationships.hooks import interaction, mail, need, person

__all__ = ["interaction", "mail", "need", "person"]
