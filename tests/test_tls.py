"""Certificates: checked, unless the operator says otherwise of a site."""

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


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=1))
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
    table = site_table("x", url, "cai-cach-hanh-chinh").replace(
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
