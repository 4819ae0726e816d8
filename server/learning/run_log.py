r"""What psql printed while it ran a plan's files, read into what was seen of each step.

With ``\timing on`` psql prints how long each statement took; with ``-a`` (``--echo-all``) also the lines of the file,
whose comments name the steps. Without these the statements are counted: a file runs the same ones each time. An error
names file and line, and with ``-v VERBOSITY=verbose`` its SQLSTATE.
https://www.postgresql.org/docs/18/app-psql.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from server.learning.sqlstate import LOCK_TIMEOUT, RAISED, sqlstate_of
from server.model.outcome import StepRun
from server.model.plan import PhaseName, Plan, Script, Step

_KEY = "-- Key: "
_TIME = re.compile(r"[^\d:]{1,20}:\s*(\d+[.,]\d{3}) ms(?: \(.*\))?\Z")
"""Such as ``Time: 1234.567 ms (00:01.235)``; the word is translated."""
_AT = re.compile(r"psql:(?P<file>.*?):(?P<line>\d+): (?P<rest>.*)\Z")
_ERROR = re.compile(r"(?:ERROR|FATAL|PANIC):  (?:(?P<state>[0-9A-Z]{5}): )?(?P<message>.*)\Z")
_WAIT = re.compile(r"LOG:  (?:00000: )?process \d+ acquired \w+ on .* after (?P<ms>\d+\.\d+) ms\Z")
"""By ``log_lock_waits`` with ``client_min_messages = log``."""
_ROWS = re.compile(r"(?:INSERT 0|UPDATE|DELETE|MERGE|COPY) (\d+)\Z")
_FRAME = 4
"""Statements around the commands of a script: BEGIN, two timeouts and COMMIT, or the timeouts and their RESET."""
_SESSION = (2, 3)
"""Statements before the first step, without and with the one that looks whether the quarantine is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLog:
    """What a log says of the steps, and what in it says nothing of any."""

    steps: tuple[StepRun, ...]
    not_read: tuple[str, ...]
    """A sentence each."""


@dataclass(slots=True)
class _Seen:
    seconds: float | None = None
    wait: float | None = None
    rows: int | None = None
    error: str = ""


@dataclass(slots=True)
class _File:
    """One file of the plan: its steps by the line each begins at."""

    name: str
    phase: PhaseName
    steps: list[tuple[int, str, Step]]
    counts: list[int]
    """Statements of each step."""

    def at(self, line: int) -> Step | None:
        """The step that holds a line."""
        found = [step for begin, _, step in self.steps if begin <= line]
        return found[-1] if found else None

    def named(self, text: str) -> Step | None:
        """The step whose comment this is."""
        return next((step for _, comment, step in self.steps if comment == text), None)

    def of_statement(self, number: int, session: int) -> Step | None:
        """The step of the file's statement with a number from 0; None for those before the first step."""
        number -= session
        for count, (_, _, step) in zip(self.counts, self.steps, strict=True):
            if 0 <= number < count:
                return step
            number -= count
        return None


@dataclass(slots=True)
class _Reading:
    files: list[_File]
    file: _File | None
    """That the lines read are of; None while nothing tells it."""
    session: int
    step: Step | None = None
    """Told by a comment; then statements need not be counted."""
    statements: int = 0
    rows: int | None = None
    lost: int = 0
    """Numbers that belong to no step."""
    seen: dict[str, _Seen] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    """That belong to no step."""

    def current(self) -> Step | None:
        if self.step is not None or self.file is None:
            return self.step
        return self.file.of_statement(self.statements, self.session)

    def of(self, step: Step) -> _Seen:
        return self.seen.setdefault(step.key, _Seen())


def read_log(plan: Plan, phase: PhaseName | None, log: str, files: Mapping[str, str], *, down: bool = False) -> ReadLog:
    """What a log of psql says of the steps of a plan.

    Args:
        phase: Whose file ran; None when the log itself, or the plan, leaves no doubt.
        log: Standard output and error of psql, of one file or of several.
        files: The plan's SQL by name.
        down: Whether the way back ran.
    """
    lines = log.splitlines()
    known = list(_files(plan, files))
    reading = _begun(known, phase, lines, down=down)
    for line in lines:
        _read_line(reading, line.rstrip())
    steps = tuple(
        StepRun(step=key, seconds=seen.seconds, lock_wait=seen.wait, rows=seen.rows, error=seen.error)
        for key, seen in reading.seen.items()
    )
    return ReadLog(steps=steps, not_read=tuple(_not_read(reading, steps)))


