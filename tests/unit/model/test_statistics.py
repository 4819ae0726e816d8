"""What is known of columns travels as JSON, and without what they hold when that is asked for."""

import json

from server.model.names import QualifiedName
from server.model.serialisation import from_json, to_json
from server.model.statistics import (
    ColumnStatistics,
    Dependency,
    DistinctCount,
    ExtendedStatistics,
    PlannerSetting,
    PlannerStatistics,
    RelationSize,
    withheld,
)

ORDERS = QualifiedName(schema="public", name="orders")
COLUMN = ColumnStatistics(
    relation=ORDERS,
    column="status",
    inherited=False,
    null_frac=0.25,
    avg_width=5,
    n_distinct=-0.5,
    most_common_vals='{secret,"also secret"}',
    most_common_freqs=(0.5, 0.25),
    histogram_bounds="{secret bound}",
    correlation=0.125,
    most_common_elems="{secret element}",
    most_common_elem_freqs=(0.5, 0.5, 0.5, 0.0),
    elem_count_histogram=(1.0, 2.0, 1.5),
    range_length_histogram="{secret length}",
    range_empty_frac=0.0,
    range_bounds_histogram='{"[secret,range]"}',
)
STATISTICS = PlannerStatistics(
    server_version=180004,
    relations=(RelationSize(relation=ORDERS, pages=10, rows=1000.0, all_visible_pages=9, file_pages=11),),
    columns=(COLUMN,),
    extended=(
        ExtendedStatistics(
            statistics=QualifiedName(schema="public", name="orders_stats"),
            inherited=False,
            distinct=(DistinctCount(columns=("status", -1), count=7.0),),
            dependencies=(Dependency(columns=("status", "total"), degree=0.5),),
        ),
    ),
    settings=(PlannerSetting(name="work_mem", value="4MB", role=""),),
    unseen=(),
    values_withheld=False,
)


def test_statistics_come_back_from_json_as_they_were() -> None:
    """A snapshot is a file of JSON, and names of columns must stay apart from numbers."""
    for statistics in (STATISTICS, withheld(STATISTICS)):
        assert from_json(PlannerStatistics, json.loads(json.dumps(to_json(statistics)))) == statistics


def test_what_is_withheld_is_in_no_field() -> None:
    """Values of columns may be somebody's data; how often they occur is not."""
    found = withheld(STATISTICS)
    assert "secret" in repr(STATISTICS)
    assert "secret" not in repr(found)
    assert found.values_withheld
    assert found.columns[0].most_common_freqs == (0.5, 0.25)
    assert found.relations == STATISTICS.relations
