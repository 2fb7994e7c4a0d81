"""What an API token may do: read or write, per group of resources."""

GROUPS = ("clients", "relationships", "planning", "performance", "growth", "workspace")
ALL = tuple(f"{group}:{right}" for group in GROUPS for right in ("read", "write"))
