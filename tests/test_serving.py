"""`luutru serve` as an operator runs it, its password, and the gates before its pages."""

import base64
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from archive_fixtures import make_folder
from reading_room import fill, served
from running import run_luutru

from archive.errors import ConfigError
from archive.folder import Folder
from archive.web.gates import Buckets
from archive.web.passwords import hash_password, is_hash, matches
from archive.web.recall import Recall
from archive.web.settings import Settings, read_config, write_password
from archive.web.shelf import Shelf, TooSlow

PASSWORD = "mật khẩu rất dài"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return fill(make_folder(tmp_path_factory.mktemp("serving") / "kho"))


@contextmanager
def serving(folder: Folder, *arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    command = [sys.executable, "-W", "error", "-m", "crawler", "-C", str(folder.path), "serve"]
    with subprocess.Popen(
        [*command, "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline(), process
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_it_serves_on_loopback_and_says_where_and_keeps_no_log(folder: Folder) -> None:
    with serving(folder) as (line, process):
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found is not None
        assert "Lưu trữ" in httpx.get(found[0]).text
        assert httpx.get(found[0] + "search?q=bimat").status_code == 200
        process.terminate()
        said, complained = process.communicate(timeout=20)
    assert "bimat" not in said + complained
    assert "Traceback" not in complained


def test_its_workers_end_with_it_even_when_it_is_killed(folder: Folder) -> None:
    with serving(folder, "--workers", "2") as (line, process):
        address = re.findall(r"http://\S+", line)[0]
        assert httpx.get(address, timeout=30).status_code == 200
        process.kill()
        for _ in range(100):
            try:
                httpx.get(address)
            except httpx.TransportError:
                return
            time.sleep(0.1)
    pytest.fail("it is still answered")


def test_beyond_this_machine_a_password_is_needed(folder: Folder) -> None:
    done = run_luutru("-C", folder.path, "serve", "--host", "0.0.0.0", "--port", "0", stdin="")
    assert done.returncode == 2
    assert "--set-password" in done.stderr
    assert "Traceback" not in done.stderr


def test_public_needs_none(folder: Folder) -> None:
    with serving(folder, "--host", "0.0.0.0", "--public") as (line, _):
        port = int(re.findall(r":(\d+)/", line)[0])
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200


def test_a_password_is_kept_as_a_hash_and_asked_for(tmp_path: Path) -> None:
    folder = fill(make_folder(tmp_path / "kho"))
    done = run_luutru("-C", folder.path, "serve", "--set-password", stdin="ngắn\n")
    assert done.returncode == 2
    (folder.path / "serve.toml").write_text('hosts = ["kho.example"]  # ghi chú\n')
    done = run_luutru("-C", folder.path, "serve", "--set-password", stdin=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    written = (folder.path / "serve.toml").read_text()
    assert PASSWORD not in written
    assert "ghi chú" in written
    assert (folder.path / "serve.toml").stat().st_mode & 0o077 == 0
    with serving(folder, "--host", "0.0.0.0") as (line, _):
        port = int(re.findall(r":(\d+)/", line)[0])
        base = f"http://127.0.0.1:{port}"
        assert httpx.get(base).status_code == 401
        assert httpx.get(base, auth=("x", PASSWORD)).status_code == 200
        named = {"Host": "kho.example"}
        assert httpx.get(base, auth=("x", PASSWORD), headers=named).status_code == 200


def test_wrong_passwords_are_counted(folder: Folder) -> None:
    with served(folder, password=hash_password(PASSWORD)) as client:
        assert client.get("/").headers["www-authenticate"].startswith("Basic")
        assert client.get("/", headers={"Authorization": "Bearer x"}).status_code == 401
        broken = base64.b64encode(b"\xff").decode()
        assert client.get("/", headers={"Authorization": f"Basic {broken}"}).status_code == 401
        assert client.get("/static/style.css").status_code == 401
        assert client.get("/", auth=("", PASSWORD)).status_code == 200
        codes = [client.get("/", auth=("x", f"no{number}")).status_code for number in range(6)]
        assert codes[0] == 401
        assert codes[-1] == 429
        assert client.get("/", auth=("", PASSWORD)).status_code == 200  # known by then


def test_a_pass_opens_one_file_alone(folder: Folder) -> None:
    with served(folder, password=hash_password(PASSWORD)) as client:
        page = client.get("/a/1/v/1/page", auth=("", PASSWORD)).text
        (address,) = re.findall(r'src="(/media/[^"]+)"', page)
        assert client.get(address).status_code == 200
        sha256, passed = address.removeprefix("/media/").split("?")
        for other in (
            f"/media/{sha256}",
            f"/media/{sha256}?pass=",
            f"/media/{sha256[:-1]}?{passed}",
        ):
            assert client.get(other).status_code == 401, other
        for path in ("/", "/a/1", f"/small/{sha256}", f"/photos/{sha256}", "/api/stats"):
            assert client.get(f"{path}?{passed}").status_code == 401, path


def test_hashes_are_scrypt_with_a_salt_of_their_own() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one != other
    assert one.startswith("scrypt$")
    assert is_hash(one)
    assert matches(PASSWORD, one)
    assert not matches(f"{PASSWORD} ", one)
    assert not any(map(is_hash, ("", PASSWORD, "scrypt$1$2$3$x$y", one.replace("32768", "2"))))


@pytest.mark.parametrize(
    "text",
    ["password = 'plain'", "hosts = 'a'", "hosts = [1]", "port = 1", "x"],
)
def test_a_wrong_serve_toml_is_one_clear_line(tmp_path: Path, text: str) -> None:
    folder = make_folder(tmp_path / "kho")
    (folder.path / "serve.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"serve\.toml"):
        read_config(folder)
    done = run_luutru("-C", folder.path, "serve", "--port", "0")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_what_cannot_be_served_is_told(tmp_path: Path, folder: Folder) -> None:
    assert run_luutru("-C", tmp_path, "serve").returncode == 2
    done = run_luutru("-C", folder.path, "serve", "--url", "kho.example/x")
    assert (done.returncode, "https://" in done.stderr) == (2, True)
    done = run_luutru("-C", folder.path, "serve", "--host", "192.0.2.1", "--public")
    assert done.returncode == 2
    assert "cannot listen" in done.stderr


def test_a_password_is_written_beside_what_is_there(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "kho")
    write_password(folder, PASSWORD)
    assert matches(PASSWORD, read_config(folder)["password"])
    assert Settings(folder=folder, url="https://a.example/kho/").prefix == "/kho"


def test_buckets_fill_with_time() -> None:
    at = [0.0]
    buckets = Buckets(rate=1, burst=2, clock=lambda: at[0])
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")
    at[0] = 1.0
    assert [buckets.take("a") for _ in range(2)] == [True, False]


def test_what_is_recalled_is_made_anew_after_a_while() -> None:
    at, made = [0.0], []
    recall = Recall(clock=lambda: at[0])

    def make() -> int:
        made.append(1)
        return len(made)

    assert [recall.get("x", make, seconds=10) for _ in range(2)] == [1, 1]
    at[0] = 11.0
    assert recall.get("x", make, seconds=10) == 2


def test_who_comes_while_an_answer_is_made_waits_for_it() -> None:
    recall, made = Recall(), []

    def make() -> int:
        time.sleep(0.2)
        made.append(1)
        return len(made)

    with ThreadPoolExecutor(6) as many:
        answers = [*many.map(lambda _: recall.get("x", make, seconds=60), range(6))]
    assert (answers, made) == ([1] * 6, [1])


def test_an_answer_that_failed_is_asked_for_again() -> None:
    recall = Recall()
    with pytest.raises(ZeroDivisionError):
        recall.get("x", lambda: 1 // 0, seconds=60)
    assert recall.get("x", lambda: 7, seconds=60) == 7


def test_a_query_that_takes_too_long_is_ended(folder: Folder) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with Shelf.open(folder.path) as shelf:
        with pytest.raises(TooSlow), shelf.within(0.05):
            shelf.rows(endless)
        with shelf.within(5):
            assert shelf.rows("SELECT 1 AS one") == ({"one": 1},)
