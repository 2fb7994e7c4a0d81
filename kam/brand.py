"""How the installation looks to people outside: the brand that was set, or the product's own."""

from __future__ import annotations

from kam.models import Brand

OWN_NAME = "KAM"


def brand() -> Brand:
    """The brand that was set; otherwise one that is not in the database, with the product's name and colour."""
    return Brand.objects.first() or Brand(pk=1, name=OWN_NAME)
