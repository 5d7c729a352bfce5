"""One self-contained HTML page about a run, its charts, and small reprs for notebooks."""

from __future__ import annotations

from toolkit.report.data import (
    ArticleRef,
    ClusterMember,
    ClusterView,
    ContactGroup,
    ContactView,
    Counts,
    DamageExample,
    DamageKind,
    Limits,
    OutlineView,
    ReportData,
)
from toolkit.report.page import render

__all__ = [
    "ArticleRef",
    "ClusterMember",
    "ClusterView",
    "ContactGroup",
    "ContactView",
    "Counts",
    "DamageExample",
    "DamageKind",
    "Limits",
    "OutlineView",
    "ReportData",
    "render",
]
