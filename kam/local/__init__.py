"""KAM on one machine with no server installed: `python -m kam.local run | servers -- COMMAND | stop | env`.

PostgreSQL and Valkey come from wheels, unless DATABASE_URL and REDIS_URL name others, and keep their data in `.data/`.
"""
