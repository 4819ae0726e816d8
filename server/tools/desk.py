"""The planner, opened at the first call: a server answers ``initialize`` before anything heavy is imported."""

from collections.abc import Callable

from anyio import Lock, to_thread

from server.tools.planner import Planner


class Desk:
    """Where tools get the planner; it is opened once, however many calls arrive together."""

    def __init__(self, open_planner: Callable[[], Planner]) -> None:
        self._open = open_planner
        self._planner: Planner | None = None
        self._opening = Lock()

    async def planner(self) -> Planner:
        """The planner, opened now if it is not yet."""
        async with self._opening:
            if self._planner is None:
                # The imports take a second, in which other calls and pings are still answered.
                self._planner = await to_thread.run_sync(self._open)
            return self._planner

    async def close(self) -> None:
        """Close the planner if there is one; the next call opens a new one."""
        planner, self._planner = self._planner, None
        if planner is not None:
            await planner.close()
