"""A person in, the saved views that they are offered out."""

from __future__ import annotations

from django.db.models import Q

from gitops_portal.records.models import Person, SavedView


def saved_views(person: Person) -> list[SavedView]:
    """Their own, then those that others share, by name."""
    found = SavedView.objects.filter(Q(person=person) | Q(shared=True)).select_related("person")
    return sorted(found, key=lambda view: view.person_id != person.pk)


def saved_view(person: Person, pk: int) -> SavedView:
    """Raises SavedView.DoesNotExist also where it is another's own."""
    return SavedView.objects.filter(Q(person=person) | Q(shared=True)).select_related("person").get(pk=pk)
