"""Which columns are filled in one pass, and that each row is written once."""

from server.model.names import QualifiedName
from server.model.policy import Policy
from server.plan.filling import Filling
from server.plan.fragment import NOTHING, PlacedStep, StepMaker
from server.plan.one_pass import in_one_pass

POLICY = Policy()
MAKER = StepMaker(operation="add_column", object="a", statement=1, policy=POLICY)


def filled(column: str, value: str, table: str = "t") -> PlacedStep:
    """The step that fills a column."""
    filling = Filling(
        path=column,
        name=QualifiedName(schema="migration_planner", name=f"{table}_{column}"),
        table=QualifiedName(schema="public", name=table),
        key=(),
        column=column,
        value=value,
        policy=POLICY,
        portions=1,
        tried=(f"tried {column}",),
        left=f"SELECT FROM left_of_{column}",
    )
    return MAKER.filling(filling, title=column, reason="")


def test_columns_of_one_table_that_stand_together_are_filled_at_once() -> None:
    """What each of them does alone at its beginning and end is done for all."""
    (step,) = in_one_pass([filled("a", "1"), filled("b", "x"), filled("C", "2")])
    text = "\n".join(step.step.up.commands)
    assert 'SET a = (1), b = (x), "C" = (2) WHERE' in text
    assert step.step.up.commands[:3] == ("tried a", "tried b", "tried C")
    assert "SELECT FROM left_of_a UNION ALL SELECT FROM left_of_b UNION ALL SELECT FROM left_of_C" in text
    assert step.step.title == "Fill a, b, C in one pass"


def test_a_column_that_is_computed_of_another_is_filled_after_it() -> None:
    """However its name is spelled: in one UPDATE it would read what was there before."""
    steps = in_one_pass([filled("a", "1"), filled("b", "A + 1"), filled("c", "2"), filled("d", "f(t.b)")])
    assert [len(step.fillings) for step in steps] == [1, 2, 1]
    assert len(in_one_pass([filled('b "x', "1"), filled("a", '"b ""x" || 2')])) == 2


def test_other_tables_and_what_comes_between_keep_steps_apart() -> None:
    """What stands between may need what is before it, or change what comes after it."""
    between = MAKER.step("other", phase="migrate", title="other", reason="", up=NOTHING, down=NOTHING)
    assert len(in_one_pass([filled("a", "1"), filled("b", "2", table="other")])) == 2
    assert len(in_one_pass([filled("a", "1"), between, filled("b", "2")])) == 3
