"""Pieces of a schema told in a few words: what one is, and in what two of one name differ."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from server.diff.assembly import Assembly
from server.diff.piece import Key
from server.diff.pieces.columns import ColumnValue
from server.diff.pieces.constraints import ConstraintValue

_UNTOLD = frozenset(["bare_type", "base_type", "is_array", "is_base", "alter", "fixed", "replace", "table"])
"""Fields that differ only together with another one, or hold SQL of ours."""
_WORDS = {"core": "definition"}
_LONGEST = 80
_BEFORE = 20
"""Characters shown before the place where long texts begin to differ."""
_PARTS = 12
"""Most parts of an object that are told on each side."""
_NAMES = 12


def tell_parts(whole: Key, alone: Sequence[Key], assembly: Assembly) -> tuple[str, ...]:
    """A line for each part that only one side has; what belongs to such a part is counted with it.

    Args:
        whole: The object.
        alone: Keys of all its pieces that only this side has; the object's own when the other side lacks it.
        assembly: This side.
    """
    gone = set(alone)
    if whole in gone:
        return tuple(_contents(whole, alone))
    with_it: dict[Key, list[Key]] = {key: [] for key in alone}
    standing = []
    for key in alone:
        above = assembly.leaves_with[key] & gone
        if above:
            with_it[min(above)].append(key)
        else:
            standing.append(key)
    return _first([_part(whole, key, assembly, with_it[key]) for key in standing])


def tell_differences(whole: Key, differing: Sequence[Key], ones: Assembly, others: Assembly) -> tuple[str, ...]:
    """A line for each part that both sides have, with every attribute in which it differs."""
    return _first(
        [
            f"{_local(whole, key)}{': ' if key != whole else ''}"
            f"{'; '.join(_contrasts(key[0], ones.pieces[key].value, others.pieces[key].value))}"
            for key in differing
        ]
    )


def _contents(whole: Key, alone: Sequence[Key]) -> Iterator[str]:
    """What an object holds that the other side lacks altogether."""
    columns = [_local(whole, key).partition(" ")[2] for key in alone if key[0] == "column"]
    if columns:
        yield f"columns {', '.join(columns[:_NAMES])}{', …' if len(columns) > _NAMES else ''}"
    others = [key for key in alone if key != whole and key[0] != "column"]
    if others:
        yield f"with {_counted(others)}"


def _part(whole: Key, key: Key, assembly: Assembly, with_it: Sequence[Key]) -> str:
    what = _what(assembly.pieces[key].value)
    told = f"{_local(whole, key)}{' ' if what else ''}{_short(what)}"
    return f"{told}, with {_counted(with_it)}" if with_it else told


def _counted(keys: Sequence[Key]) -> str:
    return ", ".join(f"{number} × {kind}" for kind, number in sorted(Counter(key[0] for key in keys).items()))


def _local(whole: Key, key: Key) -> str:
    """Kind and name, without the name of the object it is read under."""
    if key == whole:
        return ""
    name = key[1].replace(f"{whole[1]}.", "").removesuffix(f" on {whole[1]}")
    # A comment, say, is that of ``TABLE public.products``.
    own = name == whole[1] or (name.endswith(f" {whole[1]}") and name.removesuffix(f" {whole[1]}").isupper())
    return key[0] if own else f"{key[0]} {name}"


def _what(value: object) -> str:
    match value:
        case ColumnValue():
            return value.type
        case ConstraintValue():
            return value.core
        case str():
            return value
        case (bool() as unique, str() as body):
            return f"{'UNIQUE ' if unique else ''}{body}"
        case _:
            return ""


def _contrasts(kind: str, one: object, other: object) -> Iterator[str]:
    if is_dataclass(one) and is_dataclass(other):
        for field in fields(one):
            before, after = getattr(one, field.name), getattr(other, field.name)
            if field.compare and field.name not in _UNTOLD and before != after:
                word = _WORDS.get(field.name, field.name.replace("_", " "))
                yield f"{'' if word == kind else f'{word} '}{_pair(_text(before), _text(after))}"
    else:
        yield _pair(_text(one), _text(other))


def _text(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case (bool(), str()):
            return _what(value)
        case tuple():
            told = [" ".join(each) if isinstance(each, tuple) else _text(each) for each in value]
            return told[0] if len(told) == 1 else f"({', '.join(told)})"
        case _:
            return str(value)


def _pair(one: str, other: str) -> str:
    """Both texts, cut to where they differ."""
    ones, others = " ".join(one.split()), " ".join(other.split())
    if ones == others:
        # Only blanks differ, which count inside of texts.
        ones, others = repr(one), repr(other)
    same = next((n for n, (a, b) in enumerate(zip(ones, others, strict=False)) if a != b), min(len(ones), len(others)))
    start = same - _BEFORE if max(len(ones), len(others)) > _LONGEST and same > _BEFORE else 0
    return f"{_short(ones, start)} here, {_short(others, start)} there"


def _short(text: str, start: int = 0) -> str:
    shown = " ".join(text.split())[start:]
    cut = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
    return f"…{cut}" if start else cut


def _first(lines: Sequence[str]) -> tuple[str, ...]:
    if len(lines) <= _PARTS:
        return tuple(lines)
    return (*lines[:_PARTS], f"and {len(lines) - _PARTS} more")
