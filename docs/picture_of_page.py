"""Makes docs/pictures/report.png: the example's report.html in Chromium (needs chromium and chromedriver)."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

HERE = Path(__file__).parent
DAY, WIDTH, HEIGHT = "2023-09-25", 1200, 1330


def main() -> None:
    """Run the example, open its page, and take the picture of its upper part."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "2023届"
        shutil.copytree(HERE.parent / "examples" / "2023届", folder, ignore=shutil.ignore_patterns("reports", "expected"))
        command = [sys.executable, "-m", "gradflow", "validate", str(folder), "--as-of", DAY]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command; the example has faults, status 1
        options = ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={name}/profile"):
            options.add_argument(flag)
        browser = Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            browser.get((folder / "reports" / "report.html").as_uri())
            size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            picture = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        finally:
            browser.quit()
    (HERE / "pictures" / "report.png").write_bytes(base64.b64decode(picture["data"]))


if __name__ == "__main__":
    main()
