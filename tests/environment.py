"""The environment of the test run, set before Django reads its settings (a conftest would come too late)."""

import os

from kam.translations import compiled

os.environ.setdefault("SECRET_KEY", "of-the-tests-and-of-nothing-else")
compiled()
