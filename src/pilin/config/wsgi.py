"""The door that granian opens."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded stays: a full collection that walks through it too stops a request for some 0.15 s
