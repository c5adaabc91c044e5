"""report.html in a real browser: filters, paging, keyboard, printing, themes, without scripts; nothing is fetched.

Skipped where there is no Chromium and chromedriver; ``.ci/run`` installs both where it can.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from support import FORMS, GOOD, GOOD_VISIT, SECOND, context, crowd, report, roster, visits, workbook

from gradflow.model.findings import weightiest_first
from gradflow.model.reports import Report
from gradflow.outputs.html_lists import PLAIN_ROWS
from gradflow.outputs.html_page import write_page
from gradflow.pipeline.progress import progress_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1200,900",
)  # fmt: skip
PAGE = 50
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium and chromedriver here")


@pytest.fixture(scope="module")
def found() -> Report:
    """Two branches, three files, several pages of findings; one person's name is markup."""
    hostile = {**GOOD, "name": "<b>王</b>&", "sex": "女"}
    return report(
        workbook("附件2-甲.xlsx", roster([*crowd(60), hostile])),
        workbook("附件2-乙.xlsx", roster([{**SECOND, "sex": "女"}, {**GOOD, "name": "赵敏", "ethnicity": "中国"}], branch="乙支部")),
        workbook("附件3第一次-乙.xlsx", visits([{**GOOD_VISIT, "name": "赵敏", "landed_on": None}], branch="乙支部")),
    )


