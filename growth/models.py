"""Growth measures the objectives of its process; it keeps no record of its own yet."""
