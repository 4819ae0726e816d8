"""What psql printed is read into durations, waits, rows and errors of steps."""

from server.learning.run_log import read_log
from server.model.outcome import StepRun
from server.model.plan import Check, Plan, Script
from server.render.sql_files import render_files
from tests.made_plans import made_plan, made_step

CHECK = Check(condition="true", message="it is so")
BUILD = made_step(
    'create_index:public."odd: name":build',
    up=Script(commands=("CREATE INDEX CONCURRENTLY i ON t (a)",), transactional=False, after=(CHECK,)),
)
ADD = made_step("add_column:public.t.c:add", up=Script(commands=("ALTER TABLE t ADD c int",), before=(CHECK,)))
FORGET = made_step("drop_column:public.t.b:drop", up=Script(commands=("ALTER TABLE t DROP b",)))
PLAN = made_plan(ADD, BUILD, contract=(FORGET,))
FILES = {"migration.md": "", **render_files(PLAN, date="2026-11-28")}
EXPAND, CONTRACT = (name for name in FILES if name.endswith(".up.sql"))


def timed(*milliseconds: float) -> str:
    """What psql prints of statements with timing on and no echo."""
    return "\n".join(f"DO\nTime: {each:.3f} ms" for each in milliseconds)


def echoed(plan: Plan, name: str, milliseconds: float) -> str:
    """What psql -a prints of a file, each statement taking as long."""
    lines = []
    for line in render_files(plan, date="2026-11-28")[name].splitlines():
        lines.append(line)
        if line.endswith(";") and not line.startswith((" ", "--")):
            lines += ["OK", f"Time: {milliseconds:.3f} ms (00:00.100)"]
    return "\n".join(lines)


def test_an_echoed_log_names_its_steps_even_when_it_holds_several_files() -> None:
    """As psql -a prints it, with timing on."""
    read = read_log(PLAN, None, echoed(PLAN, EXPAND, 100) + "\n" + echoed(PLAN, CONTRACT, 10), FILES)
    assert [(each.step, round(each.seconds or 0, 3)) for each in read.steps] == [
        (ADD.key, 0.6),
        (BUILD.key, 0.6),
        (FORGET.key, 0.05),
    ]
    assert read.not_read == ()


def test_without_an_echo_statements_are_counted() -> None:
    """Two of the session, then a check, four around the command, and so on."""
    times = [1, 1, *(2, 2, 2, 2, 3000, 2), *(4, 4, 60_000, 4, 4, 4)]
    read = read_log(PLAN, "expand", timed(*times), FILES)
    told = [(each.step, round(each.seconds or 0, 3)) for each in read.steps]
    assert told == [(ADD.key, 3.01), (BUILD.key, 60.02)]
    # whose file it is, is told by how many there are too
    assert read_log(PLAN, None, timed(*times), FILES) == read


def test_an_error_is_told_of_the_step_at_its_line_with_its_state() -> None:
    """A lock that did not come in time was waited for as long as the step waits."""
    line = next(n for n, text in enumerate(FILES[EXPAND].splitlines(), start=1) if "CREATE INDEX" in text)
    message = "canceling statement due to lock timeout"
    for text in (f"ERROR:  {message}", f"ERROR:  55P03: {message}"):
        read = read_log(PLAN, "expand", f"psql:/tmp/x/{EXPAND}:{line}: {text}\nLOCATION:  x, y.c:1", FILES)
        assert read.steps == (StepRun(step=BUILD.key, lock_wait=2.0, error=f"{message} [55P03]"),)


def test_rows_waits_and_the_times_of_another_language_are_read() -> None:
    """With log_lock_waits and client_min_messages = log the server tells of waits."""
    log = "\n".join(
        [
            f"-- Migration: {EXPAND}",
            f"-- Key: {ADD.key}",
            "UPDATE 1200",
            "Zeit: 1500,250 ms (00:01,500)",
            "LOG:  process 42 acquired AccessExclusiveLock on relation 16384 of database 5 after 1043.123 ms",
        ]
    )
    (step,) = read_log(PLAN, None, log, FILES).steps
    assert step == StepRun(step=ADD.key, seconds=1.50025, lock_wait=1.043123, rows=1200)


def test_what_belongs_to_no_step_is_said() -> None:
    """Nothing is lost in silence, and the reader learns how to do better."""
    assert "give the phase whose file ran" in read_log(PLAN, None, timed(1, 2, 3), FILES).not_read[0]
    assert "run psql with -a" in read_log(PLAN, None, "hello", FILES).not_read[0]
    (lost,) = read_log(PLAN, None, "ERROR:  deadlock detected", FILES).not_read
    assert lost == "In the log, of no step that could be told: deadlock detected [40P01]."


def test_the_log_of_a_way_back_is_read_by_its_own_files() -> None:
    """Its steps stand in the other order."""
    name = EXPAND.replace(".up.", ".down.")
    read = read_log(PLAN, "expand", echoed(PLAN, name, 100), FILES, down=True)
    assert [each.step for each in read.steps] == [BUILD.key, ADD.key]
