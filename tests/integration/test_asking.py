"""Where a host can show a form, the user is asked what only the user can say; where it cannot, the reply says it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from mcp import Client
from mcp.types import ElicitRequestFormParams, ElicitResult

from server.postgres.shadow import Shadow
from server.tools.desk import Desk
from server.tools.every_tool import all_tools
from server.tools.pipeline_planner import PipelinePlanner
from server.tools.registration import PlannerServer
from tests.cases_runner import services_in

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE products (id bigint PRIMARY KEY, sku text, "odd ""Name" text);
CREATE TABLE log (line text, level int);
"""
CHANGE = {
    "database": "schema.sql",
    "change": 'ALTER TABLE products ALTER "odd ""Name" SET NOT NULL; ALTER TABLE log DROP COLUMN line;'
    "CREATE UNIQUE INDEX ON products (sku)",
}
FILL, LOSE = 'backfill:public.products."odd ""Name"', "loss:public.log.line"
RENAMED = {"database": "schema.sql", "desired_schema": SCHEMA.replace("sku text", "code text")}


class Connect(Protocol):
    """Makes a client whose user answers as given; without answers its host shows no forms."""

    def __call__(self, *answers: ElicitResult) -> AbstractAsyncContextManager[Client]: ...


@pytest.fixture
def forms() -> list[ElicitRequestFormParams]:
    """Every form that was shown."""
    return []


@pytest.fixture(params=["auto", "legacy"])
def connect(
    request: pytest.FixtureRequest, tmp_path: Path, shadow_18: Shadow, forms: list[ElicitRequestFormParams]
) -> Connect:
    """Clients in memory, of both protocol eras."""
    (tmp_path / "schema.sql").write_text(SCHEMA)
    planner = PipelinePlanner(services_in(tmp_path, shadow_18))
    server = PlannerServer("test", tools=all_tools(Desk(lambda: planner), tmp_path))

    @asynccontextmanager
    async def connected(*answers: ElicitResult) -> AsyncIterator[Client]:
        waiting = list(answers)

        async def answer(_context: Any, params: Any) -> ElicitResult:
            forms.append(params)
            return waiting.pop(0)

        callback = {"elicitation_callback": answer} if answers else {}
        async with Client(server, mode=request.param, **callback) as client:
            yield client
        assert not waiting, "not every answer was asked for"

    return connected


async def plan(client: Client, arguments: dict[str, Any]) -> dict[str, Any]:
    """The reply to generate_migration."""
    result = await client.call_tool("generate_migration", arguments)
    assert not result.is_error, result.content
    reply: dict[str, Any] = result.structured_content
    return reply


async def test_the_user_answers_in_a_form_and_the_plan_is_complete(
    connect: Connect, forms: list[ElicitRequestFormParams]
) -> None:
    """One call, one form; what is only assumed is not asked, and an answer from a list comes from the list."""
    given = ElicitResult(action="accept", content={"decision_1": "'none'", "decision_2": "accept"})
    async with connect(given) as client:
        reply = await plan(client, CHANGE)
    assert [each["key"] for each in reply["open_decisions"]] == ["duplicates:public.products_sku_idx"]
    assert reply["open_decisions"][0]["assumed"] == "stop"
    assert reply["next"].startswith("call dry_run")
    (form,) = forms
    properties = form.requested_schema["properties"]
    assert [each["title"] for each in properties.values()] == [FILL, LOSE]
    assert "enum" not in properties["decision_1"]
    assert properties["decision_2"]["enum"] == ["accept"]
    assert "SELECT pg_catalog.count(*)" in form.message


@pytest.mark.parametrize("action", ["decline", "cancel"])
async def test_whoever_declines_is_asked_once_and_gets_the_open_decisions(connect: Connect, action: Any) -> None:
    """The agent can still ask in words."""
    async with connect(ElicitResult(action=action)) as client:
        reply = await plan(client, CHANGE)
    assert [each["key"] for each in reply["open_decisions"]][:2] == [FILL, LOSE]
    assert "ask the user" in reply["next"]


async def test_what_is_left_out_stays_open_and_the_rest_counts(connect: Connect) -> None:
    """Nobody knows everything at once, and nobody is asked the same twice."""
    async with connect(ElicitResult(action="accept", content={"decision_2": "accept"})) as client:
        reply = await plan(client, CHANGE)
    assert [each["key"] for each in reply["open_decisions"]][:1] == [FILL]
    assert LOSE not in [each["key"] for each in reply["open_decisions"]]


async def test_one_answer_leads_to_the_next_question(connect: Connect, forms: list[ElicitRequestFormParams]) -> None:
    """Only when it is known what is renamed can it be known which column lacks values."""
    desired = SCHEMA.replace("sku text", "code text NOT NULL")
    first = ElicitResult(action="accept", content={"decision_1": "code"})
    second = ElicitResult(action="accept", content={"decision_1": "''"})
    async with connect(first, second) as client:
        reply = await plan(client, {**RENAMED, "desired_schema": desired})
    assert "open_decisions" not in reply
    assert reply["next"].startswith("call dry_run")
    assert forms[0].requested_schema["properties"]["decision_1"]["enum"] == ["code", "drop"]
    assert forms[1].requested_schema["properties"]["decision_1"]["title"].startswith("backfill:public.products.")


async def test_a_host_without_forms_gets_everything_in_the_reply(
    connect: Connect, forms: list[ElicitRequestFormParams]
) -> None:
    """Evidence and answers too, and the second call with them is as complete as a form would have made it."""
    async with connect() as client:
        reply = await plan(client, CHANGE)
        fill = reply["open_decisions"][0]
        assert fill["key"] == FILL
        assert fill["count"] == 'SELECT pg_catalog.count(*) FROM public.products WHERE "odd ""Name" IS NULL'
        assert fill["listing"] and fill["recommendation"] and fill["options"]
        assert reply["open_decisions"][1]["choices"] == ["accept"]
        renamed = await plan(client, RENAMED)
        assert renamed["open_decisions"][0]["count"] == "SELECT pg_catalog.count(sku) FROM public.products"
        decided = await plan(client, {**CHANGE, "decisions": {FILL: "''", LOSE: "accept"}})
    assert [each["key"] for each in decided["open_decisions"]] == ["duplicates:public.products_sku_idx"]
    assert forms == []
