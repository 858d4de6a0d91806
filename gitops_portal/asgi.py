"""The web application, for an ASGI server: the door, and Django behind it."""

from gitops_portal import wsgi  # first: it sets Django up
from gitops_portal.web.door import Door, structs

structs.learn()
application = Door(wsgi.application)
