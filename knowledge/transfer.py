"""Bringing a graph in from a file of the reference memory server, and out into one."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

from knowledge.errors import KnowledgeError
from knowledge.jsonl import Line, parse, written
from knowledge.model import Entity, Observations, Origin, Relation
from knowledge.store import Store

_BATCH_BYTES = 4_000_000
_BATCH_LINES = 2_000
_PIECE_BYTES = 256_000_000
"""A longer line is taken in pieces, none of which is JSON: a file without line ends must not fill the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import brought.

    Attributes:
        entities: That were not there yet; so are the other two numbers.
        faults: Number and fault of each line that was not taken, or not wholly.
        aside: The file with these lines; None when there are none.
    """

    entities: int
    observations: int
    relations: int
    faults: tuple[tuple[int, str], ...]
    aside: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How much an export wrote."""

    entities: int
    relations: int


class FileThere(KnowledgeError):
    """A file would be replaced that nobody said to replace."""

    def __init__(self, *, path: Path) -> None:
        super().__init__(f'"{path}" is there already; give another name, or --force to replace it')


def import_file(store: Store, path: Path) -> Imported:
    """Add what a file holds; whatever is in the store stays, so that a second import changes nothing.

    Lines that cannot be taken go to a file beside, named like it with ``.rejected`` behind, as they are. An entity that
    the store knows with another type keeps that type, gets the observations, and its line is kept aside too.

    Raises:
        KnowledgeError: The store cannot be written; what was brought before stays.
        OSError: The file cannot be read, or the file beside not be written.
    """
    by = Origin(source=f"import:{path.name}")
    counts = {"entities": 0, "observations": 0, "relations": 0}
    faults: list[tuple[int, str]] = []
    with path.open("rb") as file, _Aside(path) as aside:
        for batch in _batches(parse(_numbered(file))):
            for line, fault in _bring(store, batch, by, counts):
                if not faults or faults[-1][0] != line.number:
                    faults.append((line.number, fault))
                aside.keep(line)
    return Imported(**counts, faults=tuple(faults), aside=aside.path if faults else None)


def export_file(store: Store, path: Path, *, overwrite: bool = False) -> Exported:
    """Write all that holds to a file, which is there whole or not at all; ``-`` is the standard output.

    Raises:
        KnowledgeError: The store cannot be read, or the file is there and may not be replaced.
        OSError: The file cannot be written.
    """
    if str(path) == "-":
        return _write(store.export(), sys.stdout.buffer)
    if not overwrite and path.exists():
        raise FileThere(path=path)
    with _replacing(path) as file:
        return _write(store.export(), file)


class _Aside:
    """The file beside, which is only made when there is something to keep."""

    def __init__(self, beside: Path) -> None:
        self.path = beside.with_name(f"{beside.name}.rejected")
        self._file: BinaryIO | None = None
        self._last: Line | None = None

    def __enter__(self) -> "_Aside":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def keep(self, line: Line) -> None:
        if self._file is None:
            self._file = self.path.open("wb")
        if self._last is not None and self._last.number != line.number and not self._last.raw.endswith(b"\n"):
            self._file.write(b"\n")
        self._file.write(line.raw)
        self._last = line


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number, ended = 0, True
    while piece := file.readline(_PIECE_BYTES):
        number += ended
        ended = piece.endswith(b"\n")
        yield number, piece


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line.raw)
        if size > _BATCH_BYTES or len(batch) >= _BATCH_LINES:
            yield batch
            batch, size = [], 0
    yield batch


def _bring(store: Store, batch: Sequence[Line], by: Origin, counts: dict[str, int]) -> Iterator[tuple[Line, str]]:
    """Write a batch; what could not be taken comes back, in the order of the file."""
    faults = {line.number: line.fault for line in batch if line.value is None}
    entities = [(line, line.value) for line in batch if isinstance(line.value, Entity)]
    created = {entity.name: entity for entity in store.create_entities([entity for _, entity in entities], by=by)}
    counts["entities"] += len(created)
    counts["observations"] += sum(len(entity.observations) for entity in created.values())
    more = [(line, entity) for line, entity in entities if created.pop(entity.name, None) is None]
    faults.update(_add(store, more, by, counts))
    relations = [line.value for line in batch if isinstance(line.value, Relation)]
    counts["relations"] += len(store.create_relations(relations, by=by))
    for line in batch:
        if line.number in faults:
            yield line, faults[line.number]


def _add(
    store: Store, known: Sequence[tuple[Line, Entity]], by: Origin, counts: dict[str, int]
) -> Iterator[tuple[int, str]]:
    """Give entities that were there already what the file knows besides; the lines that name another type."""
    if not known:
        return
    requests = [Observations(entity_name=entity.name, contents=entity.observations) for _, entity in known]
    added = store.add_observations(requests, by=by)
    counts["observations"] += sum(len(request.contents) for request in added)
    names = list({entity.name: None for _, entity in known})
    there = {entity.name: entity for entity in store.open_nodes(names, most_relations=0).entities}
    for line, entity in known:
        if entity.name in there and there[entity.name].entity_type != entity.entity_type:
            yield line.number, "gives an entity another type than it has already"


def _write(items: Iterable[Entity | Relation], file: IO[bytes]) -> Exported:
    entities = relations = 0
    for item in items:
        # As the reference server does it: a line end between two lines, none at the end.
        file.write(("\n" if entities + relations else "").encode() + written(item).encode())
        if isinstance(item, Entity):
            entities += 1
        else:
            relations += 1
    file.flush()
    return Exported(entities=entities, relations=relations)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        made = Path(file.name)
        try:
            yield file
            os.fsync(file.fileno())
            made.replace(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
