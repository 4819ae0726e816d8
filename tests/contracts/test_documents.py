"""README and docs say what the code does."""

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from server import cli
from server.configuration import load_configuration
from server.model.policy import Policy
from server.postgres.binaries import VARIABLE
from server.tools.desk import Desk
from server.tools.every_tool import all_tools

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def commands() -> set[str]:
    """Names of the command line's commands."""
    return set(typer.main.get_group(cli.app).commands)


def test_the_readme_names_every_tool_and_the_command_that_does_the_same() -> None:
    """A tool that is not listed is not found, and one that is gone disappoints."""
    rows = re.findall(r"^\| `(\w+)` \| `migration-planner ([\w-]+)` \|", README, flags=re.MULTILINE)
    names = [tool.name for tool in all_tools(Desk(lambda: pytest.fail("opened")), ROOT)]
    assert [tool for tool, _ in rows] == names
    assert {command for _, command in rows} == commands() - {"serve", "demo", "doctor", "graph", "lessons", "snapshot"}


def test_the_readme_adds_the_servers_as_mcp_json_does() -> None:
    """Only the path of the clone differs."""
    (block,) = blocks(README, "json")
    own = json.loads((ROOT / ".mcp.json").read_text())
    assert json.loads(block.replace("/path/to/clone/", "")) == own


def test_every_make_target_the_documents_name_exists() -> None:
    """The first thing a reader types must work."""
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make (\w+)", README, flags=re.MULTILINE))
    assert named == targets - {"dev", "clean"}


def test_the_documented_configuration_loads_and_names_every_key(tmp_path: Path) -> None:
    """Its values for the policy are the defaults, so that the file is also their list."""
    (block,) = blocks(CONFIGURATION, "toml")
    (tmp_path / "migration-planner.toml").write_text(block)
    (tmp_path / "api").mkdir()
    environment = {
        "SHOP_DATABASE_URL": "postgresql://127.0.0.1/shop",
        "SHADOW_DATABASE_URL": "postgresql://127.0.0.1:5433/postgres",
    }
    configuration = load_configuration(path=None, environment=environment, working_directory=tmp_path)
    assert {database.name for database in configuration.databases} == {"shop", "staging", "copy"}
    assert configuration.shadow_url is not None
    written = tomllib.loads(block)["policy"]
    assert set(written) == {field.name for field in fields(Policy)}
    for name in set(written) - {"author", "services"}:
        value = written[name]
        assert (tuple(value) if isinstance(value, list) else value) == getattr(Policy(), name), name


def test_the_documented_variables_are_those_that_are_read() -> None:
    """A misspelt variable is silently ignored by every program."""
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", CONFIGURATION, flags=re.MULTILINE))
    assert listed == {"MIGRATION_PLANNER_CONFIG", "KG_STORE", VARIABLE}


def test_links_between_documents_lead_somewhere() -> None:
    """A reader who follows one at night has no patience for a search."""
    for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for link in re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8")):
            assert (file.parent / link).exists(), f"{file.name}: {link}"
