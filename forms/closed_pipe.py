"""A reader that has seen enough, such as `head`: the command ends quietly."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import TypeVar

Words = TypeVar("Words")
ENDED = 141
"""What shells report of a command that a closed pipe ended: 128 + SIGPIPE."""


def quiet(command: Callable[[Words], int]) -> Callable[[Words], int]:
    """Return a command that ends with `ENDED` once nobody reads what it prints."""

    @functools.wraps(command)
    def run(words: Words) -> int:
        try:
            status = command(words)
            sys.stdout.flush()
        except BrokenPipeError:
            # the interpreter would complain at its end of what still waits to be printed: let it go nowhere
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
            return ENDED
        return status

    return run
