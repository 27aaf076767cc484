"""Draws the demo's images and writes its PDFs: ``python -m crawler.demo.make_media``.

The files are part of the package; run this only to add one. The same name always gives the
same picture.
"""

from __future__ import annotations

import colorsys
import random
from pathlib import Path

from PIL import Image, ImageDraw

from crawler.demo.files import MEDIA

SIZE = (320, 200)
SCENES = (
    ("hall", ("hoi-truong-1", "hoi-truong-2", "hoi-truong-3", "ban-chu-toa", "buc-phat-bieu")),
    ("hall", ("tang-bang-khen", "tap-the-luu-niem", "lop-tap-huan", "bo-phan-mot-cua")),
    ("hills", ("ruong-bac-thang", "doi-che", "nuong-ngo", "rung-que", "vuon-dao", "ban-lang")),
    ("river", ("cau-qua-song", "be-bo-song", "ho-cong-vien", "suoi-trong-rung", "kenh-muong")),
    (
        "street",
        ("duong-pho-1", "duong-pho-2", "cho-phien", "nha-van-hoa", "truong-hoc", "tram-y-te"),
    ),
    ("fair", ("le-hoi-1", "le-hoi-2", "doi-van-nghe", "giai-bong-da", "gian-hang")),
    ("chart", ("so-do-quy-trinh", "so-do-phan-luong")),
)
PAPERS = {
    "thong-bao-12": ("THONG BAO 12/TB-UBND", "Lich tiep cong dan dinh ky nam 2025."),
    "quyet-dinh-145": (
        "QUYET DINH 145/QD-UBND",
        "Phe duyet quy che su dung nha van hoa to dan pho.",
    ),
    "ke-hoach-62": ("KE HOACH 62/KH-UBND", "Phong, chong thien tai va tim kiem cuu nan."),
    "quy-trinh-ho-tich": ("QUY TRINH NOI BO", "Giai quyet thu tuc dang ky khai sinh."),
    "bieu-mau-dat-dai": ("BIEU MAU", "Don dang ky bien dong dat dai, tai san gan lien voi dat."),
}

Colour = tuple[int, int, int]


