"""Views and triggers of two schemas, paired by name, with the views that must give way to a changed column."""

from server.diff.definitions import create_view, type_of
from server.model.catalog import Catalog, Table, Trigger, View
from server.model.names import QualifiedName, identifier

_STATES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


class Views:
    """What becomes of views and triggers on the way from one schema to the other."""

    def __init__(self, before: Catalog, desired: Catalog) -> None:
        self._before, self._desired = before, desired
        self._ones = {view.name: view for view in before.views.values()}
        self._others = {view.name: view for view in desired.views.values()}
        self.remade = self._to_remake()
        """Names of views before that are dropped, whether or not they come back."""
        self._triggers = _triggers(before), _triggers(desired)

    def drop(self) -> list[str]:
        """Drop triggers and views that go or give way."""
        ones, others = self._triggers
        relations = {table.name for table in self._desired.tables.values()} | (self._others.keys() - self.remade)
        triggers = [
            f"DROP TRIGGER {identifier(key[1])} ON {key[0]}"
            for key, one in sorted(ones.items())
            if key[0] in relations and (key not in others or others[key].definition != one.definition)
        ]
        gone = sorted((self._ones[name] for name in self.remade), key=lambda view: -view.oid)
        return triggers + [f"DROP {_kind(view)} {view.name}" for view in gone]

    def create(self) -> list[str]:
        """Create or replace views."""
        statements = []
        for other in sorted(self._others.values(), key=lambda view: view.oid):
            one = self._ones.get(other.name)
            if one is None or one.name in self.remade:
                statements.append(create_view(other))
            elif one.definition != other.definition:
                statements.append(create_view(other, replace=True))
        return statements

    def create_triggers(self) -> list[str]:
        """Create triggers and switch them."""
        ones, others = self._triggers
        statements = []
        for (table, name), other in sorted(others.items()):
            one = ones.get((table, name))
            stays = one is not None and one.definition == other.definition and table not in self.remade
            if not stays:
                statements.append(other.definition)
            if (one.enabled if one and stays else "O") != other.enabled:
                statements.append(f"ALTER TABLE {table} {_STATES[other.enabled]} TRIGGER {identifier(name)}")
        return statements

    def _to_remake(self) -> set[QualifiedName]:
        touched = self._touched_columns()
        names = {name for name, one in self._ones.items() if not self._replaceable(one, self._others.get(name))}
        oids = {d.oid for d in self._before.dependencies if (d.table_oid, d.column_number) in touched}
        names |= {name for name, one in self._ones.items() if one.oid in oids}
        while True:
            needy = {
                name
                for name, one in self._ones.items()
                if name not in names and any(identifier(other.name) in one.definition for other in names)
            }
            if not needy:
                return names
            names |= needy

    def _replaceable(self, one: View, other: View | None) -> bool:
        if other is None or one.materialized != other.materialized or one.options != other.options:
            return False
        if one.definition == other.definition:
            return True
        # https://www.postgresql.org/docs/18/sql-createview.html: replacing may only add columns at the end
        return not one.materialized and other.columns[: len(one.columns)] == one.columns

    def _touched_columns(self) -> set[tuple[int, int]]:
        touched = set()
        for column in self._before.columns.values():
            table = self._desired.table_named(self._before.tables[column.table_oid].name)
            other = self._desired.column_named(table.oid, column.name) if table else None
            if other is None or type_of(other) != type_of(column):
                touched.add(column.key)
        return touched


def _kind(view: View) -> str:
    return "MATERIALIZED VIEW" if view.materialized else "VIEW"


def _triggers(catalog: Catalog) -> dict[tuple[QualifiedName, str], Trigger]:
    relations: dict[int, Table | View] = {**catalog.tables, **catalog.views}
    return {
        (relations[trigger.table_oid].name, trigger.name): trigger
        for trigger in catalog.triggers.values()
        if trigger.table_oid in relations
    }
