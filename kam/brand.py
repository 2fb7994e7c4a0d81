"""How the installation looks to people outside: the brand that was set, or the product's own."""

from __future__ import annotations

from kam.models import Brand

OWN_NAME = "KAM"
LIGHT_GROUND, DARK_GROUND = "#eef1f4", "#1d2630"  # the tokens on which text in the brand's colour is hardest to read
LOGO_AT_MOST = 200_000  # bytes
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def brand() -> Brand:
    """The brand that was set; otherwise one that is not in the database, with the product's name and colour."""
    return Brand.objects.defer("logo").first() or Brand(pk=1, name=OWN_NAME)


def image_kind(content: bytes) -> str:
    """The media type of a PNG, JPEG or WebP by its first bytes, whatever it calls itself; "" for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _KINDS.items() if content.startswith(start)), "")
