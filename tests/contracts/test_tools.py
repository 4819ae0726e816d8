"""The tools as clients of both protocol eras see them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.types import (
    CallToolResult,
    PromptReference,
    ResourceTemplateReference,
    TextContent,
    Tool,
)

from server.app import INSTRUCTIONS, build_server
from server.configuration import load_configuration

pytestmark = pytest.mark.anyio

SNAPSHOTS = Path(__file__).parent / "tools"
TOOLS = [
    "inspect_schema",
    "analyze_impact",
    "generate_migration",
    "generate_rollback",
    "dry_run",
    "record_outcome",
    "recall",
]


@pytest.fixture(params=["auto", "legacy"])
async def client(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Client]:
    """A client of a server that has one database, of schema files, and no plans."""
    (tmp_path / "shop.sql").write_text("CREATE TABLE orders (id bigint PRIMARY KEY);")
    (tmp_path / "migration-planner.toml").write_text('[databases.shop]\nschema = "shop.sql"\n')
    configuration = load_configuration(path=None, environment={}, working_directory=tmp_path)
    async with Client(build_server(configuration), mode=request.param) as connected:
        yield connected


def text(result: CallToolResult) -> str:
    """The text a host shows to the model."""
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


def wire(tool: Tool) -> dict[str, Any]:
    """The tool as it is sent."""
    return tool.model_dump(mode="json", by_alias=True, exclude_none=True)


async def test_the_seven_tools_say_everything_a_host_asks_for(client: Client) -> None:
    """Hosts decide by titles and annotations; what is unset means the frightening default."""
    tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        assert tool.title and tool.description
        assert tool.output_schema and tool.output_schema["type"] == "object"
        assert tool.annotations is not None
        hints = tool.annotations.model_dump(mode="json", by_alias=True, exclude_none=True)
        assert set(hints) == {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}
        assert hints["destructiveHint"] is False


async def test_the_schemas_are_schemas_and_refuse_unknown_arguments(client: Client) -> None:
    """The SDK would drop a misspelt argument, and with it a limit the caller relies on."""
    for tool in (await client.list_tools()).tools:
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema or {})
        assert tool.input_schema["additionalProperties"] is False


async def test_listing_the_tools_costs_an_agent_less_than_12_000_characters(client: Client) -> None:
    """Everything listed is read in every conversation; hosts cut descriptions at 2,048 characters."""
    tools = (await client.list_tools()).tools
    assert len(json.dumps([wire(tool) for tool in tools])) < 12_000
    assert max(len(tool.description or "") for tool in tools) < 2_048
    assert len(INSTRUCTIONS) < 2_048


@pytest.mark.parametrize("name", TOOLS)
async def test_the_public_shape_of_a_tool_changes_only_on_purpose(client: Client, name: str) -> None:
    """The shape is a promise to agents; delete the file to have it written anew, and review the difference."""
    tool = next(tool for tool in (await client.list_tools()).tools if tool.name == name)
    file = SNAPSHOTS / f"{name}.json"
    shape = json.dumps(wire(tool), indent=2, sort_keys=True) + "\n"
    if not file.exists():
        file.write_text(shape)
        pytest.fail(f"{file.name} was written; review it")
    assert shape == file.read_text()


@pytest.mark.parametrize(
    ("tool", "argument", "meant"),
    [
        ("inspect_schema", "patern", "pattern"),
        ("inspect_schema", "table", "pattern"),
        ("analyze_impact", "sql", "change"),
        ("generate_migration", "desired", "desired_schema"),
        ("generate_rollback", "plan_id", "plan"),
        ("dry_run", "row", "rows"),
        ("record_outcome", "measurement", "measurements"),
        ("recall", "question", "query"),
    ],
)
async def test_a_misspelt_argument_is_refused_naming_the_right_one(
    client: Client, tool: str, argument: str, meant: str
) -> None:
    """An agent that reads the refusal must be able to repeat the call correctly."""
    result = await client.call_tool(tool, {argument: "x"})
    assert result.is_error
    assert f'{tool} has no argument "{argument}"; did you mean "{meant}"?' in text(result)


async def test_a_wrong_value_is_named_without_repeating_it(client: Client) -> None:
    """The SDK's own text quotes the value, which may be long or secret, and links to a manual."""
    result = await client.call_tool("dry_run", {"plan": "x", "rows": "secret-and-long"})
    assert result.is_error
    assert text(result).startswith('argument "rows" of dry_run is wrong: ')
    assert "secret" not in text(result) and "http" not in text(result)


async def test_a_missing_argument_is_named(client: Client) -> None:
    """Only arguments that nothing can stand in for are required."""
    result = await client.call_tool("record_outcome", {"plan": "x"})
    assert result.is_error
    assert text(result) == 'record_outcome needs the argument "status"; give it'


async def test_prompts_work_with_and_without_arguments(client: Client) -> None:
    """Some clients send a prompt as soon as it is chosen, before any argument is asked for."""
    prompts = (await client.list_prompts()).prompts
    assert [prompt.name for prompt in prompts] == ["plan_a_change", "review_a_migration_file", "roll_back_now"]
    for prompt in prompts:
        assert (await client.get_prompt(prompt.name)).messages
    planned = await client.get_prompt("plan_a_change", {"change": "make sku required", "database": "shop"})
    assert "make sku required" in planned.model_dump_json()


async def test_databases_complete_from_the_configuration_and_the_files(client: Client) -> None:
    """A person in a prompt's form sees what can be named."""
    for reference in (
        PromptReference(type="ref/prompt", name="plan_a_change"),
        ResourceTemplateReference(type="ref/resource", uri="schema://{+database}"),
    ):
        result = await client.complete(reference, {"name": "database", "value": "SH"})
        assert result.completion.values == ["shop", "shop.sql"]


async def test_there_is_a_resource_for_plans_and_one_for_schemas(client: Client) -> None:
    """Documents are read when somebody wants them, not sent with each reply."""
    templates = (await client.list_resource_templates()).resource_templates
    assert [template.uri_template for template in templates] == ["plan://{identity}", "schema://{+database}"]
    assert (await client.list_resources()).resources == []
