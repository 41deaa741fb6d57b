"""The WSGI application that granian serves; see docs/adr/0002."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengtong.config.settings")
application = get_wsgi_application()
