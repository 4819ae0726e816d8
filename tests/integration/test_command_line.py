"""The command line as a person uses it: every command once, its exit codes, and what it prints."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from server.cli import app

CHANGE = "ALTER TABLE items ADD COLUMN note text;"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a schema, as the working directory."""
    (tmp_path / "schema.sql").write_text("CREATE TABLE items (id bigint PRIMARY KEY);")
    (tmp_path / "change.sql").write_text(CHANGE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", f"sqlite:///{tmp_path}/graph.sqlite3")
    return tmp_path


def call(*arguments: str, stdin: str = "", code: int = 0) -> Result:
    """What a command printed, after its exit code was compared."""
    done = CliRunner().invoke(app, arguments, input=stdin)
    assert done.exit_code == code, done.output
    return done


def reply(*arguments: str, stdin: str = "", code: int = 0) -> dict[str, Any]:
    """The reply a command printed as JSON."""
    found = json.loads(call(*arguments, "--json", stdin=stdin, code=code).stdout)
    assert isinstance(found, dict)
    return found


def test_every_command_does_its_part_of_one_migration(project: Path) -> None:
    """A person without an agent gets from change to outcome, each command taking what the one before it printed."""
    assert reply("inspect", "-d", "schema.sql")["tables"][0]["name"] == "public.items"
    assert reply("impact", "-d", "schema.sql", "--sql", CHANGE)["operations"]
    planned = reply("plan", "-d", "schema.sql", "-c", "-", "--name", "add_note", stdin=CHANGE)
    assert planned["verdict"]["status"] == "proven"
    assert (project / planned["folder"] / "plan.json").is_file()
    assert reply("rollback", "-p", planned["plan"])["steps"]
    assert reply("dry-run", "-p", "add_note", "--rows", "20")["verdict"]["status"] == "proven"
    assert reply("record", planned["folder"], "succeeded", "--notes", "at night", "--measure", "duration_s=42")
    assert "at night" in json.dumps(reply("recall", "-p", planned["plan"]))


def test_without_json_a_person_reads_tables() -> None:
    """The same reply, for eyes."""
    printed = call("impact", "-d", "schema.sql", "-c", "change.sql").stdout
    assert "ACCESS EXCLUSIVE" in printed
    assert not printed.startswith("{")


def test_a_refusal_is_told_on_stderr_with_exit_code_1() -> None:
    """A script sees that there is no plan, and its output stays clean."""
    refused = call("plan", "-d", "schema.sql", "--sql", "DROP TABLE missing", code=1)
    assert 'table "missing" does not exist' in refused.stderr
    assert refused.stdout == ""


def test_a_refusal_drives_no_terminal() -> None:
    """Names come from other people; an escape sequence in one could retitle or clear a window."""
    refused = call("impact", "-d", "schema.sql", "--sql", 'DROP TABLE "\x1b]0;owned\x07\x9b2J"', code=1)
    assert "owned" in refused.stderr
    assert not {"\x1b", "\x07", "\x9b"} & set(refused.stderr)


def test_a_plan_that_does_not_hold_ends_with_exit_code_3() -> None:
    """A pipeline must stop there, although there is a reply and nothing was refused."""
    same_for_all = "CREATE UNIQUE INDEX only_one ON items ((1));"
    rehearsed = reply("dry-run", "-d", "schema.sql", "--sql", same_for_all, "--rows", "20", code=3)
    assert rehearsed["verdict"]["status"] == "disproven"


def test_drift_ends_with_exit_code_4(project: Path) -> None:
    """A pipeline notices that somebody changed the database by hand."""
    call("inspect", "-d", "schema.sql", "--compare-to", "schema.sql")
    (project / "wanted").mkdir()
    (project / "wanted" / "1.sql").write_text("CREATE TABLE items (id bigint PRIMARY KEY, note text);")
    printed = call("inspect", "-d", "schema.sql", "--compare-to", "wanted", code=4).stdout
    assert "only there: column note text" in printed
    assert "ALTER TABLE public.items ADD COLUMN note text;" in printed


def test_a_folder_can_be_the_desired_schema_and_an_open_rename_ends_with_exit_code_4(project: Path) -> None:
    """There is no plan yet, so nothing after this command may run; the answer is a repeated --decide."""
    (project / "wanted").mkdir()
    (project / "wanted" / "1.sql").write_text("CREATE TABLE things (id bigint PRIMARY KEY);")
    plan = ("plan", "-d", "schema.sql", "--desired-schema", "wanted")
    assert "rename:public.items" in call(*plan, code=4).stdout
    assert reply(*plan, code=4)["open_decisions"][0]["candidates"][0]["answer"] == "things"
    assert reply(*plan, "--decide", "rename:public.items=things")["verdict"]["status"] == "proven"
    assert "no SQL file" in call("plan", "-d", "schema.sql", "--desired-schema", "missing", code=1).stderr


def test_a_rehearsal_says_what_of_the_schema_it_did_without(project: Path) -> None:
    """I6: a trigger on DDL is not rehearsed, and the target's would fire; secrets in such statements stay out."""
    with (project / "schema.sql").open("a") as schema:
        schema.write(
            "\nCREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;"
            "\nCREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION f();"
            "\nCREATE SUBSCRIPTION s CONNECTION 'password=not-to-be-shown' PUBLICATION p;"
        )
    printed = call("dry-run", "-d", "schema.sql", "-c", "change.sql", "--rows", "5", "--json").stdout
    assumed = "\n".join(json.loads(printed)["assumptions"])
    assert "CREATE EVENT TRIGGER watch" in assumed
    assert "CREATE SUBSCRIPTION s" in assumed
    assert "not-to-be-shown" not in printed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["impact", "--sql", CHANGE, "-c", "change.sql"], "not both"),
        (["impact", "-c", "missing.sql"], "cannot be read"),
        (["plan", "--sql", CHANGE, "--decide", "no value"], "KEY=VALUE"),
        (["record", "x", "finished"], "succeeded"),
    ],
)
def test_wrong_usage_is_told_with_exit_code_2(arguments: list[str], says: str) -> None:
    """Nothing is read or started for a call that cannot be meant."""
    assert says in call(*arguments, code=2).stderr


