"""What makes a plan the same plan: a hash of its content; and the plan as JSON."""

import hashlib
import json

from server.errors import PlanError
from server.model.plan import Plan
from server.model.serialisation import Json, from_json, to_json


def identity_of(plan: Plan) -> str:
    """SHA-256 over the canonical JSON of everything in the plan but its identity, hexadecimal."""
    content = {key: value for key, value in plan_to_json(plan).items() if key != "identity"}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def plan_to_json(plan: Plan) -> dict[str, Json]:
    """The plan as a JSON object."""
    data = to_json(plan)
    if not isinstance(data, dict):
        raise PlanError("a plan must become a JSON object")
    return data


def plan_from_json(data: Json) -> Plan:
    """The plan that ``plan_to_json`` wrote.

    Raises:
        PlanError: A key is missing, unknown or of the wrong type.
    """
    return from_json(Plan, data)
