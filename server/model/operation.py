"""Semantic differences between two catalogs; each keeps what was before and what is after."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.model.catalog import Column, Constraint, Enum, Function, Index, Sequence, Table, Trigger, View
from server.model.change import RowChange
from server.model.names import QualifiedName

Standalone = Sequence | View | Enum | Function | Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation:
    statement: int
    """Number of the statement that caused it; 0 for a desired schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTable(_Operation):
    """A new table with its columns and every constraint but foreign keys."""

    after: Table
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTable(_Operation):
    """A table that goes, with everything that goes with it."""

    before: Table
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTable(_Operation):
    """A table with another name or schema."""

    before: Table
    after: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTable(_Operation):
    """A table whose options, persistence, row security or the like differ; carried out as written."""

    before: Table
    after: Table
    aspects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddColumn(_Operation):
    """A new column of a table that was there before."""

    table: Table
    after: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class DropColumn(_Operation):
    """A column that goes, with the constraints and indexes PostgreSQL drops with it."""

    table: Table
    before: Column
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    replaced: bool
    """Whether a new column of the same name takes its place: the rows' values are lost all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameColumn(_Operation):
    """A column with another name."""

    table: Table
    before: Column
    after: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeColumnType(_Operation):
    """A column of another type or collation."""

    table: Table
    before: Column
    after: Column
    using: str | None
    """USING expression as written, over the names before; of several changes of the type, one after the other."""
    enum_names: Mapping[int, QualifiedName]
    """What the enums of the column, before and after, were called where USING names them, by OID."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNotNull(_Operation):
    """A column that no longer takes nulls."""

    table: Table
    before: Column
    after: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class DropNotNull(_Operation):
    """A column that takes nulls from now on."""

    table: Table
    before: Column
    after: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDefault(_Operation):
    """A column whose default was set, changed or dropped."""

    table: Table
    before: Column
    after: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeColumn(_Operation):
    """A column whose storage, statistics target, identity or the like differ; carried out as written."""

    table: Table
    before: Column
    after: Column
    aspects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddForeignKey(_Operation):
    """A new foreign key; column names are those after the change."""

    table: Table
    referenced: Table
    after: Constraint
    columns: tuple[str, ...]
    referenced_columns: tuple[str, ...]
    indexed: bool
    """Whether an index of the referencing table begins with its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheck(_Operation):
    """A new check constraint."""

    table: Table
    after: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class AddUnique(_Operation):
    """A new unique or primary key constraint with its index."""

    table: Table
    after: Constraint
    index: Index
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddExclusion(_Operation):
    """A new exclusion constraint, which PostgreSQL cannot build online."""

    table: Table
    after: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class DropConstraint(_Operation):
    """A constraint that goes while its table stays."""

    table: Table
    before: Constraint
    index: Index | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameConstraint(_Operation):
    """A constraint, and the index it owns, with another name."""

    table: Table
    before: Constraint
    after: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateConstraint(_Operation):
    """A NOT VALID constraint that is now proved for every row."""

    table: Table
    before: Constraint
    after: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConstraint(_Operation):
    """A constraint altered in place (deferrable, enforced); carried out as written."""

    table: Table
    before: Constraint
    after: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateIndex(_Operation):
    """A new index that backs no constraint."""

    table: Table
    after: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class DropIndex(_Operation):
    """An index that goes while its table stays."""

    table: Table
    before: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameIndex(_Operation):
    """An index with another name."""

    table: Table
    before: Index
    after: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateObject(_Operation):
    """A new sequence, view, enum, function or trigger; table is set for a trigger."""

    after: Standalone
    table: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DropObject(_Operation):
    """A sequence, view, enum, function or trigger that goes; table is set for a trigger."""

    before: Standalone
    table: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeObject(_Operation):
    """A sequence, view, enum, function or trigger with another definition or name; table is set for a trigger."""

    before: Standalone
    after: Standalone
    table: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOther(_Operation):
    """An object known by its definition only; None stands for absent."""

    kind: str
    identity: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRows(_Operation):
    """Rows written by a data statement; table is as after the change, None when it could not be told."""

    table: Table | None
    table_is_new: bool
    new_columns_only: bool
    """Whether an UPDATE assigns only columns this change adds."""
    sql: str
    rows: RowChange
    source: Table | None = None
    """As it was before the change, the table all of whose rows an INSERT copies."""


Operation = (
    CreateTable
    | DropTable
    | RenameTable
    | ChangeTable
    | AddColumn
    | DropColumn
    | RenameColumn
    | ChangeColumnType
    | SetNotNull
    | DropNotNull
    | ChangeDefault
    | ChangeColumn
    | AddForeignKey
    | AddCheck
    | AddUnique
    | AddExclusion
    | DropConstraint
    | RenameConstraint
    | ValidateConstraint
    | ChangeConstraint
    | CreateIndex
    | DropIndex
    | RenameIndex
    | CreateObject
    | DropObject
    | ChangeObject
    | ChangeOther
    | ChangeRows
)
