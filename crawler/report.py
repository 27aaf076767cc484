"""What a run did, as JSON for programs and as a textfile for Prometheus' node exporter."""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.archive import Archive
from archive.disk import write_whole
from archive.errors import ConfigError
from archive.folder import Folder

_PROBLEM = "problem_"
_COUNTS = (  # name, meaning and label of a metric, and the part of the report that it shows
    ("luutru_run_count", "What the last run did.", "what", "counts"),
    ("luutru_run_problems", "Problems that the last run met.", "kind", "problems"),
    ("luutru_articles", "Articles in the archive.", "site", "articles"),
)
_OUTCOMES = ("done", "partial", "failed", "interrupted")


def check_place(path: Path) -> None:
    """Raises ConfigError, before the run, where no report could be written."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise ConfigError(f"{path} is no place for a report: name a file in a folder that exists")
    if not os.access(path.absolute().parent, os.W_OK):
        raise ConfigError(f"{path} is no place for a report: its folder cannot be written to")


def run_report(folder: Folder, run_id: int) -> dict[str, Any]:
    """All of a run: outcome, times, counts, problems by kind, and what its visits covered."""
    with Archive(folder) as archive:
        (run,) = archive.runs(run_id=run_id)
        visited = [row for row in archive.coverage() if row["run"] == run_id]
        sites = {row["name"]: row["articles"] for row in archive.sites()}
    counts = run["counts"]
    began, ended = map(_time, (run["started_at"], run["finished_at"]))
    return {
        "run": run_id,
        "command": run["command"],
        "outcome": run["outcome"],
        "started_at": run["started_at"],
        "finished_at": run["finished_at"],
        "seconds": (ended - began).total_seconds() if began and ended else None,
        "counts": {name: n for name, n in counts.items() if not name.startswith(_PROBLEM)},
        "problems": {
            name.removeprefix(_PROBLEM): n
            for name, n in counts.items()
            if name.startswith(_PROBLEM)
        },
        "articles": {site["name"]: sites.get(site["name"], 0) for site in run["manifest"]["sites"]},
        "coverage": visited,
    }


def write_report(path: Path, report: Mapping[str, Any]) -> None:
    """Write the report as one JSON object, whole or not at all."""
    write_whole(path, json.dumps(report, ensure_ascii=False, indent=1) + "\n")


def write_metrics(path: Path, report: Mapping[str, Any]) -> None:
    """Write the report in Prometheus' text format (version 0.0.4), whole or not at all."""
    write_whole(path, "\n".join(_metrics(report)) + "\n")


def _metrics(report: Mapping[str, Any]) -> Iterator[str]:
    yield from _metric(
        "luutru_run_outcome",
        "How the last run ended: 1 for its outcome.",
        {_label(outcome=one): int(report["outcome"] == one) for one in _OUTCOMES},
    )
    finished = _time(report["finished_at"])
    if finished is not None:
        times = {"": finished.timestamp()}
        yield from _metric("luutru_run_finished_seconds", "When the last run ended.", times)
    if report["seconds"] is not None:
        yield from _metric(
            "luutru_run_duration_seconds", "How long the last run took.", {"": report["seconds"]}
        )
    for name, meaning, label, part in _COUNTS:
        values = {_label(**{label: one}): n for one, n in report[part].items()}
        yield from _metric(name, meaning, values)
    yield from _metric(
        "luutru_section_gap",
        "Whether a gap is left in a section's list.",
        {
            _label(site=row["site"], section=row["url"]): int(row["has_gap"])
            for row in report["coverage"]
        },
    )


def _metric(name: str, meaning: str, values: Mapping[str, float]) -> Iterator[str]:
    if values:
        yield f"# HELP {name} {meaning}"
        yield f"# TYPE {name} gauge"
        yield from (f"{name}{labels} {value}" for labels, value in values.items())


def _label(**labels: str) -> str:
    """Labels as Prometheus writes them."""
    escaped = (
        (name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n"))
        for name, value in labels.items()
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
