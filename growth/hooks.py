"""Growth fills nothing itself: its objectives come to the client's tab from planning, their standing from performance."""
