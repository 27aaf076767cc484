"""Answers that cost much and may be a little old: kept for a while, made by one reader only."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

_MOST = 500
_PATIENCE = 4.0  # seconds that one waits for another's answer


class Recall:
    """Keeps what `make` gave for `seconds`.

    Who comes while it is made anew gets the old answer, or, where there is none yet, waits for it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._making: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any], *, seconds: float) -> Any:
        """The answer for `key`."""
        with self._lock:
            known, making = self._known.get(key), self._making.get(key)
            if known is not None and (self._clock() < known[0] or making is not None):
                return known[1]
            if making is None:
                self._making[key] = threading.Event()
        if making is None:
            return self._make(key, make, seconds)
        making.wait(_PATIENCE)
        with self._lock:
            known = self._known.get(key)
        return make() if known is None else known[1]

    def _make(self, key: Hashable, make: Callable[[], Any], seconds: float) -> Any:
        try:
            made = make()
            with self._lock:
                self._known[key] = (self._clock() + seconds, made)
                self._known.move_to_end(key)
                while len(self._known) > _MOST:
                    self._known.popitem(last=False)
            return made
        finally:
            with self._lock:
                self._making.pop(key).set()
