"""Certificates: checked, unless the operator says otherwise of a site."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from running import make_archive, run_luutru, site_table

from archive import Archive
from crawler.demo.portal import Portal
from crawler.demo.server import PortalServer

SECTION = "cai-cach-hanh-chinh"


def self_signed(folder: Path, *, days_left: float = 1) -> tuple[Path, Path]:
    """A certificate that nobody but itself vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    ends = datetime.now(UTC) + timedelta(days=days_left)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(ends - timedelta(days=90)).not_valid_after(ends)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    builder = builder.add_extension(names, critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file


@pytest.fixture
def secure_url(tmp_path: Path) -> Iterator[str]:
    """The address of the bundled portal behind TLS with a self-signed certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    portal = Portal.bundled()
    with PortalServer(portal.answer, tls=context) as server:
        yield server.url.replace("http://127.0.0.1", "https://localhost")


def crawl(folder: Path, url: str, *, verify: bool) -> tuple[int, list[str]]:
    table = site_table("x", url, SECTION).replace(
        "delay = 0", f"delay = 0\nverify_tls = {str(verify).lower()}"
    )
    done = run_luutru("-C", make_archive(folder, table), "crawl")
    assert "Traceback" not in done.stderr
    with Archive.open(folder) as archive:
        return done.returncode, [problem["kind"] for problem in archive.problems()]


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_url: str, tmp_path: Path) -> None:
    assert crawl(tmp_path / "a", secure_url, verify=True) == (3, ["tls"])


def test_unless_the_operator_exempts_the_site(secure_url: str, tmp_path: Path) -> None:
    assert crawl(tmp_path / "a", secure_url, verify=False) == (0, [])


def test_add_says_so_and_takes_insecure(secure_url: str, tmp_path: Path) -> None:
    folder = make_archive(tmp_path / "a")
    refused = run_luutru("-C", folder, "add", secure_url, "--delay", 0)
    assert (refused.returncode, "certificate" in refused.stderr) == (3, True)
    assert run_luutru("-C", folder, "add", secure_url, "--delay", 0, "--insecure").returncode == 0
    assert "verify_tls = false" in (folder / "sites.toml").read_text(encoding="utf-8")


def test_a_certificate_that_expires_or_is_another_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Valid, then expired, then one that nobody vouches for, then valid again."""
    states, portal = [], Portal.bundled()
    folder: Path | None = None
    port = 0
    for days_left, is_trusted in ((30, True), (-3, True), (30, False), (60, True)):
        place = tmp_path / f"{days_left} {is_trusted}"
        place.mkdir()
        chain = self_signed(place, days_left=days_left)
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(chain[0]))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*chain)
        with PortalServer(portal.answer, tls=context, port=port) as server:
            port = port or int(server.url.rstrip("/").rpartition(":")[2])
            url = server.url.replace("http://127.0.0.1", "https://localhost")
            folder = folder or make_archive(tmp_path / "kho", site_table("x", url, SECTION))
            done = run_luutru("-C", folder, "crawl" if not states else "update")
            assert "Traceback" not in done.stderr
            shown = run_luutru("-C", folder, "sites", "--json")
            states.append((done.returncode, json.loads(shown.stdout)["state"]))
    names = [state for _, state in states]
    assert names[1:3] == ["certificate_expired", "certificate_invalid"]
    assert names[0] == names[3] in ("live", "quiet", "frozen")  # by its own dates, and today's
    assert [code for code, _ in states][1:] == [3, 3, 0]
    assert folder is not None
    with Archive.open(folder) as archive:
        assert archive.stats()["articles"] > 0
        assert list(archive.changes()) == []
