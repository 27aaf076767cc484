"""How a site becomes a row; always called inside the store's transaction."""

from sqlite_utils import Database

from archive.errors import ConfigError


def record_site(db: Database, *, name: str, host: str, url: str) -> int:
    """The id of the site called `name` at `host`; raises ConfigError where those are two sites."""
    known = db.execute(
        "SELECT id, name, host, url FROM site WHERE name = ? OR host = ?", (name, host)
    ).fetchall()
    if len(known) == 1 and known[0][2] != host and _is_foreign(db, known[0][0]):
        # It came with an import; the name is now taken.
        db.execute("UPDATE site SET name = host WHERE id = ?", (known.pop()[0],))
    if len(known) > 1:
        raise ConfigError(f"{name!r} and {host!r} are two different sites of this archive")
    if not known:
        return _insert(db, name=name, host=host, url=url)
    site_id = int(known[0][0])
    if tuple(known[0][1:]) != (name, host, url):
        db.execute(
            "UPDATE site SET name = ?, host = ?, url = ? WHERE id = ?", (name, host, url, site_id)
        )
    return site_id


def record_foreign_site(db: Database, *, name: str, host: str, url: str) -> int:
    """The id of the site at `host`, made under another name where `name` is taken."""
    known = db.execute("SELECT id FROM site WHERE host = ?", (host,)).fetchone()
    if known is not None:
        return int(known[0])
    taken = db.execute("SELECT 1 FROM site WHERE name = ?", (name,)).fetchone()
    return record_site(db, name=host if taken else name, host=host, url=url)


def _is_foreign(db: Database, site_id: int) -> bool:
    """Whether all that is known of the site came with imports."""
    versions, crawled = db.execute(
        "SELECT count(*), count(*) FILTER (WHERE version.origin = 'crawl') FROM version "
        "JOIN article ON article.id = version.article_id WHERE article.site_id = ?",
        (site_id,),
    ).fetchone()
    return bool(versions) and not crawled


def _insert(db: Database, *, name: str, host: str, url: str) -> int:
    row_id = db.execute(
        "INSERT INTO site (name, host, url) VALUES (?, ?, ?)", (name, host, url)
    ).lastrowid
    assert row_id is not None
    return row_id
