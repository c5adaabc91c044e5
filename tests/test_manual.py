"""Every command of docs/使用手册.md runs as it is printed there, in a campaign that holds what it speaks of; settings load; figures are true."""

import io
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import click
import mess
import pytest
from support import CARD, EXAMPLE, FORM, GOOD, GOOD_CARD, ROOT, campaign_folder, findings_json, roster, shown, write_xlsx

from gradflow.app.collection import open_collection
from gradflow.app.double_click import BESIDE_PROGRAM, IN_CAMPAIGN
from gradflow.app.session import open_session
from gradflow.cli.main import group
from gradflow.kinds.id_number import check_digit

MANUAL, FAQ, README = ((ROOT / name).read_text("utf-8") for name in ("docs/使用手册.md", "docs/常见问题.md", "README.md"))
ELECTRONICS, COMPUTERS, COMMERCE = "电子信息学院学生党支部", "计算机科学与技术学院学生党支部", "商学院学生党支部"
DAY = "2024-06-22"
TYPED = r"\.venv\Scripts\gradflow "
"""How the program is called before there is a campaign whose window knows it."""


class Block(NamedTuple):
    """A block of a page."""

    text: str
    line: int

    @property
    def commands(self) -> list[list[str]]:
        """What is typed, line by line, as it is typed where paths have slashes."""
        lines = [line.removeprefix(TYPED[1:]).removeprefix("gradflow ") for line in self.text.strip().splitlines()]
        return [shlex.split(line.replace("\\", "/")) for line in lines]


