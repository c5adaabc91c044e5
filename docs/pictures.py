"""Makes docs/pictures/ from the example campaign: ``python docs/pictures.py``.

Needs LibreOffice (soffice), poppler-utils (pdftoppm, pdftotext) and Chromium on the PATH, and a Chinese font.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURES = Path(__file__).parent / "pictures"
DAY = "2023-07-25"
DOTS = 80
"""Dots per inch: an A4 page across is then about 940 wide."""
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--window-size=1200,1330",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a workbook: the first on which all the words stand."""

    name: str
    workbook: str
    words: tuple[str, ...]


PAGES = (
    Page("overview", "reports/汇总.xlsx", ("总览", "统计日期")),
    Page("charts", "reports/汇总.xlsx", ("各支部交表情况", "每周转入落地")),
    Page("roster", "reports/汇总.xlsx", ("转出情况登记表", "党支部", "组织部名称")),
    Page("guide", "reports/各支部/机电工程学院学生党支部/机电支部 附件2 转出登记.xlsx", ("退回说明",)),
    Page("returned", "reports/各支部/机电工程学院学生党支部/机电支部 附件2 转出登记.xlsx", ("转出情况登记表", "情况说明")),
    Page("card", "templates/附件1-高校毕业生党员信息登记卡.xlsx", ("信息登记卡", "微信号")),
)


def main() -> int:
    """Make all pictures anew; return the exit status."""
    missing = [name for name in ("soffice", "pdftoppm", "pdftotext", "chromium") if not shutil.which(name)]
    if missing:
        print(f"not found: {', '.join(missing)}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        campaign = work / "2023届"
        shutil.copytree(ROOT / "examples" / "2023届", campaign, ignore=shutil.ignore_patterns("reports", "expected"))
        shutil.copytree(ROOT / "templates", campaign / "templates", dirs_exist_ok=True)
        run("-m", "gradflow", "validate", str(campaign), "--as-of", DAY, program=sys.executable, statuses=(1,))
        for page in PAGES:
            picture_of(page, campaign, work)
        shot(campaign / "reports" / "report.html", work)
    return 0


def run(*words: str, program: str, statuses: tuple[int, ...] = (0,)) -> str:
    """Run a program and return what it prints. Raises RuntimeError when it ends otherwise than it should."""
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)  # noqa: S603 - the words are this file's own
    if done.returncode not in statuses:
        raise RuntimeError(f"{program} {words}: {done.stderr}")
    return done.stdout


def picture_of(page: Page, campaign: Path, work: Path) -> None:
    """Draw one page of a workbook."""
    source = campaign / page.workbook
    pdf = work / "pdf" / f"{source.stem}.pdf"
    if not pdf.exists():
        office = f"-env:UserInstallation=file://{work}/office"
        run(office, "--headless", "--convert-to", "pdf", "--outdir", str(pdf.parent), str(source), program="soffice")
    texts = run("-layout", str(pdf), "-", program="pdftotext").split("\f")
    number = next(n for n, text in enumerate(texts, start=1) if all(word in "".join(text.split()) for word in page.words))
    target = PICTURES / page.name
    run("-r", str(DOTS), "-f", str(number), "-l", str(number), "-singlefile", "-png", str(pdf), str(target), program="pdftoppm")


def shot(html: Path, work: Path) -> None:
    """Draw the head of the page."""
    target = PICTURES / "report.png"
    run(*CHROMIUM, f"--user-data-dir={work}/browser", f"--screenshot={target}", html.as_uri(), program="chromium")


if __name__ == "__main__":
    sys.exit(main())
