"""Which code may run around each phase, and how to know that no other does."""

from server.model.plan import Deploy, PhaseName, Plan
from server.render.gauges import gauges
from server.render.text import bullets, prose, tasks


def deploy_before(plan: Plan, phase: PhaseName | None) -> str:
    """What must be deployed before a phase, or after all, in Markdown; empty when the plan says nothing of it."""
    found = next((each for each in plan.deploys if each.before == phase), None)
    return "" if found is None else _deploy(found)


def _deploy(deploy: Deploy) -> str:
    versions, *meets = deploy.may_run
    if deploy.before is None:
        failing = bullets(map(prose, deploy.must), none="Nothing that it does fails.")
        return f"May run from now on: {prose(versions)}. What earlier code would meet:\n\n{failing}"
    parts = [f"May run until {deploy.before}: {prose(versions)}{'. It meets:' if meets else '.'}"]
    if meets:
        parts.append(bullets(map(prose, meets), none=""))
    if not deploy.must:
        return "\n\n".join([*parts, f"Nothing needs to be deployed before {deploy.before} runs."])
    parts += [
        f"Deploy before {deploy.before} runs: code that does all of this, and no other.",
        tasks(map(prose, deploy.must)),
    ]
    if deploy.proof:
        parts += ["Earlier code is gone when these say so:", gauges(deploy.proof)]
    return "\n\n".join(parts)