class Scene:
    """One picture in the making: colours and places come from its name."""

    def __init__(self, name: str) -> None:
        self.chance = random.Random(name)
        self.hue = self.chance.random()
        self.image = Image.new("RGB", SIZE)
        self.draw = ImageDraw.Draw(self.image)

    def colour(self, light: float, shift: float = 0.0) -> Colour:
        """A colour of the scene's family; ``light`` from 0 to 1."""
        red, green, blue = colorsys.hls_to_rgb((self.hue + shift) % 1, light, 0.45)
        return round(red * 255), round(green * 255), round(blue * 255)

    def sky(self, height: int = 200) -> None:
        """A gradient from the top down."""
        for y in range(height):
            blue = self.colour(0.62 + 0.3 * y / height, 0.55 - self.hue)
            self.draw.line((0, y, 320, y), fill=blue)

    def hills(self) -> None:
        """Ranges of hills under a sun."""
        self.hue = self.chance.uniform(0.17, 0.42)
        self.sky()
        x = self.chance.randrange(40, 280)
        self.draw.ellipse((x - 16, 20, x + 16, 52), fill=(255, 226, 150))
        for layer in range(4):
            base, points = 80 + layer * 28, [(0, 200)]
            for step in range(0, 361, 40):
                points.append((step, base + self.chance.randrange(-16, 17)))
            self.draw.polygon(
                [*points, (360, 200)], fill=self.colour(0.6 - layer * 0.11, layer / 50)
            )

    def river(self) -> None:
        """Hills with water in front and a bridge or a bank across."""
        self.hills()
        self.draw.rectangle((0, 140, 320, 200), fill=self.colour(0.55, 0.56 - self.hue))
        for _ in range(14):
            x, y = self.chance.randrange(300), self.chance.randrange(146, 198)
            self.draw.line(
                (x, y, x + self.chance.randrange(12, 40), y),
                fill=self.colour(0.75, 0.56 - self.hue),
            )
        y = self.chance.randrange(120, 136)
        self.draw.rectangle((0, y, 320, y + 6), fill=(120, 112, 104))
        for x in range(self.chance.randrange(20, 50), 320, 60):
            self.draw.rectangle((x, y, x + 7, 160), fill=(120, 112, 104))

    def hall(self) -> None:
        """A stage with a curtain, a banner, a table, and rows of heads."""
        self.draw.rectangle((0, 0, 320, 200), fill=self.colour(0.42))
        for x in range(0, 320, 16):
            self.draw.rectangle((x, 0, x + 7, 120), fill=self.colour(0.36))
        self.draw.rectangle((50, 22, 270, 56), fill=(178, 24, 32))
        self.draw.rectangle((66, 34, 66 + self.chance.randrange(90, 190), 42), fill=(255, 226, 120))
        self.draw.rectangle((90, 92, 230, 120), fill=self.colour(0.82, 0.1))
        for row in range(3):
            for x in range(-10 + row * 9, 330, 30):
                y = 130 + row * 24 + self.chance.randrange(5)
                self.draw.ellipse((x, y, x + 16, y + 18), fill=(58, 42, 36))
                self.draw.rectangle((x - 4, y + 17, x + 20, y + 34), fill=self.colour(0.7, x / 900))

    def street(self) -> None:
        """Houses along a street."""
        self.sky(150)
        x = 0
        while x < 320:
            width, top = self.chance.randrange(34, 64), self.chance.randrange(48, 104)
            self.draw.rectangle((x, top, x + width, 150), fill=self.colour(0.68, x / 500))
            self.draw.polygon(
                [(x - 3, top), (x + width / 2, top - 16), (x + width + 3, top)], fill=(164, 74, 58)
            )
            for window in range(x + 7, x + width - 8, 14):
                self.draw.rectangle((window, top + 12, window + 7, top + 24), fill=(250, 238, 190))
            x += width
        self.draw.rectangle((0, 150, 320, 200), fill=(128, 128, 132))
        for x in range(self.chance.randrange(20), 320, 44):
            self.draw.rectangle((x, 173, x + 22, 177), fill=(240, 240, 236))

    def fair(self) -> None:
        """Flags on strings over a crowd of many colours."""
        self.sky()
        for line in range(3):
            for x in range(0, 320, 22):
                y = 18 + line * 24 + abs(160 - x) // 9
                self.draw.polygon(
                    [(x, y), (x + 14, y), (x + 7, y + 14)],
                    fill=self.colour(0.5, self.chance.random()),
                )
        for _ in range(40):
            x, y = self.chance.randrange(320), self.chance.randrange(120, 196)
            self.draw.ellipse((x, y, x + 13, y + 13), fill=self.colour(0.5, self.chance.random()))

    def chart(self) -> None:
        """Boxes and arrows."""
        self.draw.rectangle((0, 0, 320, 200), fill=(250, 250, 246))
        for step in range(4):
            x, y = 14 + step * 76, self.chance.randrange(50, 110)
            self.draw.rectangle(
                (x, y, x + 56, y + 36), fill=self.colour(0.75), outline=(60, 60, 60)
            )
            self.draw.line((x + 57, y + 18, x + 75, y + 18), fill=(60, 60, 60), width=3)


def write_images(folder: Path) -> None:
    """Draw every image: PNG for the charts, JPEG for the rest."""
    for kind, names in SCENES:
        for name in names:
            scene = Scene(name)
            getattr(scene, kind)()
            if kind == "chart":
                scene.image.save(folder / f"{name}.png", optimize=True)
            else:
                scene.image.save(folder / f"{name}.jpg", quality=50, optimize=True)


def pdf(title: str, text: str) -> bytes:
    """One page of ASCII text as a PDF file with a valid cross-reference table."""
    shown = f"BT /F1 18 Tf 72 760 Td ({title}) Tj /F1 12 Tf 0 -36 Td ({text}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return (written + head + tail).encode("ascii")


def main() -> None:
    """Write all media files anew."""
    MEDIA.mkdir(exist_ok=True)
    write_images(MEDIA)
    for name, (title, text) in PAPERS.items():
        (MEDIA / f"{name}.pdf").write_bytes(pdf(title, text))


if __name__ == "__main__":
    main()
