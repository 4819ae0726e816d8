"""Every tool, in the order they are used."""

from pathlib import Path

from mcp.server.mcpserver.tools import Tool

from server.tools import (
    analyze_impact,
    dry_run,
    generate_migration,
    generate_rollback,
    inspect_schema,
    recall,
    record_outcome,
)
from server.tools.desk import Desk

_MODULES = (
    inspect_schema,
    analyze_impact,
    generate_migration,
    generate_rollback,
    dry_run,
    record_outcome,
    recall,
)


def all_tools(desk: Desk, root: Path) -> list[Tool]:
    """The seven tools over one desk; paths inside the root are shown relative to it."""
    return [module.build(desk, root) for module in _MODULES]
