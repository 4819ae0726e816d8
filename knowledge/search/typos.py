"""Misspelt words: which others share enough of their letters, and how many slips lie between two."""

_SHORTEST = 4
_LONG = 8


def slips_allowed(word: str) -> int:
    """How many slips a word of this length may hold: 0 below 4 letters, 1 below 8, else 2; 0 in what holds a digit.

    Digits make a word a number, a version or a key, where another digit means another thing.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _LONG else 2


def grams(word: str) -> tuple[str, ...]:
    """The distinct stretches of three characters, with ``^`` before the word and ``$`` behind it."""
    marked = f"^{word}$"
    return tuple(dict.fromkeys(marked[at : at + 3] for at in range(max(len(marked) - 2, 1))))


def grams_inside(part: str) -> tuple[str, ...]:
    """The stretches that every word has which holds the part; none below three characters."""
    return tuple(dict.fromkeys(part[at : at + 3] for at in range(len(part) - 2)))


def grams_at_end(part: str) -> tuple[str, ...]:
    """The stretches that every word has which ends with the part; none for a single character."""
    return grams_inside(f"{part}$")


def shared_grams(word: str, slips: int) -> int:
    """How many grams at least another word shares that is this many slips away; 1 where that says nothing."""
    # One slip touches three stretches, two swapped neighbours four.
    return max(1, len(grams(word)) - 4 * slips)


def slips_between(one: str, other: str, at_most: int) -> int | None:
    """Letters that are missing, extra, wrong or swapped with their neighbour; None when there are more than allowed."""
    if abs(len(one) - len(other)) > at_most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for column, counterpart in enumerate(other, start=1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != counterpart))
            if at > 1 and column > 1 and letter == other[column - 2] and one[at - 2] == counterpart:
                cost = min(cost, earlier[column - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return None
    return row[-1] if row[-1] <= at_most else None
