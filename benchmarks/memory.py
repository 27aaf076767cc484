"""Memory of one long crawl, as it grows from article to article.

    python benchmarks/memory.py [--articles 50000]

The portal of benchmarks/crawl.py lists so many articles; files are left out. Prints the resident
memory at every tenth of them, and the most that the process ever had.
"""

import argparse
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process, Queue
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.crawl import serve  # noqa: E402 (found by the line above)


def resident(pid: int) -> float:
    """Megabytes that the process holds now."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def stored(folder: Path) -> int:
    """How many articles the archive has."""
    with sqlite3.connect(f"{(folder / 'archive.db').as_uri()}?mode=ro", uri=True) as db:
        return int(db.execute("SELECT count(*) FROM article").fetchone()[0])


def main() -> None:
    """Crawl, and print what it takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=50_000)
    count = parser.parse_args().articles
    ready: Queue[tuple[str, list[str]]] = Queue()
    server = Process(target=serve, args=(count, ready), daemon=True)
    server.start()
    url, _ = ready.get()
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        luutru = [sys.executable, "-m", "crawler", "-C", str(folder)]
        subprocess.run([*luutru, "init"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        with (folder / "sites.toml").open("a", encoding="utf-8") as file:
            file.write(f'[[site]]\nname = "bench"\nurl = "{url}"\ndelay = 0\n')
        began = time.monotonic()
        crawl = subprocess.Popen([*luutru, "crawl", "-q", "--no-files"], cwd=ROOT)
        step = 0
        while crawl.poll() is None:
            time.sleep(2)
            if (known := stored(folder)) >= step * count / 10:
                print(f"{known:8} articles {resident(crawl.pid):8.0f} MB", flush=True)
                step = known * 10 // count + 1
        took = time.monotonic() - began
        print(f"{stored(folder):8} articles in {took:.0f} s, exit code {crawl.returncode}")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most of all: {most:.0f} MB")
    server.kill()


if __name__ == "__main__":
    main()
