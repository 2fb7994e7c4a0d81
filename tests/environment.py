"""The environment of the test run, set before Django reads its settings (a conftest would come too late)."""

import os

os.environ.setdefault("SECRET_KEY", "of-the-tests-and-of-nothing-else")
