"""Opening an address never takes over the terminal, and nothing depends on a browser being there."""

import threading
import webbrowser

import pytest

from server.tools.browser import open_browser

ADDRESS = "http://127.0.0.1:1/token/"


def test_a_browser_of_windows_is_opened_without_waiting_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some return only when their window is closed; the page must be served meanwhile."""
    opened, closed = threading.Event(), threading.Event()

    class Slow(webbrowser.BackgroundBrowser):
        def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
            assert url == ADDRESS
            opened.set()
            return closed.wait(20)

    monkeypatch.setattr(webbrowser, "get", lambda: Slow("slow"))
    open_browser(ADDRESS)
    assert opened.wait(20)
    closed.set()


def test_a_browser_of_the_terminal_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would write over what the command prints, and read its keys."""
    started: list[str] = []
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("w3m"))
    monkeypatch.setattr(webbrowser.GenericBrowser, "open", lambda _, url, *__: started.append(url))
    before = threading.active_count()
    open_browser(ADDRESS)
    assert (started, threading.active_count()) == ([], before)


def test_no_browser_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address was printed."""

    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    open_browser(ADDRESS)
