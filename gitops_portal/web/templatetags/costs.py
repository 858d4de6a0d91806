"""What a run's prices are of in, what is to be said of that out."""

from __future__ import annotations

from django import template
from django.utils import timezone

from gitops_portal.core.pricing.age import warning

register = template.Library()


@register.filter
def old_prices(prices_of: str) -> str:
    """What is to be said of prices that were told long ago; `prices_of`: their days."""
    return warning(prices_of, timezone.now().date())
