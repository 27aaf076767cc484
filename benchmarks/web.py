"""How fast the reading room answers, over a large archive, while a run writes into it.

    python benchmarks/web.py [--articles 100000] [--seconds 60] [--rate 20] [--folder DIR]

The archive is made of the bundled articles' sentences, recombined, each with words of its own, and
of the bundled photos (kept in DIR, to be used again). `luutru serve` is one process, a run that
stores two articles a second another, and the load a third: at a fixed rate, whether or not earlier
answers came, so that a queue would show. Seconds are from sending to the last byte.
"""

import argparse
import http.client
import random
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing import Event, Process
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from archive.article import Article, Image  # noqa: E402
from archive.clock import now  # noqa: E402
from archive.folder import Folder  # noqa: E402
from archive.record import Sighting  # noqa: E402
from archive.store import Store  # noqa: E402
from archive.times import VIETNAM  # noqa: E402

SITES, SECTIONS, BATCH = 20, 8, 500
NAMES = ("Lan", "Hòa", "Minh", "Tú", "Sơn", "Hạnh")
CONTENT = ROOT / "crawler" / "demo" / "content"
FIRST_DAY = datetime(2012, 1, 1, 8, tzinfo=VIETNAM)


def sentences() -> list[str]:
    found = []
    for file in sorted((CONTENT / "articles").glob("*.toml")):
        for article in tomllib.loads(file.read_text("utf-8"))["article"]:
            lines = [
                line for line in article["body"].splitlines() if line and line[0] not in "!|-#"
            ]
            found += [part.strip() for line in lines for part in line.split(". ") if len(part) > 40]
    return found


def make_article(number: int, chance: random.Random, known: list[str]) -> Article:
    site = number % SITES
    at = FIRST_DAY + timedelta(minutes=75 * (number % 100_000))
    words = chance.sample(known, chance.randint(12, 28))
    own = f"Số {number}/QĐ-UBND, {chance.choice(NAMES)} {number % 977}."
    images = (
        [Image(url=f"https://anh.gov.vn/{number % 1500}.jpg", caption=words[0][:90], position=1)]
        if number % 5 < 3
        else []
    )
    return Article(
        url=f"https://site{site}.gov.vn/tin-tuc/bai-viet-so-{100_000 + number}",
        title=words[1][:110],
        portal="vnportal",
        layout="vnportal-article",
        confidence=1.0,
        site=f"site{site}",
        section=f"Chuyên mục {number % SECTIONS}",
        summary=words[2],
        author="Khánh Nga" if number % 3 else None,
        published_at=at,
        published_raw=f"{at:%d/%m/%Y %H:%M}",
        published_precision="minute",
        paragraphs=(*(". ".join(words[n : n + 3]) for n in range(0, len(words), 3)), own),
        images=tuple(images),
    )


def record(store: Store, article: Article, at: datetime) -> None:
    name = article.site or ""
    host = f"{name}.gov.vn"
    site_id = store.record_site(name=name, host=host, url=f"https://{host}/")
    seen = Sighting(first_at=at, last_at=at, run_id=store.run_id)
    key = article.url.rpartition("-")[2]
    store.record(article, site_id=site_id, key=key, sighting=seen)


def build(folder: Folder, count: int) -> None:
    folder.create("")
    known, chance, at = sentences(), random.Random(1), now()
    photos = sorted((CONTENT / "media").glob("*.jpg"))
    with Store(folder, command="crawl", manifest={"sites": []}, started_at=at) as store:
        store._db.execute("PRAGMA synchronous = OFF")
        for number in range(1500):
            photo = photos[number % len(photos)].read_bytes() + f"{number}".encode()
            store.record_media(f"https://anh.gov.vn/{number}.jpg", photo, seen_at=at)
        for first in range(0, count, BATCH):
            with store._db.atomic():
                for number in range(first, min(first + BATCH, count)):
                    record(store, make_article(number, chance, known), at)
            if first % 10_000 == 0:
                print(f"  {first} articles", file=sys.stderr, flush=True)
        store.finish("done", finished_at=now())


