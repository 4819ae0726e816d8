"""A line of the reference server's file is read and written without loss; a bad one is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.jsonl import parse, written
from knowledge.model import Entity, Relation

TEXTS = st.text()
ENTITIES = st.builds(Entity, name=TEXTS, entity_type=TEXTS, observations=st.lists(TEXTS).map(tuple))
RELATIONS = st.builds(Relation, source=TEXTS, target=TEXTS, relation_type=TEXTS)


@given(st.lists(ENTITIES | RELATIONS))
def test_what_is_written_is_read_back(items: list[Entity | Relation]) -> None:
    """Any text may stand in a graph: line ends, quotes, control characters."""
    lines = [written(item).encode() + b"\n" for item in items]
    assert all(line.count(b"\n") == 1 for line in lines)
    assert [line.value for line in parse(enumerate(lines, start=1))] == items


def test_a_line_is_written_as_the_reference_server_writes_it() -> None:
    """JSON.stringify puts no space between the parts and escapes only what it must."""
    entity = Entity(name='a "b"', entity_type="caf\u00e9 \u2028", observations=("line\nend", "\x01\x7f"))
    text = '{"type":"entity","name":"a \\"b\\"","entityType":"caf\u00e9 \u2028",'
    assert written(entity) == text + '"observations":["line\\nend","\\u0001\x7f"]}'
    relation = Relation(source="a", target="b", relation_type="knows")
    assert written(relation) == '{"type":"relation","from":"a","to":"b","relationType":"knows"}'


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"not json", "is not JSON"),
        (b'{"type":"entity"', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"1" * 5_000, "is not JSON"),
        (b'{"type":"entity","name":"\xff"}', "is not UTF-8"),
        (b"[1]", "is no JSON object"),
        (b"{}", 'has a "type" that is neither "entity" nor "relation"'),
        (b'{"type":"note"}', 'has a "type" that is neither "entity" nor "relation"'),
        (b'{"type":"entity","entityType":"T"}', 'has no "name"'),
        (b'{"type":"entity","name":1,"entityType":"T"}', 'has something other than text in "name"'),
        (b'{"type":"entity","name":"a","entityType":"T","observations":"x"}', 'has no list in "observations"'),
        (
            b'{"type":"entity","name":"a","entityType":"T","observations":["x",null]}',
            'has something other than text in "observations"',
        ),
        (b'{"type":"relation","from":"a","to":"b"}', 'has no "relationType"'),
        (
            b'{"type":"entity","name":"\\ud83d","entityType":"T"}',
            'has half of a surrogate pair, which is no character, in "name"',
        ),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_read(raw: bytes, fault: str) -> None:
    """The reference server gives up the whole file for one such line, or drops it in silence."""
    good = b'{"type":"entity","name":"a","entityType":"T"}'
    first, bad, last = parse([(1, good), (2, raw), (4, good)])
    assert first.value == last.value == Entity(name="a", entity_type="T")
    assert (bad.number, bad.raw, bad.value, bad.fault) == (2, raw, None, fault)


def test_blank_lines_a_byte_order_mark_and_unknown_fields_do_no_harm() -> None:
    """Editors leave the first two behind, other versions of the server the third."""
    entity = json.dumps({"type": "entity", "name": "a", "entityType": "T", "observations": ["o"], "extra": 1})
    lines = [b"\xef\xbb\xbf" + entity.encode() + b"\r\n", b"\n", b"  \r\n"]
    (line,) = parse(enumerate(lines, start=1))
    assert line.value == Entity(name="a", entity_type="T", observations=("o",))
