"""Makes docs/pictures/ and docs/图册.md from the example campaign: ``python docs/pictures.py``. Look at each picture afterwards.

Needs LibreOffice (soffice, with Writer for the Word files), poppler-utils (pdftoppm, pdftotext), Chromium and ImageMagick (convert) on
the PATH, and a Chinese font.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

ROOT = Path(__file__).parent.parent
PICTURES, ALBUM = Path(__file__).parent / "pictures", Path(__file__).parent / "图册.md"
DAY = "2023-07-25"
DOTS = 80
"""Dots per inch: an A4 page across is then about 940 wide."""
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
SCREENS = {"report": (1366, 768), "report-whole": (1366, 3000)}
"""Pictures of report.html -> the size of the window."""
NAMES = {
    ("汇总", "总览"): "overview",
    ("汇总", "附件2汇总"): "roster",
    ("退回件", "退回说明"): "guide",
    ("退回件", "附件2"): "returned",
    ("附件1", "附件1"): "card",
}
"""Book and sheet -> the name other pages know the picture by."""
CHARTS = ("各支部交表情况（份）", "毕业去向（人）")
"""Words of the page of 总览 with charts."""
KEPT = {"performance.svg"}
MOST_WORDS, LONGEST_WORD, HEADS_WEIGH = 200, 11, 9
"""How many short texts of a sheet tell its first page, how long they are at most, and how often its heads count."""


def main() -> int:
    """Make all pictures anew; return the exit status."""
    missing = [name for name in ("soffice", "pdftoppm", "pdftotext", "chromium", "convert") if not shutil.which(name)]
    if missing:
        print(f"not found: {', '.join(missing)}")
        return 1
    for path in PICTURES.iterdir():
        if path.name not in KEPT:
            path.unlink()
    lines = ["<!-- 由 docs/pictures.py 生成，不要手改 -->", "", "# 图册", "", f"示例活动 2023届，按 {DAY} 检查；每张工作表的第一页。", ""]
    with tempfile.TemporaryDirectory() as folder:
        for title, name in drawn(Path(folder)):
            lines += [f"**{title}**", "", f"![{title}](pictures/{name}.png)", ""]
    ALBUM.write_text("\n".join(lines), "utf-8", newline="\n")
    return 0


def drawn(work: Path) -> Iterator[tuple[str, str]]:
    """Draw everything; what it is, and the name of its picture."""
    campaign = work / "2023届"
    shutil.copytree(ROOT / "examples" / "2023届", campaign, ignore=shutil.ignore_patterns("reports", "expected"))
    gradflow("validate", campaign, "--as-of", DAY, statuses=(1,))
    gradflow("template", "--campaign", campaign)
    gradflow("letters", campaign, "--as-of", DAY)
    gradflow("cards", campaign, "--as-of", DAY)
    other = shutil.copytree(campaign, work / "另一所" / "2023届", ignore=shutil.ignore_patterns("reports"))
    settings = (other / "campaign.toml").read_text("utf-8").replace("苏州信息", "江南信息")
    (other / "campaign.toml").write_text(settings, "utf-8")
    gradflow("collect", campaign, other, "--out", work / "all", "--as-of", DAY, statuses=(1,))
    reports, branches = campaign / "reports", campaign / "reports" / "各支部"
    books = {
        "汇总": reports / "汇总.xlsx",
        "退回件": branches / "机电工程学院学生党支部" / "机电支部 附件2 转出登记.xlsx",
        "退回的登记卡": branches / "外国语学院学生党支部" / "附件1-外国语学院学生党支部.xlsx",
        "回访任务": branches / "商学院学生党支部" / "回访任务.xlsx",
        "服务团联系卡": branches / "软件学院学生第一党支部" / "服务团联系卡.xlsx",
        "接下来的表": next((branches / "电子信息学院学生党支部").glob("附件3-*第1次*.xlsx")),
        "介绍信套打": campaign / "letters" / "介绍信套打.xlsx",
        "总汇": work / "all" / "reports" / "总汇.xlsx",
        **{path.name.partition("-")[0]: path for path in sorted((campaign / "templates").glob("*.xlsx"))},
    }
    for book, path in books.items():
        yield from sheets_of(book, path, work)
    yield "总览上的图表", page_of(books["汇总"], CHARTS, "charts", work)
    for title, pattern in (("介绍信", "letters/*.docx"), ("登记卡(Word)", "cards/*/*.docx")):
        yield title, page_of(next(iter(sorted(campaign.glob(pattern)))), (), title.partition("(")[0] + "-word", work)
    for name, (width, height) in SCREENS.items():
        yield f"report.html，{width}×{height}", shot(reports / "report.html", name, (width, height), work)
    yield "总汇的 report.html", shot(work / "all" / "reports" / "report.html", "report-all", SCREENS["report"], work)


def sheets_of(book: str, path: Path, work: Path) -> Iterator[tuple[str, str]]:
    """The first page of each visible sheet."""
    seen: set[tuple[object, ...]] = set()
    for sheet in openpyxl.load_workbook(path):
        kind = tuple(cell.value for cell in sheet["A"])
        if kind in seen:  # one card is like another
            continue
        seen.add(kind)
        lines = [row for row in sheet.iter_rows(max_row=8, values_only=True) for _ in range(HEADS_WEIGH if "姓名" in row else 1)]
        texts = ["".join(str(cell).split()) for row in lines for cell in row if isinstance(cell, str)]
        if sheet.sheet_state == "visible" and texts:
            name = NAMES.get((book, sheet.title), f"{book}-{sheet.title}")
            words = (*texts[:1] * HEADS_WEIGH, *(text for text in texts if len(text) <= LONGEST_WORD))  # title, heads, first rows
            yield f"{book}·{sheet.title}", page_of(path, words[:MOST_WORDS], name, work)


def gradflow(*words: object, statuses: tuple[int, ...] = (0,)) -> None:
    """Run a command."""
    run("-m", "gradflow", *map(str, words), program=sys.executable, statuses=statuses)


def run(*words: str, program: str, statuses: tuple[int, ...] = (0,)) -> str:
    """Run a program and return what it prints. Raises RuntimeError when it ends otherwise than it should."""
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)  # noqa: S603 - the words are this file's own
    if done.returncode not in statuses:
        raise RuntimeError(f"{program} {words}: {done.stderr}")
    return done.stdout


def page_of(source: Path, words: tuple[str, ...], name: str, work: Path) -> str:
    """Draw the first page on which all the words stand, or of which most do; return the picture's name."""
    pdf = work / "pdf" / f"{source.parent.name}-{source.name}" / f"{source.stem}.pdf"
    if not pdf.exists():
        office = f"-env:UserInstallation=file://{work}/office"
        run(office, "--headless", "--convert-to", "pdf", "--outdir", str(pdf.parent), str(source), program="soffice")
    texts = ["".join(text.split()) for text in run("-layout", str(pdf), "-", program="pdftotext").split("\f")]
    told = [(all(word in text for word in words[:1]), sum(word in text for word in words), -page) for page, text in enumerate(texts)]
    number = 1 - max(told)[2]
    run("-r", str(DOTS), "-f", str(number), "-l", str(number), "-singlefile", "-png", str(pdf), str(PICTURES / name), program="pdftoppm")
    return small(name)


def shot(html: Path, name: str, size: tuple[int, int], work: Path) -> str:
    """Draw the page as a window of that size shows it; return the picture's name."""
    target = PICTURES / f"{name}.png"
    window = f"--window-size={size[0]},{size[1]}"
    run(*CHROMIUM, window, f"--user-data-dir={work}/browser", f"--screenshot={target}", html.as_uri(), program="chromium")
    return small(name)


def small(name: str) -> str:
    """Make a picture smaller: few colours are enough for a sheet."""
    path = str(PICTURES / f"{name}.png")
    run(path, "-strip", "+dither", "-colors", "48", f"PNG8:{path}", program="convert")
    return name


if __name__ == "__main__":
    sys.exit(main())
