"""A prompt for each journey of a user; each tells the agent which tools to call, and where to stop."""

from typing import Annotated

from pydantic import Field

from server.tools.registration import PlannerServer

_Database = Annotated[str, Field(description="Configured name, or path of schema SQL; empty: the only one")]


def add_prompts(server: PlannerServer) -> None:
    """Register the prompts; no argument is required, so that a client can send them as they are."""

    @server.prompt(title="Plan a schema change")
    def plan_a_change(
        change: Annotated[str, Field(description="What is wanted, in words or SQL")] = "",
        table: Annotated[str, Field(description="Table mainly concerned")] = "",
        database: _Database = "",
    ) -> str:
        """From a wish to a rehearsed migration that a person can review."""
        wish = change or "(ask me what shall change)"
        return (
            f"Plan this PostgreSQL schema change{_of(database)}: {wish}\n\n"
            f"1. Call inspect_schema{f' with pattern {table!r}' if table else ' for the tables concerned'}, and recall"
            " with their names.\n"
            "2. Write the change as SQL and call analyze_impact. Tell me in a few lines what it touches and risks.\n"
            "3. Call generate_migration with a short name and the reason. Ask me each open decision; do not guess.\n"
            "4. Call dry_run with the plan. If the verdict is disproven, explain why and change the request.\n"
            "5. Show me phases, locks, losses, hazards left and the folder. Do not apply anything."
        )

    @server.prompt(title="Review a migration file")
    def review_a_migration_file(
        file: Annotated[str, Field(description="Path of the migration file, or its SQL")] = "", database: _Database = ""
    ) -> str:
        """What a migration that somebody wrote would do, and what to do instead."""
        return (
            f"Review this PostgreSQL migration{_of(database)}: {file or '(ask me for the file)'}\n\n"
            "1. Read the file and call analyze_impact with its text as change.\n"
            "2. Call dry_run with the same database and change.\n"
            "3. Report: what blocks reads or writes and for how long, what is rewritten or lost, which code breaks,"
            " each with the evidence; say what is observed, what is estimated and what is not known.\n"
            "4. For each hazard show the safer SQL from the generated plan. Do not edit the file unless I ask."
        )

    @server.prompt(title="Roll back now")
    def roll_back_now(
        plan: Annotated[str, Field(description="Identity, name or folder of the plan that was run")] = "",
        symptoms: Annotated[str, Field(description="What is going wrong")] = "",
    ) -> str:
        """The shortest safe way back when a migration went wrong."""
        return (
            f"A migration went wrong: plan {plan or '(ask me which)'}. Symptoms: {symptoms or '(ask me)'}\n\n"
            "1. Call generate_rollback with the plan. Be brief: this is an emergency.\n"
            "2. Ask which phases ran. Show the emergency procedure and only the down files needed, in order.\n"
            "3. Say first what each of them loses and where it is kept. I run them; you do not.\n"
            "4. Give me the verification queries, then call record_outcome with what happened."
        )


def _of(database: str) -> str:
    return f" of database {database!r}" if database else ""
