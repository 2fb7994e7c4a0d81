import os

from django.core.wsgi import get_wsgi_application

from kam.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")
application = get_wsgi_application()
settle()
