"""The words of the portal, as a page that needs nothing from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from gitops_portal.core.glossary import GLOSSARY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "glossary.html", {"glossary": GLOSSARY})
