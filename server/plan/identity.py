"""A plan's identity, for the stage that makes plans."""

from server.model.identity import identity_of, plan_from_json, plan_to_json

__all__ = ["identity_of", "plan_from_json", "plan_to_json"]
