from relationships.api.link import CoverageSerializer, LinkSerializer
from relationships.api.need import NeedSerializer, visible_contacts, visible_interactions

__all__ = ["CoverageSerializer", "LinkSerializer", "NeedSerializer", "visible_contacts", "visible_interactions"]
