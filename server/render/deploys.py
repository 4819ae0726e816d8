"""Which code may run around each phase, and how to know that no other does."""

from server.model.plan import Deploy, PhaseName, Plan
from server.render.gauges import gauges
from server.render.text import bullets, prose


def deploy_before(plan: Plan, phase: PhaseName | None) -> str:
    """What must be deployed before a phase, or after all, in Markdown; empty when the plan says nothing of it."""
    found = next((each for each in plan.deploys if each.before == phase), None)
    return "" if found is None else _deploy(found)


def _deploy(deploy: Deploy) -> str:
    may_run = "; ".join(deploy.may_run)
    if deploy.before is None:
        failing = bullets(map(prose, deploy.must), none="Nothing that earlier code does fails.")
        return f"May run from now on: {prose(may_run)}. What earlier code would meet:\n\n{failing}"
    parts = [
        f"May run until then: {prose(may_run)}.",
        f"Before {deploy.before} runs, all code must:",
        bullets(map(prose, deploy.must), none=""),
    ]
    if deploy.proof:
        parts += ["Earlier code is gone when these say so:", gauges(deploy.proof)]
    return "\n\n".join(parts)
