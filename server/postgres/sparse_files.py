"""Files of tables and indexes as long as production's, without a byte more on the disk.

The planner takes the size of a relation from its file, and the height of a B-tree from the tree. Pages of zeros are
valid new pages. Whatever is done here is done while the server has nothing of the file in memory.
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path

PAGE_BYTES = 8192
_SEGMENT_PAGES = (1 << 30) // PAGE_BYTES
"""A relation continues in the next file after a gigabyte (RELSEG_SIZE, all builds by default)."""

# Layout of a page and of a B-tree's meta page: bufpage.h, nbtree.h; version 4 since PostgreSQL 12.
_MAGIC, _TREE_VERSION = 0x053162, 4
_META = struct.Struct("=IIIIII")
_META_OFFSET = 24
_HEADER = struct.Struct("=QHHHHHHI")
_OPAQUE = struct.Struct("=IIIHH")
_SPECIAL = PAGE_BYTES - _OPAQUE.size
_LAYOUT = PAGE_BYTES | 4
_LEAF, _ROOT = 1, 2
_DOWNLINK = struct.Struct("=HHHH")
_LINE_POINTER = struct.Struct("=I")
_ALT_TID = 0x2000
_NORMAL = 1

_NON_LEAF_FILL = 0.7
"""BTREE_NONLEAF_FILLFACTOR, of an index that was built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFile:
    """How long the main fork of a relation shall be."""

    path: Path
    pages: int
    height: int
    """Levels of a B-tree above its leaves; 0 for one that is a leaf, and for what is no B-tree."""


def tree_height(pages: int, tuple_bytes: int) -> int:
    """Levels above the leaves of a B-tree of so many pages.

    Args:
        pages: Of its file.
        tuple_bytes: Of an entry, without the line pointer.
    """
    fan_out = max(int((_SPECIAL - _HEADER.size) * _NON_LEAF_FILL) // (tuple_bytes + _LINE_POINTER.size), 2)
    # All but the meta page are leaves, but for a few in a hundred.
    level, height = pages - 1, 0
    while level > 1:
        level, height = -(-level // fan_out), height + 1
    return height


def extend(file: RelationFile) -> None:
    """Make the file as long as it shall be, never shorter than it is, and its tree as high.

    Raises:
        OSError: The file system does not take it.
    """
    owner = file.path.stat()
    if file.height:
        _raise_tree(file)
    present = _pages(file.path)
    left, number = max(file.pages, present), 0
    while left > 0:
        segment = file.path if number == 0 else file.path.with_name(f"{file.path.name}.{number}")
        descriptor = os.open(segment, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_uid != owner.st_uid:
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            os.ftruncate(descriptor, min(left, _SEGMENT_PAGES) * PAGE_BYTES)
        finally:
            os.close(descriptor)
        left, number = left - _SEGMENT_PAGES, number + 1


def _pages(path: Path) -> int:
    return path.stat().st_size // PAGE_BYTES


def _raise_tree(file: RelationFile) -> None:
    """Put pages above the root that is there, each with a single downlink that stands for everything."""
    with file.path.open("r+b") as opened:
        opened.seek(_META_OFFSET)
        magic, version, root, level, _, _ = _META.unpack(opened.read(_META.size))
        if (magic, version) != (_MAGIC, _TREE_VERSION) or (root and level >= file.height):
            return
        block = _pages(file.path)
        opened.seek(block * PAGE_BYTES)
        if not root:
            opened.write(_page(level=0, flags=_LEAF, child=None))
            root, level, block = block, 0, block + 1
        while level < file.height:
            level += 1
            opened.write(_page(level=level, flags=_ROOT if level == file.height else 0, child=root))
            root, block = block, block + 1
        opened.seek(_META_OFFSET)
        opened.write(_META.pack(magic, version, root, level, root, level))


def _page(*, level: int, flags: int, child: int | None) -> bytes:
    lower, upper, pointers, entries = _HEADER.size, _SPECIAL, b"", b""
    if child is not None:
        # Without a key it is below all others: "minus infinity" (_bt_compare in nbtsearch.c).
        entries = _DOWNLINK.pack(child >> 16, child & 0xFFFF, 0, _DOWNLINK.size | _ALT_TID)
        upper -= len(entries)
        pointers = _LINE_POINTER.pack(upper | _NORMAL << 15 | len(entries) << 17)
        lower += len(pointers)
    header = _HEADER.pack(0, 0, 0, lower, upper, _SPECIAL, _LAYOUT, 0)
    body = header + pointers
    return body + bytes(upper - len(body)) + entries + _OPAQUE.pack(0, 0, level, flags, 0)
