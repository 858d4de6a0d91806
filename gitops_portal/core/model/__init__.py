"""The nouns of the portal: what a plan says, and what is concluded from it. Read it to learn the language.

Nouns are frozen structs: read as dataclasses are, and made in a third of the time. Those that a plan has by the ten
thousand never refer to themselves, so the garbage collector need not look at them (`gc=False`).
One module a subject; everybody imports from here.
"""

from gitops_portal.core.model.brief import Brief, Gravity, Kind, Sentence
from gitops_portal.core.model.changes import (
    GRAVEST_ACTIONS,
    Action,
    Change,
    ChangeSet,
    Invocation,
    Mode,
    OutputChange,
    ReplaceOrder,
)
from gitops_portal.core.model.configuration import Block, Module, ModuleCall, Provider
from gitops_portal.core.model.costs import Cost, CostLine, CostStatus, PricedComponent, Spread, Tier, Unmatched, Use
from gitops_portal.core.model.differences import Diff, Difference, Noise
from gitops_portal.core.model.evaluation import Evaluation, Judgement
from gitops_portal.core.model.findings import (
    Enforcement,
    Finding,
    Looked,
    Outcome,
    Severity,
    Status,
    Verdict,
    Waived,
    Weight,
    weight,
)
from gitops_portal.core.model.graph import Chosen, Downstream, Edge, Graph, Node, Origin
from gitops_portal.core.model.observations import Differing, Observation
from gitops_portal.core.model.people import Actor, ActorKind, Role
from gitops_portal.core.model.snapshots import Document, Snapshot, Standing
from gitops_portal.core.model.tools import Figures, ToolCost, ToolFinding, ToolKind, ToolReport, ToolStatus
from gitops_portal.core.model.values import UNKNOWN, Attributes, Bare, Path, Sensitive, Unknown, Value

__all__ = [
    "GRAVEST_ACTIONS",
    "UNKNOWN",
    "Action",
    "Actor",
    "ActorKind",
    "Attributes",
    "Bare",
    "Block",
    "Brief",
    "Change",
    "ChangeSet",
    "Chosen",
    "Cost",
    "CostLine",
    "CostStatus",
    "Diff",
    "Difference",
    "Differing",
    "Document",
    "Downstream",
    "Edge",
    "Enforcement",
    "Evaluation",
    "Figures",
    "Finding",
    "Graph",
    "Gravity",
    "Invocation",
    "Judgement",
    "Kind",
    "Looked",
    "Mode",
    "Module",
    "ModuleCall",
    "Node",
    "Noise",
    "Observation",
    "Origin",
    "Outcome",
    "OutputChange",
    "Path",
    "PricedComponent",
    "Provider",
    "ReplaceOrder",
    "Role",
    "Sensitive",
    "Sentence",
    "Severity",
    "Snapshot",
    "Spread",
    "Standing",
    "Status",
    "Tier",
    "ToolCost",
    "ToolFinding",
    "ToolKind",
    "ToolReport",
    "ToolStatus",
    "Unknown",
    "Unmatched",
    "Use",
    "Value",
    "Verdict",
    "Waived",
    "Weight",
    "weight",
]
