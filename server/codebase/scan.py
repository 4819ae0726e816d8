"""Source trees to references: where code names the tables and columns a change touches, and what was not understood."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from server.codebase.files import component, in_test, read, source_files
from server.codebase.interest import Interests, ObjectOfInterest, TableColumns, interests
from server.codebase.owners import code_owners
from server.codebase.statement import Found, Reading, mapping, may_map, mentions, read_sql
from server.codebase.text import SqlText, is_fragment, is_statement, line_starts, may_hold_sql
from server.model.configuration import ProjectSettings
from server.model.impact import CodeScan, Query, Reference

MAX_FILES = 20_000
_MAX_REPORTED = 200
_EXCERPT = 160


def scan(
    projects: Sequence[ProjectSettings],
    *,
    objects: Collection[ObjectOfInterest],
    columns: TableColumns,
    leave_out: Collection[Path] = (),
    max_files: int = MAX_FILES,
) -> CodeScan:
    """References to the objects in all projects; blocking, so run it in a thread.

    Args:
        projects: Source trees; ``exclude`` patterns are relative to each, one without a slash matches any name.
        objects: What to look for; none means nothing is read.
        columns: Every table and view of the schema with its columns, to resolve names by (``table_columns``).
        leave_out: Resolved files and folders that are no code, such as the schema's own files.
        max_files: Most files read in one project; what is left out is said in ``not_understood``.
    """
    tally = _Tally()
    if objects:
        wanted = interests(objects, columns)
        for project in projects:
            _project(project, wanted, tally, leave_out, max_files)
    return CodeScan(
        references=tuple(sorted(tally.references, key=_order)),
        files_read=tally.files,
        statements_read=tally.statements,
        not_understood=_bounded(tally.not_understood),
        projects=tuple(project.name for project in projects),
        queries=tuple(sorted(tally.queries, key=lambda query: (query.project, query.path, query.line, query.sql))),
    )


@dataclass(slots=True, kw_only=True)
class _Tally:
    references: list[Reference] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    files: int = 0
    statements: int = 0
    not_understood: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    project: str
    path: PurePosixPath
    owners: tuple[str, ...]
    source: bytes
    starts: tuple[int, ...]
    """Byte at which each line starts."""

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column from 1 of a byte; the column counts characters."""
        line = bisect_right(self.starts, offset)
        return line, len(self.source[self.starts[line - 1] : offset].decode(errors="replace")) + 1

    def excerpt(self, line: int) -> str:
        """The line in one piece, at most 160 characters."""
        end = self.starts[line] if line < len(self.starts) else len(self.source)
        text = self.source[self.starts[line - 1] : end].decode(errors="replace")
        return re.sub(r"\s+", " ", text).strip()[:_EXCERPT]


def _project(
    project: ProjectSettings, wanted: Interests, tally: _Tally, leave_out: Collection[Path], max_files: int
) -> None:
    root = project.path.resolve()
    if not root.is_dir():
        tally.not_understood.append(f"{project.name}: the folder of this project does not exist; nothing was read")
        return
    owners = code_owners(root)
    for count, path in enumerate(source_files(root, project.exclude, leave_out)):
        relative = PurePosixPath(path.relative_to(root).as_posix())
        if count >= max_files:
            tally.not_understood.append(f"{relative}:1: stopped here, {project.name} holds over {max_files} files")
            return
        content = read(path)
        if isinstance(content, str):
            tally.not_understood.append(f"{relative}:1: {content}")
            continue
        tally.files += 1
        # Parsing is what costs; most files never name the tables.
        if wanted.bytes_word.search(content) and (path.suffix.lower() == ".sql" or _may_refer(content)):
            known = owners.of(relative)
            file = _File(
                project=project.name,
                path=relative,
                owners=project.owners if known is None else known,
                source=content,
                starts=line_starts(content),
            )
            _file(file, wanted, tally)


def _may_refer(content: bytes) -> bool:
    return may_hold_sql(content) or may_map(content)


def _file(file: _File, wanted: Interests, tally: _Tally) -> None:
    kind: Literal["sql file", "string"] = "sql file" if file.path.suffix.lower() == ".sql" else "string"
    for text in _texts(file, kind):
        if wanted.word.search(text.text):
            reading = _text(text, kind, wanted, tally)
            tally.references.extend(_reference(file, kind, text, hit) for hit in reading.found)
            if not in_test(file.path) and not _is_history(file, kind):
                tally.queries.extend(_query(file, text, *each) for each in reading.queries)
            for offset, reason in reading.failures:
                line, _ = file.position(text.byte_offset(offset))
                tally.not_understood.append(f"{file.path}:{line}: {reason}")


def _texts(file: _File, kind: str) -> Iterator[SqlText]:
    if kind == "sql file":
        yield SqlText.of_file(file.source)
        return
    # tree-sitter loads when the first file that names a table is met, not when the server starts.
    from server.codebase.strings import strings  # noqa: PLC0415

    yield from strings(file.source, file.path.suffix.lower())


def _text(text: SqlText, kind: str, wanted: Interests, tally: _Tally) -> Reading:
    if kind == "sql file" or is_statement(text.text):
        reading = read_sql(text.text, wanted)
        tally.statements += reading.statements
        return reading
    if is_fragment(text.text):
        return Reading(found=mentions(text.text, 0, len(text.text), wanted))
    return Reading(found=mapping(text, wanted))


def _query(file: _File, text: SqlText, offset: int, sql: str) -> Query:
    line, _ = file.position(text.byte_offset(offset))
    return Query(project=file.project, path=file.path.as_posix(), line=line, sql=sql)


def _is_history(file: _File, kind: str) -> bool:
    """Whether it is a migration, and no code that runs against the changed schema."""
    return kind == "sql file" and "migrations" in file.path.parts[:-1]


def _reference(file: _File, kind: Literal["sql file", "string"], text: SqlText, hit: Found) -> Reference:
    line, column = file.position(text.byte_offset(hit.offset))
    usage = ("ddl",) if _is_history(file, kind) else hit.usage
    return Reference(
        project=file.project,
        component=component(file.path, file.project),
        path=file.path.as_posix(),
        line=line,
        column=column,
        kind="mention" if hit.grade == "mention" else kind,
        grade=hit.grade,
        object=hit.object,
        usage=usage,
        excerpt=file.excerpt(line),
        in_test=in_test(file.path),
        owners=file.owners,
    )


def _order(reference: Reference) -> tuple[str, str, int, int, str]:
    return (reference.project, reference.path, reference.line, reference.column, reference.object)


def _bounded(lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= _MAX_REPORTED:
        return tuple(lines)
    return (*lines[:_MAX_REPORTED], f"and {len(lines) - _MAX_REPORTED} more")