def _files(plan: Plan, files: Mapping[str, str]) -> Iterator[_File]:
    """Up and down files of the plan, which stand in the order of its phases."""
    phases = [phase for phase in plan.phases if phase.steps]
    for suffix in (".up.sql", ".down.sql"):
        named = [name for name in files if name.endswith(suffix)]
        for name, phase in zip(named, phases, strict=False):
            lines = enumerate(files[name].splitlines(), start=1)
            comments = [(number, line) for number, line in lines if line.startswith(_KEY)]
            down = suffix == ".down.sql"
            steps = tuple(reversed(phase.steps)) if down else phase.steps
            if len(comments) == len(steps):
                yield _File(
                    name=name,
                    phase=phase.name,
                    steps=[(number, line, step) for (number, line), step in zip(comments, steps, strict=True)],
                    counts=[_statements(step.down if down else step.up) for step in steps],
                )


def _statements(script: Script) -> int:
    work = len(script.commands) + _FRAME if script.commands else 0
    return len(script.before) + work + len(script.after)


def _begun(known: list[_File], phase: PhaseName | None, lines: list[str], *, down: bool) -> _Reading:
    times = sum(bool(_TIME.match(line.rstrip())) for line in lines)
    suffix = ".down.sql" if down else ".up.sql"
    meant = [each for each in known if each.name.endswith(suffix) and phase in (None, each.phase)]
    whole = [each for each in meant if times - sum(each.counts) in _SESSION]
    candidates = meant if len(meant) == 1 else whole
    file = candidates[0] if len(candidates) == 1 else None
    guarded = file is not None and times - sum(file.counts) == _SESSION[1]
    return _Reading(files=known, file=file, session=_SESSION[guarded])


def _read_line(reading: _Reading, line: str) -> None:
    if line.startswith("--"):
        _read_comment(reading, line)
        return
    at = _AT.match(line)
    step = _place(reading, at) if at else reading.current()
    rest = at["rest"] if at else line
    if time := _TIME.match(rest):
        _add_time(reading, float(time[1].replace(",", ".")) / 1000)
    elif error := _ERROR.match(rest):
        _add_error(reading, step, error)
    elif wait := _WAIT.match(rest):
        _add_wait(reading, step, float(wait["ms"]) / 1000)
    elif rows := _ROWS.match(rest):
        reading.rows = int(rows[1])


def _read_comment(reading: _Reading, line: str) -> None:
    named = next((file for file in reading.files if line == f"-- Migration: {file.name}"), None)
    if named is not None:
        reading.file, reading.step, reading.statements = named, None, 0
    elif line.startswith(_KEY):
        among = [reading.file] if reading.file else reading.files
        reading.step = next((step for file in among if (step := file.named(line))), None)


def _place(reading: _Reading, at: re.Match[str]) -> Step | None:
    name = at["file"].replace("\\", "/").rpartition("/")[2]
    named = [each for each in reading.files if each.name == name] or [each for each in (reading.file,) if each]
    return named[0].at(int(at["line"])) if named else reading.current()


def _add_time(reading: _Reading, seconds: float) -> None:
    step = reading.current()
    rows, reading.rows = reading.rows, None
    reading.statements += 1
    if step is None:
        reading.lost += reading.file is None
        return
    seen = reading.of(step)
    seen.seconds = (seen.seconds or 0.0) + seconds
    if rows is not None:
        seen.rows = (seen.rows or 0) + rows


def _add_error(reading: _Reading, step: Step | None, error: re.Match[str]) -> None:
    message = error["message"].strip()
    state = error["state"] or sqlstate_of(message) or (RAISED if _is_check(step, message) else "")
    text = f"{message} [{state}]" if state else message
    if step is None:
        reading.errors.append(text)
        return
    seen = reading.of(step)
    seen.error = seen.error or text
    if state == LOCK_TIMEOUT:
        seen.wait = max(seen.wait or 0.0, step.lock_timeout_ms / 1000)


def _is_check(step: Step | None, message: str) -> bool:
    """Whether it is what a check of the step says."""
    scripts = (step.up, step.down) if step else ()
    return any(check.message in message for script in scripts for check in (*script.before, *script.after))


def _add_wait(reading: _Reading, step: Step | None, seconds: float) -> None:
    if step is None:
        reading.lost += 1
        return
    seen = reading.of(step)
    seen.wait = (seen.wait or 0.0) + seconds


def _not_read(reading: _Reading, steps: tuple[StepRun, ...]) -> Iterator[str]:
    for text in reading.errors:
        yield f"In the log, of no step that could be told: {text}."
    if reading.lost:
        yield (
            f"{reading.lost} times in the log could not be told to belong to a step: give the phase whose file ran, or "
            "run psql with -a."
        )
    elif not steps and not reading.errors:
        yield r"The log holds no time and no error: run psql with -a and \timing on, and keep what it prints."
