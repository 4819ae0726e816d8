"""Everything the planner refuses, as one tree; each message names the object, states the fact and gives the remedy.

PlannerError
├── ConfigurationError          a configuration file, variable or option is wrong
├── ChangeError                 the requested change cannot be understood or used
│   ├── SqlSyntaxError          PostgreSQL's grammar refuses the text
│   ├── ForbiddenStatement      the text would end or take over our transaction
│   ├── EmptyChange             there is no statement in it
│   ├── RejectedStatement       PostgreSQL refuses a statement on the shadow
│   └── OpenRenames             what a desired schema renames must be decided first (in server.model.rename)
├── TargetError                 the target database
│   ├── UnknownDatabase         no such name is configured and no such file exists
│   └── UnreachableDatabase     it does not answer
├── ShadowError                 the disposable PostgreSQL
│   └── SchemaRejected          the target's schema does not load into the shadow
├── PlanError                   a plan on disk
│   ├── UnknownPlan             no folder holds that identity
│   ├── EditedPlan              a file of it no longer matches its identity
│   ├── StalePlan               the target's schema has moved since it was made
│   ├── OpenPlan                another plan is not finished, or left something in the way
│   └── UnprovenPlan            the generated plan did not hold on the shadow
├── UnknownObject               an object the caller named does not exist
├── InvalidArgument             an argument of a tool or command is wrong
├── RefusedByPolicy             the configured policy forbids what the change names or risks
├── MemoryUnavailable           the knowledge store cannot be read or written
└── DemoError                   the demo's folder or its database cannot be used
"""

_AROUND = 60
"""Characters of a line shown on each side of a mistake; generated SQL may be one line of a megabyte."""
_MOST_SQL = 600
"""Characters of a refused statement a message repeats."""


class PlannerError(Exception):
    """Base of every refusal; ``str()`` of it is safe to show: it never holds a connection string."""


class ConfigurationError(PlannerError):
    """A configuration file, environment variable or option is wrong."""


class ChangeError(PlannerError):
    """The requested change cannot be understood or used."""


class SqlSyntaxError(ChangeError):
    """PostgreSQL's grammar refuses the text; line and column are counted from 1."""

    def __init__(self, *, message: str, line: int, column: int, excerpt: str) -> None:
        self.line = line
        self.column = column
        super().__init__(
            f"SQL syntax error at line {line}, column {column}: {message}\n{_pointed(excerpt, column - 1)}"
        )


class ForbiddenStatement(ChangeError):
    """A statement that ends or takes over the transaction it is rehearsed in."""

    def __init__(self, *, statement: str, line: int, reason: str) -> None:
        self.line = line
        super().__init__(f"{statement} at line {line} is refused: {reason}")


class EmptyChange(ChangeError):
    """The change holds no statement."""


class RejectedStatement(ChangeError):
    """PostgreSQL refuses a statement of the change on the shadow."""

    def __init__(
        self, *, number: int, line: int, sql: str, sqlstate: str, message: str, position: int = 0, hint: str = ""
    ) -> None:
        """Say which one, and where in it.

        Args:
            number: Of the statement, from 1.
            line: Where the statement begins, from 1.
            sql: The statement.
            sqlstate: PostgreSQL's code for what is wrong.
            message: PostgreSQL's words.
            position: The character of the statement that PostgreSQL points at, from 1; 0 when at none.
            hint: What to do instead.
        """
        self.number = number
        self.line = line
        self.sqlstate = sqlstate
        self.position = position
        shown = sql if len(sql) <= _MOST_SQL else f"{sql[:_MOST_SQL]}…"
        if position:
            before, rest = sql[: position - 1].rpartition("\n")[2], sql[position - 1 :].partition("\n")[0]
            place = _pointed(before + rest, len(before))
            lines = sql.count("\n", 0, position - 1)
            shown = f"{shown}\nat line {line + lines}:\n{place}" if "\n" in sql else place
        text = f"statement {number} (line {line}) fails on the shadow: {message} [{sqlstate}]\n{shown}"
        super().__init__(f"{text}\n{hint}" if hint else text)


class TargetError(PlannerError):
    """The target database cannot be used."""


class UnknownDatabase(TargetError):
    """No database of that name is configured and no schema file lies at that path."""


class UnreachableDatabase(TargetError):
    """The target does not answer; the message holds host and database, never a password."""


class ShadowError(PlannerError):
    """The disposable PostgreSQL cannot be started or used."""


class SchemaRejected(ShadowError):
    """The target's schema does not load into the shadow."""

    def __init__(self, reason: str, *, line: int = 0, place: str = "") -> None:
        """Say where and why.

        Args:
            reason: What PostgreSQL says, and the remedy.
            line: In the text that was loaded, from 1; 0 when it is not one line's fault.
            place: Where the line stands, for a person; the line's number when empty.
        """
        self.reason = reason
        self.line = line
        where = place or (f"line {line}" if line else "")
        super().__init__(f"the schema does not load into the shadow: {where}{': ' if where else ''}{reason}")


class PlanError(PlannerError):
    """A plan cannot be used."""


class UnknownPlan(PlanError):
    """No plan with that identity or at that path."""


class EditedPlan(PlanError):
    """A file of the plan no longer matches the identity it was written with."""


class StalePlan(PlanError):
    """The target's schema is no longer the one the plan was made for."""


class OpenPlan(PlanError):
    """Another plan is carried out on what the change touches, or left what this one would overwrite."""


class UnprovenPlan(PlanError):
    """The generated plan failed, or reached another schema, on the shadow; nothing was written."""


class UnknownObject(PlannerError):
    """A table, column or other object the caller named does not exist."""


class InvalidArgument(PlannerError):
    """An argument is wrong; the message names the right one."""


class RefusedByPolicy(PlannerError):
    """The configured policy forbids what the change names, or a hazard that its plan cannot remove."""


class MemoryUnavailable(PlannerError):
    """The knowledge store cannot be read or written."""


class DemoError(PlannerError):
    """The demo's folder or the database that plays production cannot be used."""


def _pointed(line: str, offset: int) -> str:
    """The line around the offset, and below it a mark under the offset."""
    start = max(offset - _AROUND, 0)
    before = "…" if start else ""
    after = "…" if len(line) > offset + _AROUND else ""
    return f"{before}{line[start : offset + _AROUND]}{after}\n{' ' * (len(before) + offset - start)}^"
