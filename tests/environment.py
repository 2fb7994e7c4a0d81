"""The environment of the test run, set before Django reads its settings (a conftest would come too late)."""

import os

os.environ.setdefault("SECRET_KEY", "of-the-tests-and-of-nothing-else")

# Processes that test side by side have a part of Valkey each, as they have a database each: one that clears its cache
# does not clear the other's.
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
server, _, part = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0").rpartition("/")
os.environ["REDIS_URL"] = f"{server}/{int(part) + worker}"
