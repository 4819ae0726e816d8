"""Why a plan takes another form than it would where nothing had happened, in words."""

from server.model.ranking import Choice, Setback

_TEXT = 200
"""Most characters of what somebody told of a run."""
_HOW = {"at once": "in one statement while others wait", "online": "so that others pass"}


def choice_text(choice: Choice) -> str:
    """What is done instead of what, and in which runs what went wrong."""
    first, *others = choice.because
    more = "".join(f"; {_setback(choice, each)}" for each in others)
    return (
        f"{choice.table} is worked on {_HOW[choice.taken]}, though it is small enough for {choice.strategy} to do it "
        f"{_HOW[choice.instead_of]}: that {_setback(choice, first)}{more}"
    )


def _setback(choice: Choice, setback: Setback) -> str:
    table = f" on {setback.table}" if setback.table else ""
    strategy = f" by {setback.strategy}" if setback.strategy != choice.strategy else ""
    return f"{_short(setback.text)}, in {setback.run}{table}{strategy}"


def _short(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"
