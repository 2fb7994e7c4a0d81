from relationships.api.need import NeedSerializer, visible_contacts, visible_interactions

__all__ = ["NeedSerializer", "visible_contacts", "visible_interactions"]
