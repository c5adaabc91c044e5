"""Reading campaign.toml, and doing without one."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click
from pydantic import ValidationError

from gradflow.cli.grants_file import Decisions, GrantsError, read_decisions
from gradflow.core.campaign import NOTICE_COHORT, NOTICE_COLLEGE, Branch, Campaign, branch_key
from gradflow.core.failures import reason_of
from gradflow.core.masking import on_screen
from gradflow.core.records import Context
from gradflow.excel.sources import Sources
from gradflow.forms.complaints import explained
from gradflow.forms.loader import FormError, Forms, load_forms
from gradflow.forms.toml_faults import toml_fault
from gradflow.rules.registry import catalogue, without_effect
from gradflow.rules.regulations import limits

NAME = "campaign.toml"
BUNDLED = {"college": NOTICE_COLLEGE, "cohort": NOTICE_COHORT}


class CampaignError(click.ClickException):
    """campaign.toml or the folder cannot be used; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A campaign folder ready to work on; ``is_bare`` when it has no campaign.toml."""

    folder: Path
    campaign: Campaign
    forms: Forms
    is_bare: bool
    decisions: Decisions = field(default_factory=Decisions)
    """What the office has decided."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """What locked workbooks may be opened with."""

    @property
    def sources(self) -> Sources:
        """Where the files are, and how to open them."""
        return Sources(self.folder, self.passwords)

    def with_passwords(self, passwords: tuple[str, ...]) -> Opened:
        """The same campaign, able to open locked workbooks."""
        return dataclasses.replace(self, passwords=passwords)

    def context(self, as_of: date) -> Context:
        """What rules may ask for."""
        decided = self.decisions
        return Context(self.campaign, limits(), as_of=as_of, grants=decided.grants, keeps=decided.keeps, releases=decided.releases)


def open_campaign(folder: Path) -> Opened:
    """Open a campaign folder. Raises CampaignError."""
    if not folder.is_dir():
        message = f"没有“{folder}”这个文件夹。"
        raise CampaignError(message)
    path = folder / NAME
    is_bare = not path.exists()
    campaign = Campaign.model_validate(BUNDLED) if is_bare else load_campaign(path)
    try:
        forms, decisions = load_forms(folder / "forms", campaign), read_decisions(folder)
    except (FormError, GrantsError) as error:
        raise CampaignError(str(error)) from error
    if is_bare:
        return Opened(folder, campaign, forms, is_bare=True, decisions=decisions)
    unknown = next((d.form for d in campaign.deadlines if d.form not in forms), None)
    if unknown:
        message = f"{NAME}{_line(path, unknown)}: deadlines 里的 form “{unknown}”不是任何一种表，可用的有 {'、'.join(forms)}。"
        raise CampaignError(message)
    for deadline in campaign.deadlines:
        if forms[deadline.form].spec.in_rounds != (deadline.round is not None):
            how = "要写 round = 1 等，第几次" if deadline.round is None else "只交一次，不写 round"
            message = f"{NAME}{_line(path, deadline.form)}: deadlines 里的 {deadline.form} {how}。"
            raise CampaignError(message)
    return Opened(folder, campaign, forms, is_bare=False, decisions=decisions)


def find_branch(campaign: Campaign, name: str) -> Branch:
    """A branch by its name or an alias. Raises CampaignError."""
    if found := campaign.spellings.get(branch_key(name)):
        return campaign.branches[campaign.places[found]]
    known = "、".join(branch.name for branch in campaign.branches) or "(还没有登记)"
    message = f"campaign.toml 里没有“{name}”这个党支部。已登记的：{known}"
    raise CampaignError(message)


def load_campaign(path: Path) -> Campaign:
    """Parse and check campaign.toml. Raises CampaignError naming key and line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{NAME} 不是 UTF-8 编码。用记事本打开，另存为时编码选 UTF-8。"
        raise CampaignError(message) from error
    except OSError as error:
        message = f"{NAME} 打不开：{reason_of(error)}。"
        raise CampaignError(message) from error
    try:
        data = tomllib.loads(text)
        campaign = Campaign.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        message = f"{NAME} {toml_fault(text, error)}"
        raise CampaignError(message) from error
    except ValidationError as error:
        key = str(error.errors()[0]["loc"][-1]) if error.errors()[0]["loc"] else ""
        message = f"{NAME}{_line(path, key)}: {explained(error, data)}。"
        raise CampaignError(message) from error
    idle = {code: why for code in campaign.rules if (why := without_effect(code))}
    if idle:
        told = "；".join(f"{code} {why}" for code, why in idle.items())
        click.echo(on_screen(f"{NAME} 的 rules 里，{told}。这几行不起作用，可以删去。"), err=True)
    wrong = next((code for code in campaign.rules if code not in catalogue() and code not in idle), None)
    if wrong:
        message = f"{NAME}{_line(path, wrong)}: rules 里的“{wrong}”不是规则号，用 gradflow explain 可以查看全部规则。"
        raise CampaignError(message)
    return campaign


def _line(path: Path, key: str) -> str:
    """`` 第n行`` for the first line that holds the key, or nothing."""
    lines = path.read_text("utf-8-sig").splitlines()
    pattern = re.compile(rf'^[^#]*(?<![\w-])"?{re.escape(key)}"?(?![\w-])')
    number = next((n for n, line in enumerate(lines, start=1) if key and pattern.search(line)), None)
    return f" 第{number}行" if number else ""
