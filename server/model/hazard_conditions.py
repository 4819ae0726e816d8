"""When each hazard is told: a condition on operations and observations, and the versions of PostgreSQL it holds for."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.model.plan import HazardCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must be seen, and from which major on PostgreSQL does so; all supported ones when nothing is said."""

    text: str
    versions: str = "all"


def _when(text: str, versions: str = "all") -> Condition:
    return Condition(text=text, versions=versions)


CONDITIONS: Mapping[HazardCode, Condition] = {
    "access-lost": _when("A privilege is taken away, or an object gets another owner."),
    "backfill-under-lock": _when(
        "An UPDATE, DELETE or MERGE of a table that was there follows a statement seen to lock a table against writes."
    ),
    "blocks-as-written": _when(
        "A step, up or down, runs a statement seen to read or rewrite a table not known to be small while it blocks."
    ),
    "cached-plans": _when(
        "A column goes or gets another name or type; or one is added to a table of which code is known to select *."
    ),
    "code-must-give-value": _when("A column had a default, identity or expression, and has none afterwards."),
    "code-must-keep-new-rule": _when("A constraint or NOT NULL is added to a table that was there."),
    "column-made-anew": _when("A column is dropped, and one of its name is added in the same change."),
    "column-order": _when("Another column takes over the name of one, and stands last."),
    "concurrent-build-waits": _when("A step was seen to wait for the snapshots of other transactions."),
    "conflict-target-gone": _when(
        "A unique index goes and none over the same columns is left; or a unique constraint gets another name."
    ),
    "conversion-fails": _when("A column is filled from another of a type whose values the new one may not take."),
    "data-statement-not-repeatable": _when("A statement that writes rows can be neither batched nor told to be done."),
    "disk-head-room": _when("A column of a table known to be larger than 1 GB changes its type."),
    "drops-more-than-named": _when("One statement with CASCADE drops several objects, and does not name them all."),
    "duplicate-index": _when("A new index has the columns of another, or the first of them, in the same order."),
    "duplicates-present": _when("A unique index or constraint is added to a table that was there."),
    "extension-script": _when("An extension gets another version."),
    "foreign-key-types-differ": _when("A foreign key's columns are of another type than those they refer to."),
    "foreign-key-without-index": _when("No index of the referencing table begins with a new foreign key's columns."),
    "function-body-not-followed": _when(
        "A table or column goes or gets another name, and a function's text still names it when the change is done."
    ),
    "index-build-blocks-writes": _when("An index was seen to be built under SHARE, or would be without the plan."),
    "index-gap": _when("An index is dropped before one that begins with the same column is created."),
    "json-has-no-equality": _when("A new column, or the new type of one, is json."),
    "label-order-changes": _when("An enum takes the place of another that has its labels in another order."),
    "labels-come-late": _when("An enum takes the place of another that has not all of its labels."),
    "lock-queue": _when("A statement was seen to take a lock that blocks, or a step takes one."),
    "mixed-alter": _when(
        "One ALTER TABLE validates or adds a foreign key and does something else, seen to read or rewrite the table "
        "under ACCESS EXCLUSIVE."
    ),
    "name-breaks-policy": _when("A new name does not match the pattern that the policy gives for its kind."),
    "name-changes-hands": _when(
        "A table gets another name, and another table its name; or a type takes the name of another."
    ),
    "never-validated": _when("A constraint is NOT VALID when the change is done."),
    "no-replica-identity": _when(
        "A published table has neither a primary key nor another replica identity when the change is done; or its new "
        "key is not among the columns that are sent, or lacks one that rows are filtered by."
    ),
    "not-enforced": _when("A constraint is NOT ENFORCED when the change is done.", "18 and newer"),
    "nulls-for-readers": _when("A column takes nulls afterwards, and did not before."),
    "nulls-present": _when("A column of a table that was there becomes NOT NULL."),
    "number-runs-out": _when("A new column counts by itself and is an integer or smallint."),
    "one-long-transaction": _when("All rows of a table are changed by one statement, or would be without the plan."),
    "own-transactions": _when("The change has its own BEGIN and COMMIT."),
    "partition-leaves": _when("A partition is detached or dropped."),
    "removal-breaks-code": _when("A table, column, view, function or the like goes, or a column of a view."),
    "rename-breaks-code": _when("A table, a column or the label of an enum gets another name."),
    "replica-identity-full": _when("The replica identity of a table becomes FULL."),
    "replication-order": _when(
        "A published table, or a column that is sent, goes, is added, gets another name or type; or a table is added "
        "to a publication.",
        "column lists: 15 and newer",
    ),
    "rewrite-under-lock": _when("A table or an index was seen to be rewritten under a lock that blocks."),
    "row-security-changes": _when("Row security is switched, or a policy comes, goes or gets another condition."),
    "rows-disappear": _when("Row security is enabled on a table without a policy when the change is done."),
    "rows-violate-constraint": _when("A check or foreign key is added to a table that was there."),
    "rows-written-since": _when(
        "An UPDATE, a DELETE, or an INSERT that reads rows is carried out before old code is gone."
    ),
    "rule-rewrites": _when("A rule is created."),
    "scan-under-lock": _when("A table was seen to be read from end to end under a lock that blocks."),
    "search-path-open": _when("A function becomes SECURITY DEFINER and sets no search_path."),
    "sequence-ends-early": _when("A counting column gets a wider type, and its sequence does not."),
    "sequence-starts-low": _when("A column with values begins to count by a new sequence that starts at its minimum."),
    "several-tables-locked": _when("One statement was seen to lock several tables, other than partitions of one."),
    "shape-changes-at-once": _when(
        "A view or function is replaced by one of its name that has other columns or values."
    ),
    "silent-drop": _when("Constraints, indexes or statistics over several columns go with one of them."),
    "statement-left-out": _when("A statement of the change leaves the schema as it is and writes no row."),
    "statistics-lost": _when("A column changes its type, or an index with an expression is created."),
    "table-without-key": _when("A new table has neither a primary key nor a unique constraint."),
    "trigger-disabled": _when("A trigger that fired does not fire afterwards."),
    "triggers-fire-on-backfill": _when("A table whose rows the plan updates has triggers that fire for it."),
    "truncate": _when("The change truncates a table."),
    "type-with-pitfalls": _when("A new column, or the new type of one, is char, money, timestamp or timetz."),
    "unlogged": _when("A table is created UNLOGGED, or becomes so."),
    "values-depend-on-time-zone": _when(
        "A date or time without time zone becomes one with, or the reverse, and USING does not say how."
    ),
    "view-in-place-of-table": _when("A view stands under a table's name until contract."),
    "volatile-default": _when("A column with a volatile default is added to a table that was there."),
}
"""By hazard."""