def test_a_file_that_is_not_utf8_is_named_with_its_byte(project: Path) -> None:
    """Another encoding would put other characters into the schema."""
    (project / "change.sql").write_bytes(b"-- caf\xe9\n" + CHANGE.encode())
    assert '"change.sql" is not UTF-8 at byte 6' in call("impact", "-c", "change.sql", code=2).stderr


def test_doctor_tells_what_plans_are_rehearsed_with() -> None:
    """Nobody should have to guess which PostgreSQL it was, and whether anything holds it."""
    found = {each["subject"]: each for each in json.loads(call("doctor", "--json").stdout)}
    assert {"shadow", "room", "confinement", "knowledge graph"} < found.keys()
    assert all(each["good"] and not each["remedy"] for each in found.values())
    assert "a role without rights" in found["confinement"]["found"]
    assert any(subject.startswith("PostgreSQL 18.") for subject in found)
    assert "ok  shadow" in call("doctor").stdout


def test_doctor_tells_what_is_missing_and_no_secret(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with what to do about it."""
    (project / "migration-planner.toml").write_text('[databases.shop]\nurl = "${SHOP_URL}"\n')
    monkeypatch.setenv("SHOP_URL", "postgresql://me:s3cret@127.0.0.1:1/shop")
    monkeypatch.setenv("KG_STORE", f"sqlite:///{project}/schema.sql/graph")
    said = call("doctor", code=1)
    assert 'database "shop" does not answer' in said.stdout
    assert "!   knowledge graph" in said.stdout
    assert "s3cret" not in said.output
