"""What a person sees is what an agent gets, and cannot drive the terminal."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from server.model.answer import Generated, Rehearsed
from server.model.plan import Plan
from server.model.rename import OpenRenames, PossibleRename, RenameCandidate
from server.tools.replies import dry_run_reply, plan_reply, renames_reply
from server.tools.screen import plain, show
from server.tools.shapes import RecallReply, RememberedShape, Shape

ROOT = Path("/project")


def printed(reply: Shape) -> str:
    """The reply as text, without colours."""
    console = Console(file=StringIO(), width=200)
    show(reply, console)
    text = console.file
    assert isinstance(text, StringIO)
    return text.getvalue()


def test_a_plan_is_shown_with_everything_a_reviewer_needs(generated: Generated) -> None:
    """A part that is only in the JSON would be missed."""
    text = printed(plan_reply(generated, root=ROOT))
    for expected in (
        "shop · production · PostgreSQL 18.4",
        "ACCESS EXCLUSIVE",
        "nowhere: gone",
        "Hazards left",
        "Next",
    ):
        assert expected in text


def test_a_dry_run_is_shown_with_its_evidence(rehearsed: Rehearsed) -> None:
    """The verdict alone would have to be believed."""
    text = printed(dry_run_reply(rehearsed, root=ROOT))
    assert "proven: reaches the schema of the change" in text
    assert "1.2 / 1.2 / 1.2" in text


def test_a_possible_rename_is_shown_with_its_candidates(plan: Plan) -> None:
    """A person decides at the terminal what an agent would ask."""
    could = RenameCandidate(answer="stock_code", likeness=0.83, why=("same type",))
    rename = PossibleRename(key="rename:public.t.sku", object="column public.t.sku", loses="it", candidates=(could,))
    text = printed(renames_reply(OpenRenames(target=plan.target, renames=[rename])))
    for expected in ("Open decisions", "rename:public.t.sku", "stock_code (0.83)", "Next: nothing was planned"):
        assert expected in text
    assert "Plan" not in text


def test_text_from_a_database_cannot_drive_the_terminal() -> None:
    """A comment can hold escape sequences, and brackets that look like markup."""
    hostile = "a\x1b[31mred\x1b]0;title\x07 [bold]b[/] \u202egnorw"
    text = printed(RecallReply(remembered=[RememberedShape(name=hostile, type="table")], next="n"))
    assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text
    assert "[bold]b[/]" in text


def test_ordinary_text_keeps_its_lines_and_letters() -> None:
    """Statements have line breaks and tabs, names have accents."""
    assert plain("ä\n\tß") == "ä\n\tß"
