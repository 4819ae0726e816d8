"""Opens an address in the user's browser."""

import threading
import webbrowser


def open_browser(address: str) -> None:
    """Open it in a window, where there are windows; whoever has none was told the address."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    # A browser of the terminal would take the terminal: those alone are run in the foreground.
    if type(browser) is not webbrowser.GenericBrowser:
        threading.Thread(target=browser.open, args=(address,), daemon=True).start()
