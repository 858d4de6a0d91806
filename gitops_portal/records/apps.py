"""The one Django app with tables."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "gitops_portal.records"
    verbose_name = "Portal"
