"""Makes the README's pictures of the reading room, from the demo's archive.

pip install 'luutru[browser-test]' && apt install chromium && python docs/screenshots.py
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent / "screenshots"
LUUTRU = [sys.executable, "-m", "crawler"]
ARTICLE = '/search?q="hội nghị ban chấp hành đảng bộ thành phố"'
# Name, address, width, height, colours.
SHOTS = (
    ("search", "/search?q=chuyen+doi+so", 1120, 700, "light"),
    ("article", None, 1120, 700, "light"),
    ("photos", "/photos", 1120, 700, "dark"),
    ("phone", "/search?q=chuyen+doi+so", 360, 700, "light"),
)


def shoot(browser: Browser, base: str) -> None:
    for name, path, width, height, colours in SHOTS:
        context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            color_scheme="dark" if colours == "dark" else "light",
        )
        page = context.new_page()
        page.goto(path or ARTICLE, wait_until="networkidle")
        if path is None:
            with page.expect_navigation(wait_until="networkidle"):
                page.locator(".results h2 a").first.click()
        file = HERE / f"{name}.png"
        page.screenshot(path=file)
        with Image.open(file) as taken:
            taken.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(file, optimize=True)
        context.close()


def main() -> None:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*LUUTRU, "demo", folder], check=True, stdout=subprocess.DEVNULL)
        serve = [*LUUTRU, "-C", folder, "serve", "--port", "0"]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            found = re.search(r"http://\S+?(?=/ )", server.stdout.readline())
            assert found is not None
            try:
                with sync_playwright() as started:
                    browser = started.chromium.launch(
                        executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                    )
                    shoot(browser, found[0])
                    browser.close()
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
