"""The web application, for a WSGI server."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gitops_portal.adapters import beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gitops_portal.settings")

application = get_wsgi_application()
beside.begin()

import_module(settings.ROOT_URLCONF)  # now, not in the first request
gc.collect()
gc.freeze()  # what is loaded by now stays: no request waits a tenth of a second while the collector walks it again
