#!/usr/bin/env python
"""Run a management command: `manage.py <command>`, on the servers of the `make run` that is up if none are named."""

import os
import sys

from django.core.management import execute_from_command_line

from kam.local.folder import running_environment

if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ:
        os.environ |= running_environment() | os.environ
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")
    execute_from_command_line(sys.argv)