def blocks(page: str, language: str) -> list[Block]:
    """The blocks of a page that are of a language."""
    found = re.finditer(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return [Block(one[1], page[: one.start()].count("\n") + 1) for one in found]


SETUP, *TYPED_BLOCKS = blocks(MANUAL, "bat")
SETTINGS = [*blocks(MANUAL, "toml"), *blocks(FAQ, "toml")]


def number(first17: str) -> str:
    return first17 + check_digit(first17)


def person(name: str, ordinal: int, **more: object) -> dict[str, object]:
    born = {"id_number": number(f"320584200105120{ordinal}"), "age": 23, "phone": f"1396123457{ordinal % 10}"}
    return {**GOOD, **born, "name": name, "sex": "男" if ordinal % 2 else "女", **more}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign in June that holds whatever the manual speaks of: two versions, somebody gone, an ID number printed wrong, a card."""
    home = tmp_path_factory.mktemp("党办 电脑")
    folder = campaign_folder(home / "2024届", branches=(ELECTRONICS, COMMERCE, "体育部学生党支部"))
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text("utf-8").replace("cohort = 2023", "cohort = 2024"), "utf-8")
    inbox, wrong = folder / "inbox", person("周强", 13)
    wrong["id_number"] = str(wrong["id_number"])[:17] + ("1" if str(wrong["id_number"])[17] != "1" else "2")
    title = [[FORM.spec.titled("苏州信息职业技术学院", 2024)]]

    def sheet(*people: dict[str, object], branch: str) -> list[list[object]]:
        return title + roster(people, branch=branch)[1:]

    write_xlsx(inbox / "附件2.xlsx", sheet(person("王芳", 10), wrong, branch=ELECTRONICS))
    write_xlsx(inbox / "商学院.xlsx", sheet(person("孙伟", 15), branch=COMMERCE))
    cells = [
        [
            cell
            for one in line
            for cell in (one.head, {**GOOD_CARD, "name": "孙伟", "born_in": "2001.5", "mobile": person("孙伟", 15)["phone"]}.get(one.key))
        ]
        for line in CARD.spec.card_lines()
    ]
    write_xlsx(inbox / "附件1-商学院.xlsx", [[CARD.spec.titled("苏州信息职业技术学院", 2024)], *cells])
    for name, people in {"误放的名单.xlsx": (person("钱六", 17),), "体育部.xlsx": (person("张三", 19), person("李四", 20))}.items():
        write_xlsx(inbox / name, sheet(*people, branch="体育部学生党支部"))
    shown("validate", folder, "--as-of", "2024-06-20")
    for name in ("误放的名单.xlsx", "体育部.xlsx"):
        (inbox / name).unlink()
    write_xlsx(inbox / "附件2（改好）.xlsx", sheet(person("王芳", 10, phone="13861530078"), wrong, branch=ELECTRONICS))
    shown("validate", folder, "--as-of", DAY)
    counts = findings_json(folder)["counts"]
    assert counts["rows_accepted"] >= 2 and {f["code"] for f in findings_json(folder)["findings"] if f["person"] == "周强"} >= {"C207"}
    write_xlsx(folder / "去年的表.xls", sheet(person("吴静", 21), branch=COMMERCE))
    write_xlsx(home / "名册.xlsx", [["党支部名称", "书记", "毕业生党员人数"], [COMPUTERS, "陈洁", 8]])
    shutil.copy(folder / "reports" / "各支部" / COMMERCE / "收件回执.txt", folder / "支部的回执.txt")
    shutil.copy(inbox / "商学院.xlsx", folder / "支部留的附件2.xlsx")
    return home


def place_for(block: Block, home: Path, tmp_path: Path) -> Path:
    """A folder as it is when the block is typed."""
    office = tmp_path / home.name
    if block.text.startswith(TYPED[1:]):
        office.mkdir()
        shutil.copy(home / "名册.xlsx", office)
        return office
    if "collect" in block.text:
        for college in ("苏信", "职大", "农职"):
            shutil.copytree(home / "2024届", office / college / "2023届")
            settings = office / college / "2023届" / "campaign.toml"
            settings.write_text(settings.read_text("utf-8").replace("苏州信息", college), "utf-8")
        (office / "苏州市").mkdir()
        (office / "苏州市" / "collection.toml").write_text('campaigns = ["../苏信/2023届"]\n', "utf-8")
        return office
    shutil.copytree(home, office)
    return office / "2024届"


@pytest.mark.parametrize("block", TYPED_BLOCKS, ids=lambda block: f"line {block.line}")
@pytest.mark.workers
def test_what_is_typed_runs(block: Block, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_for(block, home, tmp_path)
    for words in block.commands:
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
        day = [] if "--as-of" in words or words[0] in {"keep", "release", "purge", "verify", "migrate", "template"} else ["--as-of", DAY]
        status, out, err = shown(*words, *day, cwd=place)
        assert status in {0, 1}, (words, err)
        assert out or err, words


def test_the_line_that_installs_is_that_of_the_readme() -> None:
    assert SETUP.text.strip() in README
    told = (EXAMPLE / "expected" / "2023-07-25" / "screen.txt").read_text("utf-8")
    for quoted in re.findall(r"看到“(.*?)”", MANUAL):
        assert quoted in told


@pytest.mark.parametrize("block", SETTINGS, ids=lambda block: f"line {block.line}")
def test_settings_that_are_shown_load(block: Block, home: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(home / "2024届", tmp_path / "2024届")
    if "campaigns" in block.text:
        city = tmp_path / "苏州市"
        city.mkdir()
        (city / "collection.toml").write_text(block.text, "utf-8")
        assert open_collection([str(city)]).settings.name == "苏州市"
        return
    settings = folder / "campaign.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n{block.text}", "utf-8")
    campaign = open_session(folder).campaign
    assert COMPUTERS in campaign.places or campaign.appraisal.missing == 3 or campaign.rules


STANDS_FOR = {"DATE": "2024-06-24", "YEAR-MONTH": "2024-06"}
"""What the README writes for a value that is looked at."""


def in_passing(pages: str) -> list[str]:
    """Commands in code spans, and in lines of blocks that run nothing before them: all that may be left out is written, the first of alternatives is taken."""
    found = re.findall(r"`gradflow ([a-z][^`]*)`", re.sub(r"```.*?```", "", pages, flags=re.DOTALL))
    found += re.findall(r"[\\/]gradflow ([a-z][^\n]*)", "\n".join(re.findall(r"```(?:sh|bat)\n(.*?)```", pages, re.DOTALL)))
    return sorted({re.sub(r" \\\|[^\]`]*|[\[\]…]", "", one) for one in found})


def parsed(words: str) -> None:
    """Read a command as click reads it, and run nothing. Raises click.UsageError for what it does not take."""
    command: click.Command = group
    context = click.Context(group, info_name="gradflow")
    rest = [STANDS_FOR.get(word, word) for word in shlex.split(words.replace("\\", "/"))]
    while isinstance(command, click.Group):
        name = rest.pop(0)
        chosen = command.get_command(context, name)
        if chosen is None or not (rest or name != "form"):
            raise click.UsageError(f"no command {name}")
        command, context = chosen, click.Context(chosen, info_name=name, parent=context)
    command.make_context(command.name, rest, parent=context.parent)


@pytest.mark.parametrize("words", in_passing(MANUAL + FAQ + README))
def test_commands_in_passing_are_taken_as_they_are_written(words: str) -> None:
    parsed(words)


@pytest.mark.parametrize(
    "words", ["gone", "form", "form gone", "validate --gone", "validate --as-of", "validate --as-of 24号", "keep", "diff 甲支部 乙支部"]
)
def test_a_command_that_is_none_is_noticed(words: str) -> None:
    with pytest.raises(click.UsageError):
        parsed(words)


def test_the_icons_it_speaks_of_are_those_that_are_made() -> None:
    for name in (*IN_CAMPAIGN, *BESIDE_PROGRAM):
        assert f"“{name}”" in MANUAL


def test_figures_of_the_readme_are_true() -> None:
    assert f"shows\n{len(mess.all_cases())} messy files" in README
    demands = re.findall(r"^\| [A-G]\d+ \|", (ROOT / "docs" / "通知对照.md").read_text("utf-8"), re.MULTILINE)
    assert f"{len(demands)} demands" in README