@pytest.fixture(scope="module")
def file(found: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(path, found, FORMS, progress_of(found, FORMS, context()))
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


class Page:
    """The open page, by what people do with it."""

    def __init__(self, browser: Chrome) -> None:
        self.browser = browser

    def find(self, selector: str) -> WebElement:
        return self.browser.find_element("css selector", selector)

    def script(self, text: str, *values: object) -> object:
        return self.browser.execute_script(text, *values)

    def choose(self, column: str, text: str, section: str = "findings") -> None:
        Select(self.find(f"#{section} select[data-column={column}]")).select_by_visible_text(text)

    def rows(self, section: str = "findings") -> list[list[str]]:
        return self.script(  # type: ignore[return-value]
            "return [...document.querySelectorAll(`#${arguments[0]} tbody tr`)].map(row => [...row.cells].map(cell => cell.innerText))",
            section,
        )

    @property
    def count(self) -> str:
        return self.find("#findings .count").text

    def press(self, *keys: str) -> None:
        ActionChains(self.browser).send_keys(*keys).perform()

    @property
    def focus(self) -> WebElement:
        return self.browser.switch_to.active_element


@pytest.fixture
def opened(browser: Chrome, file: Path) -> Iterator[Page]:
    """The page afresh. Afterwards: nothing in the console, and no request but for the file itself (and the browser's own first tab)."""
    browser.get_log("browser"), browser.get_log("performance")
    browser.get(file.as_uri())
    yield Page(browser)
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
    assert {url for url in asked if url.split("#")[0] != file.as_uri() and not url.startswith(("data:", "chrome:"))} == set()


def test_all_findings_are_there_a_page_at_a_time(opened: Page, found: Report) -> None:
    total = len(found.findings)
    assert opened.count == f"共 {total} 处。"
    assert len(opened.rows()) == PAGE
    pages = -(-total // PAGE)
    seen = [row[6] for row in opened.rows()]
    for number in range(2, pages + 1):
        opened.find("#findings [data-do=on]").click()
        assert opened.find("#findings .pages span").text == f"第 {number} 页，共 {pages} 页"
        seen += [row[6] for row in opened.rows()]
    assert seen == [finding.message for finding in weightiest_first(found.findings)]
    assert not opened.find("#findings [data-do=on]").is_enabled()


def test_rows_made_by_the_script_are_those_of_the_source(opened: Page) -> None:
    made = opened.script("return document.querySelector('#findings tbody').innerHTML")
    opened.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    opened.browser.refresh()
    plain = opened.script("return [...document.querySelectorAll('#findings tbody tr')].slice(0, 50).map(row => row.outerHTML).join('')")
    opened.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert made == plain


def test_filters_combine(opened: Page, found: Report) -> None:
    opened.choose("branch", "乙支部")
    second = [f for f in found.findings if f.branch == "乙支部"]
    assert opened.count == f"符合条件的 {len(second)} 处，共 {len(found.findings)} 处。"
    assert {row[1] for row in opened.rows()} == {"乙支部"}
    opened.choose("form", "附件3第1次")
    assert {row[2].split()[0] for row in opened.rows()} == {"附件3第1次"}
    opened.choose("form", "全部")
    opened.choose("level", "必须改")
    errors = [f for f in second if f.is_error]
    assert [row[6] for row in opened.rows()] == [f.message for f in errors]
    opened.choose("rule", next(o.text for o in Select(opened.find("select[data-column=rule]")).options if o.text.startswith("C140")))
    assert [(row[3], row[5]) for row in opened.rows()] == [("赵敏", "中国")]
    opened.find("#findings button[type=reset]").click()
    assert opened.script("return new Promise(done => setTimeout(() => done(document.querySelector('#findings .count').innerText)))") == (
        f"共 {len(found.findings)} 处。"
    )


def test_free_text_finds_words_anywhere_and_joins_filters(opened: Page, found: Report) -> None:
    search = opened.find("#findings input[type=search]")
    search.send_keys("赵敏 中国")
    assert [(row[3], row[5]) for row in opened.rows()] == [("赵敏", "中国")]
    search.clear()
    search.send_keys("<B>王")
    assert {row[3] for row in opened.rows()} == {"<b>王</b>&"}
    search.clear()
    search.send_keys("ｃ１４０")  # full width is folded
    assert [row[8].split()[0] for row in opened.rows()] == ["C140"]
    opened.choose("branch", "甲支部")
    assert opened.rows() == [] and opened.count == f"没有符合条件的，共 {len(found.findings)} 处。"


def test_the_count_is_announced_and_every_control_has_a_name(opened: Page) -> None:
    status = opened.find("#findings .count")
    assert (status.get_attribute("role"), status.get_attribute("aria-live")) == ("status", "polite")
    controls = opened.browser.find_elements("css selector", "button, select, input, a, .scroll, svg, table")
    assert [c.get_attribute("outerHTML") for c in controls if c.is_displayed() and not c.accessible_name] == []
    roles = {c.aria_role for c in opened.browser.find_elements("css selector", "#findings thead th, #findings tbody th")}
    assert roles == {"columnheader", "rowheader"}
    assert opened.find("#findings table").aria_role == "table"
    assert {svg.aria_role for svg in opened.browser.find_elements("css selector", "svg")} == {"img"} or opened.find(
        "svg"
    ).aria_role == "image"


def test_by_keyboard_alone(opened: Page) -> None:
    opened.press(Keys.TAB)
    assert opened.focus.text == "跳到问题清单" and opened.focus.rect["y"] >= 0
    opened.press(Keys.ENTER)
    for _ in range(2):
        opened.press(Keys.TAB)
    assert opened.focus.get_attribute("data-column") in {"branch", "form"}
    reached = []
    for _ in range(30):
        style = opened.script("const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth")
        assert style == "solid3px", opened.focus.get_attribute("outerHTML")
        reached.append(opened.focus.get_attribute("data-column") or opened.focus.get_attribute("data-do") or opened.focus.tag_name)
        if reached[-1] == "on":
            break
        opened.press(Keys.TAB)
    assert reached[-6:] == ["rule", "input", "button", "print", "div", "on"]  # "back" is disabled on the first page
    opened.press(Keys.ENTER)
    assert opened.find("#findings .pages span").text.startswith("第 2 页")


def test_a_number_of_the_matrix_shows_the_findings_behind_it(opened: Page, found: Report) -> None:
    button = next(
        b for b in opened.browser.find_elements("css selector", "td[data-branch] button") if b.accessible_name.startswith("乙支部 必须改")
    )
    errors = [f for f in found.findings if f.branch == "乙支部" and f.is_error]
    assert button.text == str(len(errors))
    button.send_keys(Keys.SPACE)
    assert [row[6] for row in opened.rows()] == [f.message for f in errors]
    assert opened.focus.get_attribute("id") == "findings-head"


def test_settled_branches_can_be_hidden(opened: Page) -> None:
    opened.find("#only-open").send_keys(Keys.SPACE)
    assert opened.script("return document.querySelectorAll('.settled').length") == len(
        [row for row in opened.browser.find_elements("css selector", ".matrix tbody tr") if not row.is_displayed()]
    )


def pdf(page: Page) -> bytes:
    made = page.browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    return base64.b64decode(made["data"])


def test_printing_has_every_row_of_the_filter_and_no_controls(opened: Page, found: Report, tmp_path: Path) -> None:
    opened.script("addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('#findings tbody tr').length })")
    opened.choose("branch", "甲支部")
    first = [f for f in found.findings if f.branch == "甲支部"]
    paper = pdf(opened)
    assert paper.startswith(b"%PDF") and opened.script("return window.printed") == len(first)
    assert len(opened.rows()) == PAGE  # the screen is as it was
    if shutil.which("pdftotext"):
        (tmp_path / "a.pdf").write_bytes(paper)
        text = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True).stdout.decode()  # noqa: S607
        assert f"筛选条件 支部：甲支部。符合条件的 {len(first)} 处" in text.replace("\n", "")
        assert "清除筛选" not in text and "打印整页" not in text
    opened.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not any(element.is_displayed() for element in opened.browser.find_elements("css selector", ".controls"))
    finally:
        opened.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_one_list_can_be_printed_alone(opened: Page) -> None:
    opened.script("window.print = () => { window.asked = true }")
    opened.script("addEventListener('beforeprint', () => { window.people = document.querySelectorAll('#people tbody tr').length })")
    screen = len(opened.rows("people"))
    opened.find("#findings [data-do=print]").click()
    opened.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    sections = opened.browser.find_elements("css selector", "main > section")
    shown = [section.get_attribute("id") for section in sections if section.is_displayed()]
    opened.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert opened.script("return window.asked") and shown == ["findings"]
    pdf(opened)
    assert opened.script("return window.people") == screen  # hidden on that paper, so not made ready for it
    assert opened.script("return document.body.className + document.getElementById('findings').className") == "list"


def test_light_and_dark(opened: Page) -> None:
    seen = {}
    for theme in ("light", "dark"):
        opened.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]})
        seen[theme] = opened.script("const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]")
    opened.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert seen["light"] == ["rgb(255, 255, 255)", "rgb(31, 35, 40)"]
    assert seen["dark"] == ["rgb(21, 23, 26)", "rgb(230, 232, 235)"]


def test_without_scripts_everything_is_visible_and_no_control_is(opened: Page, found: Report) -> None:
    browser = opened.browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        assert len(browser.find_elements("css selector", "#findings tbody tr")) == min(len(found.findings), PLAIN_ROWS)
        shown: Callable[[str], list[bool]] = lambda what: [e.is_displayed() for e in browser.find_elements("css selector", what)]  # noqa: E731
        assert set(shown("#findings tbody tr")) == {True} and set(shown("main > section")) == {True}
        assert set(shown("nav, form, button, select, input")) == {False}
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
