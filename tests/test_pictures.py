"""Small pictures, and photos that look alike."""

import random
from io import BytesIO
from pathlib import Path

import pytest
from archive_fixtures import make_folder
from PIL import Image as Picture
from PIL import ImageDraw

from archive.folder import Folder
from archive.media import Media, store_file
from archive.web.pictures import Looker, Pictures, make_small


def photo(seed: int, *, size: tuple[int, int] = (800, 600)) -> Picture.Image:
    """A picture of coloured shapes, another for each seed."""
    chance = random.Random(seed)
    made = Picture.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(made)
    for _ in range(40):
        x, y = chance.randrange(800), chance.randrange(600)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.rectangle((x, y, x + chance.randrange(300), y + chance.randrange(300)), fill=colour)
    return made.resize(size)


def written(image: Picture.Image, form: str = "JPEG", **options: int) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def keep(folder: Folder, data: bytes) -> Media:
    return store_file(folder.media, data)


def test_the_same_photo_scaled_and_pressed_again_is_found_and_others_are_not(
    folder: Folder,
) -> None:
    first = keep(folder, written(photo(1), quality=95))
    again = keep(folder, written(photo(1, size=(400, 300)), quality=40))
    png = keep(folder, written(photo(1, size=(640, 480)), "PNG"))
    others = [keep(folder, written(photo(seed))) for seed in range(2, 12)]
    pictures = Pictures(folder)
    for one in (first, again, png, *others):
        assert pictures.small(one.sha256, one.path) is not None
    assert {*pictures.similar(first.sha256)} == {again.sha256, png.sha256}
    assert pictures.similar(others[0].sha256) == ()
    pictures.close()


def test_plain_areas_look_like_nothing(folder: Folder) -> None:
    plain = [keep(folder, written(Picture.new("RGB", (90, 90), c))) for c in ("red", "blue")]
    pictures = Pictures(folder)
    for one in plain:
        assert pictures.small(one.sha256, one.path) is not None
    assert pictures.similar(plain[0].sha256) == ()
    pictures.close()


def test_what_was_made_is_kept(folder: Folder) -> None:
    one = keep(folder, written(photo(1)))
    pictures = Pictures(folder)
    small = pictures.small(one.sha256, one.path)
    assert small is not None
    pictures.close()
    (folder.media / one.path).unlink()
    pictures = Pictures(folder)
    assert pictures.small(one.sha256, one.path) == small
    pictures.close()


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8\xff broken", b"GIF89a", b"<svg/>", written(photo(1))[:900]],
)
def test_what_is_damaged_is_no_picture(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)
    assert make_small(file) is None


def test_a_picture_of_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    file = tmp_path / "bomb.png"
    Picture.new("1", (12_000, 12_000)).save(file)
    assert file.stat().st_size < 100_000
    assert make_small(file) is None


def test_a_folder_that_cannot_be_written_is_served_all_the_same(folder: Folder) -> None:
    (folder.path / "cache").write_text("in the way")
    one = keep(folder, written(photo(1)))
    pictures = Pictures(folder)
    assert pictures.small(one.sha256, one.path) is not None
    pictures.close()


def test_pictures_are_looked_at_while_nobody_waits(folder: Folder) -> None:
    stored = [keep(folder, written(photo(seed))) for seed in range(3)]
    pictures = Pictures(folder)
    rows = [(number, one.sha256, one.path) for number, one in enumerate(stored, 1)]
    looker = Looker(pictures, lambda after: [row for row in rows if row[0] > after])
    looker.start()
    for _ in range(200):
        if pictures.known == len(stored):
            break
        looker.join(timeout=0.02)
    looker.stop()
    assert pictures.known == len(stored)
    assert not looker.is_alive()
    pictures.close()
