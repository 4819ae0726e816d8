"""Every document of a plan, in one place."""

from server.render.checklist import impact_checklist
from server.render.migration import migration_document
from server.render.rehearsal import rehearsal_report
from server.render.rollback import rollback_document
from server.render.runbook import runbook

__all__ = ["impact_checklist", "migration_document", "rehearsal_report", "rollback_document", "runbook"]
