"""The published schema of plan.json is that of the code, and plans keep it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from server.model.json_schema import plan_file_schema
from server.postgres.shadow import Shadow
from tests.cases_runner import CASES, Case, plan_in

pytestmark = pytest.mark.anyio

PUBLISHED = Path(__file__).parent.parent.parent / "docs" / "plan.schema.json"


def test_the_published_schema_changes_only_on_purpose() -> None:
    """Programs of others read it; delete the file to have it written anew, and review the difference."""
    text = json.dumps(plan_file_schema(), indent=2, ensure_ascii=False) + "\n"
    if not PUBLISHED.exists():
        PUBLISHED.write_text(text)
        pytest.fail(f"{PUBLISHED.name} was written; review it")
    assert PUBLISHED.read_text() == text


@pytest.mark.parametrize("name", ["mixed/everything_on_one_table", "set_not_null/undecided"])
async def test_a_plan_on_disk_keeps_it(name: str, shadow_18: Shadow, tmp_path: Path) -> None:
    """With open decisions and without; a key that is not told is an error."""
    schema = json.loads(PUBLISHED.read_text())
    Draft202012Validator.check_schema(schema)
    case = Case.read(CASES / name)
    generated = await plan_in(
        tmp_path, shadow_18, schema=case.schema, change=case.change, name="kept", decisions=case.decisions
    )
    document = json.loads((generated.folder / "plan.json").read_text())
    validator = Draft202012Validator(schema)
    validator.validate(document)
    document["plan"]["phases"][0]["steps"][0]["up"]["unheard"] = 1
    assert not validator.is_valid(document)
