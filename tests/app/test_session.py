"""The public API: typed values and DataFrames, nothing printed, errors that say what to do."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from support import BRANCHES, FORM, FORMS, GOOD, GOOD_VISIT, SECOND, campaign_folder, merged_of, roster, visits, write_xlsx

import gradflow
from gradflow.app.campaign_file import CampaignError, GrantsError
from gradflow.forms.faults import FormError
from gradflow.model.failures import MissingExtraError
from gradflow.outputs.publishing import PublishingError
from gradflow.store.ledger import LedgerError

DAY = date(2023, 6, 20)
BAD = {**SECOND, "name": "赵敏", "sex": "男", "age": "九十岁半"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = campaign_folder(tmp_path / "c")
    write_xlsx(found / "inbox" / "a.xlsx", roster([GOOD, BAD]))
    return found


def test_the_import_loads_nothing_but_itself() -> None:
    code = "import sys, gradflow; print([name for name in sys.modules if name.partition('.')[0] in {'gradflow', 'pydantic', 'pandas', 'click'}])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "['gradflow']"


@pytest.mark.parametrize("module", ["gradflow.cli.main", "gradflow.cli.validate"])
def test_help_and_a_run_with_nothing_to_do_load_little(module: str) -> None:
    code = (
        f"import sys, {module}; print({{name.partition('.')[0] for name in sys.modules}} & {{'pydantic', 'pandas', 'openpyxl', 'psutil'}})"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_the_api_has_what_it_says_and_nothing_else() -> None:
    assert dir(gradflow) == sorted(gradflow.__all__)
    assert all(getattr(gradflow, name) is not None for name in gradflow.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = gradflow.nothing
    assert gradflow.load_forms().keys() == FORMS.keys()


def test_types_are_shipped() -> None:
    assert (Path(gradflow.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("error", [CampaignError, GrantsError, FormError, LedgerError, PublishingError, MissingExtraError])
def test_every_error_is_one(error: type[Exception]) -> None:
    assert issubclass(error, gradflow.GradflowError)


def test_merged_rows_are_those_of_the_official_sheet(folder: Path) -> None:
    found = gradflow.open(folder).validate(DAY)
    rows = found.merged("附件2")
    assert list(rows.columns) == ["seq", "branch", *(key for key in FORM.kinds if key != "seq")]
    assert list(rows.itertuples(index=False, name=None)) == [
        (seq, BRANCHES[0], *(pd.NA if value is None else value for value in row))
        for seq, row in enumerate(merged_of(found.report, "transfer_out").rows, start=1)
    ]
    assert rows.index.to_list() == [("inbox/a.xlsx", "Sheet1", 4)]
    assert rows.loc[("inbox/a.xlsx", "Sheet1", 4), "age"] == 23


def test_columns_and_dtypes_do_not_depend_on_what_was_handed_in(folder: Path, tmp_path: Path) -> None:
    full = gradflow.open(folder).validate(DAY)
    bare = gradflow.open(campaign_folder(tmp_path / "empty")).validate(DAY)
    for form in FORMS:
        assert bare.merged(form).empty
        assert (bare.merged(form).dtypes == full.merged(form).dtypes).all()
        assert bare.merged(form).index.names == full.merged(form).index.names == ["file", "sheet", "row"]
    assert bare.findings_frame().dtypes.equals(full.findings_frame().dtypes)
    assert bare.people_frame().dtypes.equals(full.people_frame().dtypes)


def test_a_form_in_rounds_gives_the_newest_or_the_one_asked_for(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "附件3第1次.xlsx", visits([GOOD_VISIT]))
    found = gradflow.open(folder).validate(date(2023, 7, 24))
    assert len(found.merged("follow_up")) == len(found.merged("附件3", 1)) == 1
    assert found.merged("follow_up", 2).empty


def test_findings_and_people_are_rows(folder: Path) -> None:
    found = gradflow.open(folder).validate(DAY)
    rows = found.findings_frame()
    assert rows["code"].to_list() == [one.code for one in found.findings]
    row = rows[rows["severity"] == "error"].iloc[0]
    assert (row["person"], row["file"], row["value"], row["is_open"]) == ("赵敏", "inbox/a.xlsx", "九十岁半", True)
    people = found.people_frame()
    assert people["name"].to_list() == ["王芳", "赵敏"] and people["branch"].to_list() == [BRANCHES[0]] * 2
    assert people["transfer_out"].to_list() == ["merged", "to_correct"]


def test_nothing_is_printed_and_notices_are_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "campaign.toml").unlink()
    told: list[str] = []
    gradflow.open(folder, tell=told.append).validate(DAY).write()
    assert capfd.readouterr() == ("", "")
    assert [text for text in told if "没有 campaign.toml" in text]
    gradflow.open(folder).validate(DAY)
    assert capfd.readouterr() == ("", "")


def test_every_file_is_watched(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    gradflow.open(folder).validate(DAY, watch=lambda done, files: seen.append((done, files)))
    assert seen == [(0, 1), (1, 1)]


def test_the_clock_is_the_one_given(folder: Path) -> None:
    found = gradflow.open(folder, clock=lambda: datetime(2023, 6, 22, 9)).validate()
    assert found.as_of == date(2023, 6, 22)
    assert [one.received_at for one in found.submissions if one.file] == [datetime(2023, 6, 22, 9)]


def test_a_block_may_hold_the_campaign_around_writing(folder: Path) -> None:
    session = gradflow.open(folder)
    with session.locked():
        written = session.validate(DAY).write()
        assert (written / "汇总.xlsx").is_file()
    with gradflow.open(folder).locked():
        pass


def test_reports_may_lie_elsewhere_but_not_in_the_inbox(folder: Path, tmp_path: Path) -> None:
    assert gradflow.open(folder, reports=tmp_path / "out").validate(DAY).write() == tmp_path / "out"
    assert not (folder / "reports").exists()
    with pytest.raises(CampaignError, match="什么也没有写"):
        gradflow.open(folder, reports=folder / "inbox")


@pytest.mark.parametrize(
    ("name", "text", "match"),
    [("campaign.toml", "cohort = '甲'", "campaign.toml"), ("forms/a.toml", "key =", "a.toml"), ("grants.toml", "[[", "grants.toml")],
)
def test_what_is_wrong_is_said_in_one_sentence(folder: Path, name: str, text: str, match: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(gradflow.GradflowError, match=match):
        gradflow.open(folder)
