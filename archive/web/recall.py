"""Answers that cost much and may be a little old: kept for a while, made by one reader only."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

_MOST = 500


class Recall:
    """Keeps what `make` gave for `seconds`; who comes while it is made anew gets the old answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._making: set[Hashable] = set()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any], *, seconds: float) -> Any:
        """The answer for `key`."""
        with self._lock:
            known = self._known.get(key)
            is_mine = key not in self._making
            if known is not None and (self._clock() < known[0] or not is_mine):
                return known[1]
            self._making.add(key)
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
                self._making.discard(key)
