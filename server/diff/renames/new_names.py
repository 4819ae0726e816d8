"""A catalog as it would be if things had other names, for working out the statements that give them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from server.diff.renames.candidates import ATTRIBUTE
from server.model.catalog import Address, Catalog, ColumnKey, Other
from server.model.names import QualifiedName, identifier, parse_names


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNames:
    """New names by identity; everything else keeps its own, and every schema does."""

    tables: Mapping[int, QualifiedName] = field(default_factory=dict)
    columns: Mapping[ColumnKey, str] = field(default_factory=dict)
    sequences: Mapping[int, QualifiedName] = field(default_factory=dict)
    views: Mapping[int, QualifiedName] = field(default_factory=dict)
    enums: Mapping[int, QualifiedName] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    attributes: Mapping[Address, str] = field(default_factory=dict)
    """Of composite types."""
    indexes: Mapping[int, str] = field(default_factory=dict)
    constraints: Mapping[int, str] = field(default_factory=dict)


def with_names(catalog: Catalog, names: NewNames) -> Catalog:
    """The catalog with these names where a rename puts them; texts that mention them stay as they are."""
    # What a table owns moves to another schema together with it.
    moved = {oid: name.schema for oid, name in names.tables.items()}
    sequences = {
        oid: replace(
            sequence,
            name=names.sequences.get(oid)
            or QualifiedName(
                schema=moved.get(sequence.owned_by[0] if sequence.owned_by else 0, sequence.name.schema),
                name=sequence.name.name,
            ),
        )
        for oid, sequence in catalog.sequences.items()
    }
    enums = {
        oid: replace(
            enum,
            name=names.enums.get(oid, enum.name),
            labels=tuple(names.labels.get(key, label) for key, label in zip(enum.label_oids, enum.labels, strict=True)),
        )
        for oid, enum in catalog.enums.items()
    }
    return replace(
        catalog,
        tables={oid: replace(t, name=names.tables.get(oid, t.name)) for oid, t in catalog.tables.items()},
        columns={key: replace(c, name=names.columns.get(key, c.name)) for key, c in catalog.columns.items()},
        sequences=sequences,
        views={oid: replace(v, name=names.views.get(oid, v.name)) for oid, v in catalog.views.items()},
        enums=enums,
        others={key: _other(each, names.attributes) for key, each in catalog.others.items()},
        indexes={oid: replace(i, name=names.indexes.get(oid, i.name)) for oid, i in catalog.indexes.items()},
        constraints={
            oid: replace(each, name=names.constraints.get(oid, each.name)) for oid, each in catalog.constraints.items()
        },
    )


def _other(other: Other, attributes: Mapping[Address, str]) -> Other:
    if other.kind != ATTRIBUTE or other.address not in attributes:
        return other
    *type_name, _ = parse_names(other.identity)
    return replace(other, identity=".".join(map(identifier, (*type_name, attributes[other.address]))))
