"""The archives that searching is measured on are as the program itself would write them."""

import subprocess
import sys
from pathlib import Path

from archive_fixtures import rows

from archive import Archive
from archive.folder import Folder
from archive.index import is_index_equal

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
_BUILD = """
import sys
from pathlib import Path
from archive.folder import Folder
from search_corpus import build
list(build(Folder(Path(sys.argv[1])), 60))
"""


def test_the_generated_index_is_the_index_of_its_articles(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "kho")
    subprocess.run([sys.executable, "-c", _BUILD, folder.path], cwd=BENCHMARKS, check=True)
    db = folder.connect(write=True)
    try:
        assert is_index_equal(db)
    finally:
        db.close()
    ((words,),) = rows(
        folder, "SELECT avg(length(body) - length(replace(body, ' ', ''))) FROM version"
    )
    assert 400 < words < 700
    with Archive.open(folder.path) as archive:
        assert archive.search("hội").total > 10
        assert len(archive.search("site:site3").facets.month) > 1
