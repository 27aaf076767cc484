"""The API says what its description says."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from archive_fixtures import make_folder, rows
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from reading_room import fill, served

from archive.folder import Folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return fill(make_folder(tmp_path_factory.mktemp("api") / "kho"))


@pytest.fixture(scope="module")
def room(folder: Folder) -> Iterator[httpx.Client]:
    with served(folder) as client:
        yield client


@pytest.fixture(scope="module")
def described(room: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = room.get("/api/").json()
    return found


@pytest.mark.parametrize("path", ["/api/nothing", "/api/articles/x", "/api/articles/999999"])
def test_what_is_not_there_is_told_as_json(room: httpx.Client, path: str) -> None:
    answer = room.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error"}


def test_the_description_is_openapi(described: dict[str, Any]) -> None:
    validate(described)
    assert described["servers"] == [{"url": "/api"}]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/search", "/search"),
        ("/search", "/search?q=hoi+nghi&sort=newest&from=2023-01-01"),
        ("/search", "/search?q=khongco"),
        ("/articles/{id}", "/articles/1"),
        ("/articles/{id}", "/articles/1?version=1"),
        ("/articles/{id}/versions", "/articles/1/versions"),
        ("/articles/{id}/changes", "/articles/1/changes?from=1&to=2"),
        ("/changes", "/changes?kind=edited"),
        ("/photos", "/photos"),
        ("/photos", "/photos?q=toan+canh"),
        ("/photos/{sha256}", "/photos/SHA256"),
        ("/sites", "/sites"),
        ("/sites/{name}", "/sites/tplaocai"),
        ("/problems", "/problems?site=tplaocai"),
        ("/runs", "/runs"),
        ("/stats", "/stats"),
    ],
)
def test_answers_are_as_described(
    room: httpx.Client, described: dict[str, Any], folder: Folder, path: str, asked: str
) -> None:
    (sha256,) = rows(folder, "SELECT sha256 FROM media WHERE mime = 'image/png'")[0]
    answer = room.get("/api" + asked.replace("SHA256", sha256))
    assert answer.status_code == 200, answer.text
    schema_of(described, path, "200").validate(answer.json())


def schema_of(described: dict[str, Any], path: str, status: str) -> Draft202012Validator:
    answers = described["paths"][path]["get"]["responses"]
    schema = answers[status]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": described["components"]})


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/search", "/search?page=0", "400"),
        ("/search", "/search?from=x", "400"),
        ("/search", "/search?sort=x", "400"),
        ("/search", "/search?site=nowhere", "400"),
        ("/articles/{id}", "/articles/99", "404"),
        ("/articles/{id}", "/articles/1?version=99", "404"),
        ("/sites/{name}", "/sites/nowhere", "404"),
        ("/photos/{sha256}", "/photos/x", "404"),
    ],
)
def test_errors_are_as_described(
    room: httpx.Client, described: dict[str, Any], path: str, asked: str, status: str
) -> None:
    answer = room.get("/api" + asked)
    assert answer.status_code == int(status)
    schema_of(described, path, status).validate(answer.json())


def test_it_is_described_at_its_root_with_and_without_a_slash(folder: Folder) -> None:
    with served(folder, url="https://kho.example/doc") as client:
        for path in ("/api", "/api/", "/doc/api"):
            assert client.get(path).json()["servers"] == [{"url": "/doc/api"}]
        assert client.get("/search/").status_code == 404


def test_every_address_is_described(described: dict[str, Any]) -> None:
    from archive.web.views.api import ROUTES

    assert {path.replace(":int", "").replace(":path", "") for path, _ in ROUTES} == described[
        "paths"
    ].keys()


def test_pages_follow_each_other(room: httpx.Client, described: dict[str, Any]) -> None:
    assert room.get("/api/search").json()["next"] is None
    assert "page" in json.dumps(described["paths"]["/search"])


def test_only_named_origins_may_read_it_from_a_browser(folder: Folder) -> None:
    with served(folder, cors=("https://so-lieu.example",)) as client:
        for origin, allowed in (("https://so-lieu.example", True), ("https://x.example", False)):
            headers = client.get("/api/stats", headers={"Origin": origin}).headers
            assert ("access-control-allow-origin" in headers) is allowed
        headers = client.get("/", headers={"Origin": "https://so-lieu.example"}).headers
        assert "access-control-allow-origin" not in headers
