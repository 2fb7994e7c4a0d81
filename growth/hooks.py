"""Growth fills nothing itself: its objectives come to the tab from planning, their standing from performance."""
