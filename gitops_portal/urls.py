"""Every address of the portal, on one screen."""

from __future__ import annotations

from django.conf import settings as portal
from django.contrib import admin
from django.urls import include, path, register_converter

from gitops_portal.web import (
    api,
    audit,
    changes,
    comments,
    compare,
    converters,
    drift,
    glossary,
    guardrails,
    news,
    reports,
    requests,
    resources,
    run_graph,
    runs,
    session,
    settings,
    states,
    texts,
    views,
    workspaces,
)
from gitops_portal.web.api import operation

admin.site.site_header = admin.site.site_title = "Portal: records"

handler404 = api.nowhere
handler500 = api.failed
register_converter(converters.WorkspaceSlug, "workspace")

urlpatterns = [
    path("", workspaces.index, name="workspaces.index"),
    path("new/", workspaces.new, name="workspaces.new"),
    path("glossary/", glossary.index, name="glossary"),
    path("news/", news.news, name="news"),
    path("views/new/", views.new, name="views.new"),
    path("views/<int:view>/", views.detail, name="views.detail"),
    path("views/<int:view>/change/", views.change, name="views.change"),
    path("workspaces/<workspace:slug>/", workspaces.detail, name="workspaces.detail"),
    path("workspaces/<workspace:slug>/settings/", workspaces.settings, name="workspaces.settings"),
    path("workspaces/<workspace:slug>/settings/members/add/", workspaces.add_member, name="workspaces.add_member"),
    path("workspaces/<workspace:slug>/settings/members/", workspaces.member, name="workspaces.member"),
    path("workspaces/<workspace:slug>/settings/tokens/new/", workspaces.new_token, name="workspaces.new_token"),
    path(
        "workspaces/<workspace:slug>/settings/tokens/revoke/", workspaces.revoke_token, name="workspaces.revoke_token"
    ),
    path("workspaces/<workspace:slug>/state/", states.index, name="states.index"),
    path("workspaces/<workspace:slug>/people/", comments.people, name="workspaces.people"),
    path("workspaces/<workspace:slug>/audit/", audit.workspace, name="audit.workspace"),
    path("workspaces/<workspace:slug>/audit/export/", audit.workspace_export, name="audit.workspace_export"),
    path("workspaces/<workspace:slug>/runs/<int:number>/", runs.detail, name="runs.detail"),
    path("workspaces/<workspace:slug>/runs/<int:number>/changes/", changes.changes, name="runs.changes"),
    path("workspaces/<workspace:slug>/runs/<int:number>/changes/<str:change>/", changes.one, name="runs.change"),
    path("workspaces/<workspace:slug>/runs/<int:number>/viewed/", changes.mark, name="runs.viewed"),
    path("workspaces/<workspace:slug>/runs/<int:number>/graph.json", run_graph.graph, name="runs.graph"),
    path("workspaces/<workspace:slug>/runs/<int:number>/node/", run_graph.node, name="runs.node"),
    path("workspaces/<workspace:slug>/runs/<int:number>/scene.json", run_graph.scene, name="runs.scene"),
    path("workspaces/<workspace:slug>/runs/<int:number>/find/", run_graph.find, name="runs.find"),
    path("workspaces/<workspace:slug>/runs/<int:number>/texts/<str:digest>/", texts.whole, name="runs.text"),
    path("workspaces/<workspace:slug>/runs/<int:number>/decide/", runs.decide, name="runs.decide"),
    path(
        "workspaces/<workspace:slug>/runs/<int:number>/decisions/<int:decision>/resolve/",
        runs.resolve,
        name="runs.resolve",
    ),
    path("workspaces/<workspace:slug>/runs/<int:number>/comments/", comments.comments_of, name="runs.comments"),
    path("workspaces/<workspace:slug>/runs/<int:number>/comments/<int:comment>/", comments.act, name="runs.comment"),
    path("workspaces/<workspace:slug>/runs/<int:number>/report.html", reports.report, name="runs.report"),
    path("workspaces/<workspace:slug>/runs/<int:number>/compare/", compare.against, name="runs.against"),
    path("workspaces/<workspace:slug>/runs/<int:number>/compare/<int:earlier>/", compare.compare, name="runs.compare"),
    path("workspaces/<workspace:slug>/resources/", resources.detail, name="resources.detail"),
    path("requests/", requests.index, name="requests.index"),
    path("requests/<str:key>/", requests.detail, name="requests.detail"),
    path("requests/<str:key>/decide/", requests.decide, name="requests.decide"),
    path("requests/<str:key>/comments/", comments.on_request, name="requests.comment"),
    path("requests/<str:key>/workspace/", requests.workspace, name="requests.workspace"),
    path("guardrails/", guardrails.index, name="guardrails.index"),
    path("guardrails/<slug:id>/", guardrails.detail, name="guardrails.detail"),
    path("guardrails/<slug:id>/enforce/", guardrails.enforce, name="guardrails.enforce"),
    path("guardrails/<slug:id>/release/", guardrails.release, name="guardrails.release"),
    path("drift/", drift.index, name="drift.index"),
    path("audit/", audit.index, name="audit.index"),
    path("audit/export/", audit.export, name="audit.export"),
    path("settings/", settings.index, name="settings.index"),
    path("settings/password/", settings.password, name="settings.password"),
    path("settings/people/invite/", settings.invite, name="settings.invite"),
    path("settings/people/link/", settings.sign_in_link, name="settings.sign_in_link"),
    path("settings/people/role/", settings.role, name="settings.role"),
    path("settings/people/ci-names/", settings.ci_names, name="settings.ci_names"),
    path("settings/people/deactivate/", settings.deactivate, name="settings.deactivate"),
    path("settings/people/reactivate/", settings.reactivate, name="settings.reactivate"),
    path("settings/tokens/new/", settings.new_token, name="settings.new_token"),
    path("settings/tokens/revoke/", settings.revoke_token, name="settings.revoke_token"),
    path("sign-in/", session.sign_in, name="session.sign_in"),
    path("sign-in/<str:secret>/", session.link, name="session.link"),
    path("sign-out/", session.sign_out, name="session.sign_out"),
    path("api/v1/", api.urls()),
    path("healthz", operation.healthz, name="operation.healthz"),
    path("readyz", operation.readyz, name="operation.readyz"),
    path("metrics", operation.metrics, name="operation.metrics"),
    path(".well-known/jwks.json", operation.jwks, name="operation.jwks"),
    *([path("admin/queues/", include("django_rq.urls"))] if portal.REDIS_URL else []),
    path("admin/login/", session.admin_sign_in, name="session.admin_sign_in"),
    path("admin/logout/", session.sign_out, name="session.admin_sign_out"),
    path("admin/password_change/", session.admin_password, name="session.admin_password"),
    path("admin/", admin.site.urls),
]
