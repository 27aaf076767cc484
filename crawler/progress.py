"""What a running crawl shows: a live line on a terminal, nothing in a pipe."""

from collections import Counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress as RichProgress
from rich.progress import SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

_SHOWN = (
    ("articles_new", "new"),
    ("articles_changed", "changed"),
    ("articles_same", "unchanged"),
    ("files", "files"),
)


class Progress:
    """Shows `counts` as they grow, on stderr."""

    def __init__(self, counts: Counter[str], title: str, *, quiet: bool) -> None:
        self._counts = counts
        self._title = title
        console = Console(stderr=True)
        self._display: RichProgress | None = None
        if console.is_terminal and not quiet:
            self._display = RichProgress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                _CountsColumn(counts),
                TimeElapsedColumn(),
                console=console,
                transient=True,
            )

    def __enter__(self) -> Self:
        if self._display is not None:
            self._display.add_task(self._title, total=None)
            self._display.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._display is not None:
            self._display.stop()


class _CountsColumn(TextColumn):
    def __init__(self, counts: Counter[str]) -> None:
        super().__init__("")
        self._counts = counts

    def render(self, task: Task) -> Text:
        return Text(summary(self._counts))


def summary(counts: Counter[str] | dict[str, int]) -> str:
    """The counts of a run in one line."""
    found = Counter(counts)
    problems = sum(count for name, count in found.items() if name.startswith("problem_"))
    parts = [
        f"{found[name]} {word}" for name, word in _SHOWN if found[name] or name == "articles_new"
    ]
    parts += [f"{problems} problems"] if problems else []
    return f"{', '.join(parts)} · {found['captures']} requests, {found['bytes'] / 1e6:.1f} MB"