def write_on(path: Path, count: int, stop: "Event") -> None:  # type: ignore[valid-type]
    """A run that stores two articles a second, as a polite crawl does."""
    known, chance, folder = sentences(), random.Random(time.time()), Folder(path)
    number = count + int(time.time()) % 10_000_000  # of no earlier run
    with (
        folder.lock("crawl"),
        Store(folder, command="crawl", manifest={"sites": []}, started_at=now()) as store,
    ):
        while not stop.wait(0.5):
            number += 1
            article = replace(make_article(number, chance, known), published_at=now())
            record(store, article, now())
        store.finish("done", finished_at=now())


def searches(chance: random.Random, known: list[str]) -> str:
    """What a reader asks for: one to three words of a sentence, often without marks."""
    from archive.text import fold

    words = chance.choice(known).split()
    start = chance.randrange(max(1, len(words) - 3))
    asked = " ".join(words[start : start + chance.randint(1, 3)])
    asked = fold(asked) if chance.random() < 0.6 else asked
    more = f"&site=site{chance.randrange(SITES)}" if chance.random() < 0.2 else ""
    page = f"&page={chance.randint(2, 4)}" if chance.random() < 0.1 else ""
    return f"/search?q={quote(asked)}{more}{page}"


def ask(port: int, target: str) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", target)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        print(f"  {answer.status} for {target}", file=sys.stderr)
    return time.perf_counter() - began


def load(port: int, targets: list[str], rate: float) -> list[float]:
    """Seconds that each answer took, asked for at a fixed rate."""
    with ThreadPoolExecutor(64) as pool:
        began, waiting = time.perf_counter(), []
        for number, target in enumerate(targets):
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
            waiting.append(pool.submit(ask, port, target))
        return [one.result() for one in waiting]


def show(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    shares = {f"p{part}": ordered[len(ordered) * part // 100] for part in (50, 95, 99)}
    shares["max"] = ordered[-1]
    shown = "  ".join(f"{part} {1000 * value:7.1f} ms" for part, value in shares.items())
    print(f"{name:<20} {len(ordered):5} answers  {shown}", flush=True)


def resident(pid: int) -> float:
    """MB that a process and its children hold."""
    pids = [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    pages = (int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in pids)
    return sum(pages) * 4096 / 1e6


def measure(folder: Folder, count: int, seconds: float, rate: float) -> None:
    serve = [sys.executable, "-m", "crawler", "-C", str(folder.path), "serve", "--port", "0"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
        try:
            kinds = targets(count, int(seconds * rate))
            for target in ("/", "/search", "/search?q=hoi+nghi"):
                ask(port, target)
            print(f"resident at first {resident(server.pid):.0f} MB")
            for name, asked in kinds.items():
                show(name, load(port, asked, rate))
                print(f"{'':<28} resident {resident(server.pid):.0f} MB")
        finally:
            server.terminate()


def targets(count: int, number: int) -> dict[str, list[str]]:
    chance, known = random.Random(7), sentences()
    pages = ("/", "/photos", "/photos?q=hoi+nghi", "/changes", "/sites", "/sites/site3")
    return {
        "search pages": [searches(chance, known) for _ in range(number)],
        "article pages": [f"/a/{chance.randint(1, count)}" for _ in range(number)],
        "other pages": [pages[n % len(pages)] for n in range(number)],
        "search pages again": [searches(chance, known) for _ in range(number)],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        folder = Folder(options.folder or Path(directory) / "kho")
        if not folder.database.exists():
            build(folder, options.articles)
        stop = Event()
        writer = Process(target=write_on, args=(folder.path, options.articles, stop))
        writer.start()
        try:
            measure(folder, options.articles, options.seconds, options.rate)
        finally:
            stop.set()
            writer.join()


if __name__ == "__main__":
    main()
