"""What an API token may do: read or write, per group of resources."""

GROUPS = ("clients", "relationships", "planning", "performance", "growth", "workspace")
GROUP_OF_APP = {"kam": "workspace", "accounts": "clients"} | {group: group for group in GROUPS[1:5]}
ALL = tuple(f"{group}:{right}" for group in GROUPS for right in ("read", "write"))
