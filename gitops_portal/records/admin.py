"""Rows in, lists for whoever looks after the portal out. What is proof or conclusion is only ever read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from gitops_portal.records import models

if TYPE_CHECKING:
    from django.http import HttpRequest

    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # generic in the stubs only


class Reading(ModelAdmin):
    """Lists and shows; adds, changes and deletes nothing: pages and actions do, and leave their line in the trail."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is Django's
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - the same
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - the same
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - the same
        return self.has_module_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "owns_organisation", False))


@admin.register(models.Person)
class PersonAdmin(Reading):
    list_display = ("name", "email", "ci_names", "organisation_role", "is_active", "last_login")
    list_filter = ("organisation_role", "is_active")
    search_fields = ("name", "email", "ci_names")
    exclude = ("password", "groups", "user_permissions")


@admin.register(models.Workspace)
class WorkspaceAdmin(Reading):
    list_display = ("slug", "name", "labels", "last_number", "drifted", "verified_at", "posture")
    list_filter = ("posture",)
    search_fields = ("slug", "name")
    exclude = ("key",)


@admin.register(models.Membership)
class MembershipAdmin(Reading):
    list_display = ("person", "workspace", "role")
    list_filter = ("role",)
    list_select_related = ("person", "workspace")


@admin.register(models.Token)
class TokenAdmin(Reading):
    list_display = ("name", "prefix", "workspace", "may_create", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("workspace",)
    exclude = ("digest",)


@admin.register(models.Run)
class RunAdmin(Reading):
    list_display = ("__str__", "state", "verdict", "kind", "resources", "blocking", "attempts", "created_at")
    list_filter = ("state", "kind", "verdict")
    list_select_related = ("workspace",)
    search_fields = ("workspace__slug", "commit", "digest")
    exclude = ("summary",)


@admin.register(models.Decision)
class DecisionAdmin(Reading):
    list_display = ("run", "action", "name", "created_at")
    list_filter = ("action",)
    list_select_related = ("run__workspace",)


@admin.register(models.GuardrailSetting)
class GuardrailSettingAdmin(Reading):
    list_display = ("guardrail", "scope", "selector", "enforcement", "changed_by", "changed_at")
    list_filter = ("scope", "enforcement")


@admin.register(models.AuditEvent)
class AuditEventAdmin(Reading):
    list_display = ("chain", "sequence", "at", "actor", "verb", "subject")
    list_filter = ("verb",)
    list_select_related = ("chain",)
    search_fields = ("actor", "subject")
    show_full_result_count = False
