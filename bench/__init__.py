"""The benchmark: `python -m bench [smoke|full]`. What it measures and how to read it: docs/performance.md.

seed     the company, written by COPY         jobs      the nightly review, against
sampling what one piece of work costs         floors    the same in plain SQL
budgets  what it may cost                     pages     the pages and API lists, against
report   the table, the JSON                  hello     the least a request can cost

Django is set up here, before any of them is read: as in production, but for static files, whose names are not hashed.
"""

import os
from pathlib import Path

import django
from django.conf import settings

os.environ |= {"DJANGO_SETTINGS_MODULE": "kam.settings", "DEBUG": "0", "SITE_URL": "http://127.0.0.1"}
os.environ.setdefault("SECRET_KEY", "of-the-benchmark-and-of-nothing-else")
django.setup()
settings.ALLOWED_HOSTS = ["*"]
settings.STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # or whitenoise warns that it is missing
