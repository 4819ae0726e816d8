"""Views and materialized views."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from server.diff.definitions import create_view, option, option_name, values_of
from server.diff.piece import Piece
from server.model.catalog import PG_CLASS, Catalog, View


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewValue:
    """What a view is, its options apart."""

    materialized: bool
    definition: str
    columns: tuple[tuple[str, str], ...]
    """Names and types."""
    populated: bool
    replace: str = field(compare=False)
    """CREATE OR REPLACE, with the options the view is to have."""


def view_pieces(catalog: Catalog) -> Iterator[Piece]:
    """Views; the options of a materialized view can be changed by themselves."""
    for view in catalog.views.values():
        yield Piece(
            kind="view",
            identity=view.name.sql,
            value=ViewValue(
                materialized=view.materialized,
                definition=view.definition,
                columns=tuple(zip(view.columns, view.column_types, strict=True)),
                populated=view.populated,
                replace="" if view.materialized else create_view(view, replace=True),
            ),
            create=(create_view(view),),
            drop=f"DROP {view_word(view)} {view.name}",
            address=(PG_CLASS, view.oid, 0),
            names=(("relation", view.name.sql), ("type", view.name.sql)),
        )
        yield from _options(view)


def view_word(view: View) -> str:
    """As SQL calls it."""
    return "MATERIALIZED VIEW" if view.materialized else "VIEW"


def _options(view: View) -> Iterator[Piece]:
    whole = ("view", view.name.sql)
    for name, value in values_of(view.options).items():
        yield Piece(
            kind="storage parameter",
            identity=f"{name} of {view.name}",
            value=value,
            create=(f"ALTER {view_word(view)} {view.name} SET ({option(f'{name}={value}')})",),
            drop=f"ALTER {view_word(view)} {view.name} RESET ({option_name(name)})",
            whole=whole,
            comes_with=(whole,),
            replaceable=True,
        )
