"""How a failing sequence is made short."""

from collections.abc import Awaitable, Callable, Sequence


async def shortened(statements: Sequence[str], fails: Callable[[list[str]], Awaitable[bool]]) -> list[str]:
    """The fewest statements found that still fail: ever smaller groups are left out while the failure stays.

    This is the minimising algorithm of Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input"
    (2002), without its test of the groups alone, as statements need those before them.
    """
    left = list(statements)
    size = max(len(left) // 2, 1)
    while left:
        removed = False
        # From the end: what comes last is needed by nothing after it.
        for start in range((len(left) - 1) // size * size, -1, -size):
            fewer = left[:start] + left[start + size :]
            if len(fewer) < len(left) and await fails(fewer):
                left, removed = fewer, True
        if size == 1 and not removed:
            break
        size = max(size // 2, 1)
    return left
