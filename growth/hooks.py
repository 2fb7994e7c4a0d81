"""Growth fills nothing yet: its objectives reach the client's Growth tab from planning, their standing from performance."""
