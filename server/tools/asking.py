"""Asking the user what only the user can say, where the host can show a form; else the reply asks the agent to.

Since 2026-07-28 a server asks by a result that says what is needed, and the client repeats the call with the answers;
before that it asks in the middle of the call.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcp.server.mcpserver import Context
from mcp.types import ElicitRequest, ElicitRequestFormParams, ElicitResult, InputRequiredResult
from mcp_types.version import is_version_at_least

from server.model.rename import DROP
from server.tools.shapes import DecisionShape

_BY_RESULT_SINCE = "2026-07-28"
_FORM = "decisions"
_MOST = 10
"""Most questions of one form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the user has answered so far, and what was asked: nobody is asked the same twice."""

    decisions: Mapping[str, str]
    asked: tuple[str, ...]


NOTHING_ASKED = Answers(decisions={}, asked=())


def answers_of(context: Context[None, Any]) -> Answers:
    """What a repeated call brings with it; nothing in the first one."""
    if context.request_state is None:
        return NOTHING_ASKED
    state = json.loads(context.request_state)
    before = Answers(decisions=state["decisions"], asked=tuple(state["asked"]))
    response = (context.input_responses or {}).get(_FORM)
    return _with(before, state["form"], response if isinstance(response, ElicitResult) else None)


async def ask(
    context: Context[None, Any], open_decisions: Sequence[DecisionShape], answers: Answers
) -> Answers | InputRequiredResult | None:
    """Ask the user.

    Args:
        context: Of the call.
        open_decisions: Of the plan; those that are only assumed are not asked.
        answers: What is known.

    Returns:
        More answers, or what to return so that the client asks; None when nobody can be asked or nothing is left to.
    """
    form = [each for each in open_decisions if not each.assumed and each.key not in answers.asked][:_MOST]
    if not form or not _can_show_forms(context):
        return None
    keys = [each.key for each in form]
    message, schema = _message(form), _schema(form)
    if context.protocol_version is not None and is_version_at_least(context.protocol_version, _BY_RESULT_SINCE):
        state = {"decisions": dict(answers.decisions), "asked": list(answers.asked), "form": keys}
        return InputRequiredResult(
            input_requests={
                _FORM: ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=schema))
            },
            request_state=json.dumps(state),
        )
    result = await context.session.elicit_form(
        message=message, requested_schema=schema, related_request_id=context.request_id
    )
    return _with(answers, keys, result)


def _can_show_forms(context: Context[None, Any]) -> bool:
    capabilities = context.client_capabilities
    elicitation = capabilities.elicitation if capabilities is not None else None
    # before there were two modes, an empty capability meant forms
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


def _message(form: Sequence[DecisionShape]) -> str:
    lines = ["Only you can decide this; leave out what you do not know."]
    for each in form:
        facts = [each.question, each.estimate, each.recommendation, f"To count: {each.count}" if each.count else ""]
        lines.append(f"{each.key}: {' '.join(fact for fact in facts if fact)}")
    return "\n".join(lines)


def _schema(form: Sequence[DecisionShape]) -> dict[str, Any]:
    # keys of decisions hold whatever names do; those of a form are plain
    return {
        "type": "object",
        "properties": {_field(number): _question(each) for number, each in enumerate(form)},
        "required": [],
    }


def _question(decision: DecisionShape) -> dict[str, Any]:
    question: dict[str, Any] = {"type": "string", "title": decision.key, "description": decision.question}
    if decision.candidates:
        question["enum"] = [*(each.answer for each in decision.candidates), DROP]
    elif decision.choices:
        question["enum"] = decision.choices
    return question


def _field(number: int) -> str:
    return f"decision_{number + 1}"


def _with(before: Answers, keys: Sequence[str], result: ElicitResult | None) -> Answers:
    content = result.content if result is not None and result.action == "accept" and result.content else {}
    given = {key: str(value) for number, key in enumerate(keys) if (value := content.get(_field(number))) is not None}
    said = {key: value for key, value in given.items() if value.strip()}
    return Answers(decisions={**before.decisions, **said}, asked=(*before.asked, *keys))
