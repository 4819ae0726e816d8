"""What a planner knows of a database: sizes, what the columns hold, and its settings; never a row."""

from dataclasses import dataclass, replace

from server.model.names import QualifiedName


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationSize:
    """How big a table, partition, materialized view or index is, in pages of 8 kB; TOAST is not counted.

    What the last VACUUM or ANALYZE saw gives the density, the file its length now: the planner multiplies them
    (``estimate_rel_size`` in plancat.c).
    """

    relation: QualifiedName
    pages: int
    """``relpages``; -1 for a partitioned table from 18 on."""
    rows: float
    """``reltuples``; -1 when never analysed."""
    all_visible_pages: int
    """``relallvisible``."""
    file_pages: int
    """Of the main fork; 0 for a partitioned table or index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnStatistics:
    """One row of the view ``pg_stats``, https://www.postgresql.org/docs/18/view-pg-stats.html.

    Values are PostgreSQL's own text of an array, such as ``{new,paid}``. Each is None when it does not apply, or was
    withheld.
    """

    relation: QualifiedName
    """Table, materialized view, or index with an expression."""
    column: str | int
    """Name of a table's column; number of an index's column, from 1."""
    inherited: bool
    """Over the table with all that inherits from it, as for a partitioned table."""
    null_frac: float
    avg_width: int
    """In bytes."""
    n_distinct: float
    """Below 0: as a part of the rows."""
    most_common_vals: str | None
    most_common_freqs: tuple[float, ...] | None
    histogram_bounds: str | None
    correlation: float | None
    most_common_elems: str | None
    most_common_elem_freqs: tuple[float, ...] | None
    """Followed by the lowest and the highest of them, and for arrays the frequency of null."""
    elem_count_histogram: tuple[float, ...] | None
    range_length_histogram: str | None
    """This and what follows: shown from 17 on."""
    range_empty_frac: float | None
    range_bounds_histogram: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DistinctCount:
    """How many combinations of values some columns have."""

    columns: tuple[str | int, ...]
    """Names; -1 is the first expression of the statistics, -2 the second."""
    count: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """How often the values of some columns decide that of another, from 0 to 1."""

    columns: tuple[str | int, ...]
    """As in ``DistinctCount``; the last is the one decided."""
    degree: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedStatistics:
    """What CREATE STATISTICS has gathered.

    Lists of the most common combinations, and what is known of expressions, are not carried: PostgreSQL up to 18 takes
    neither back.
    """

    statistics: QualifiedName
    inherited: bool
    """As for a column; told apart from 15 on."""
    distinct: tuple[DistinctCount, ...]
    dependencies: tuple[Dependency, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannerSetting:
    """A setting that plans depend on, as ``current_setting`` gives it, such as ``4MB``."""

    name: str
    value: str
    role: str
    """Whose sessions have it in this database, by ALTER ROLE … SET; empty: the sessions of the user that read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannerStatistics:
    """Everything that a plan depends on beside the schema, as far as a user may see it."""

    server_version: int
    """As ``server_version_num``, such as 180004."""
    relations: tuple[RelationSize, ...]
    columns: tuple[ColumnStatistics, ...]
    extended: tuple[ExtendedStatistics, ...]
    settings: tuple[PlannerSetting, ...]
    unseen: tuple[QualifiedName, ...]
    """Tables with rows of whose columns nothing is shown: not analysed, or not readable by that user."""
    values_withheld: bool
    """Values that occur in columns are left out; counts and frequencies are there."""


def withheld(statistics: PlannerStatistics) -> PlannerStatistics:
    """The same without any value that occurs in a column; frequencies, counts and widths stay."""
    columns = tuple(
        replace(
            each,
            most_common_vals=None,
            histogram_bounds=None,
            most_common_elems=None,
            range_length_histogram=None,
            range_bounds_histogram=None,
        )
        for each in statistics.columns
    )
    return replace(statistics, columns=columns, values_withheld=True)
