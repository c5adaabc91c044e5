"""Reading campaign.toml, and doing without one.

grants.toml: what the office has decided, kept beside campaign.toml: what stands, which version counts, who was let go.

Passwords of locked workbooks from a text file.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from gradflow.forms.faults import explained, read_toml
from gradflow.forms.loader import Forms, every_form
from gradflow.kinds.places import read_places
from gradflow.model.campaign import Branch, Campaign, Grant, Keep, Release, branch_key
from gradflow.model.failures import GradflowError, Tell, reason_of
from gradflow.model.forms import Declaration
from gradflow.model.naming import CAMPAIGN, GRANTS
from gradflow.outputs.files import replace_file
from gradflow.rules.registry import catalogue, without_effect


class CampaignError(GradflowError):
    """campaign.toml or a folder cannot be used."""


def find_branch(campaign: Campaign, name: str) -> Branch:
    """A branch by its name or an alias. Raises CampaignError."""
    if found := campaign.spellings.get(branch_key(name)):
        return campaign.branches[campaign.places[found]]
    known = "、".join(branch.name for branch in campaign.branches) or "(还没有登记)"
    raise CampaignError(f"campaign.toml 里没有“{name}”这个党支部。已登记的：{known}")


def branch_name(campaign: Campaign, name: str) -> str:
    """The name of a branch by its name or an alias, empty for none. Raises CampaignError."""
    return find_branch(campaign, name).name if name else ""


D = TypeVar("D", bound=Declaration)


def read_settings(path: Path, model: type[D]) -> D:
    """What a file of settings says, as its model checks it. Raises CampaignError naming file, key and line."""
    data = read_toml(path, path.name, CampaignError)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        key = str((error.errors()[0]["loc"] or ("",))[-1])
        raise CampaignError(f"{path.name}{_line(path, key)}: {explained(error, data, model.model_fields)}。") from error


def load_campaign(path: Path, tell: Tell = str) -> Campaign:
    """Parse and check campaign.toml; rules that it sets without effect are told. Raises CampaignError naming key and line."""
    campaign = read_settings(path, Campaign)
    if campaign.home_city and (read_places(campaign.home_city)[1] or not read_places(campaign.home_city)[0]):
        raise CampaignError(f"{CAMPAIGN}{_line(path, 'home_city')}: home_city 写着“{campaign.home_city}”，没有这个市；写法如 苏州市。")
    idle = {code: why for code in campaign.rules if (why := without_effect(code))}
    if idle:
        listed = "；".join(f"{code} {why}" for code, why in idle.items())
        tell(f"{CAMPAIGN} 的 rules 里，{listed}。这几行不起作用，可以删去。")
    wrong = next((code for code in campaign.rules if code not in catalogue() and code not in idle), None)
    if wrong:
        raise CampaignError(f"{CAMPAIGN}{_line(path, wrong)}: rules 里的“{wrong}”不是规则号，用 gradflow explain 可以查看全部规则。")
    return campaign


def check_deadlines(path: Path, campaign: Campaign, forms: Forms) -> None:
    """Raise CampaignError for a deadline of a form that is not there, or that is handed in otherwise."""
    for one in campaign.deadlines:
        where = f"{CAMPAIGN}{_line(path, one.form)}: deadlines 里的"
        if one.form not in forms and (unused := every_form().get(one.form)):
            raise CampaignError(f"{where} {one.form} 这次没有用：要收这张表，在 forms 里写上“{unused.spec.annex}”；不收，删去这一段。")
        if one.form not in forms:
            raise CampaignError(f"{where} form “{one.form}”不是任何一种表，可用的有 {'、'.join(forms)}。")
        if forms[one.form].spec.in_rounds != (one.round is not None):
            how = "要写 round = 1 等，第几次" if one.round is None else "只交一次，不写 round"
            raise CampaignError(f"{where} {one.form} {how}。")


def _line(path: Path, key: str) -> str:
    """`` 第n行`` for the first line that holds the key, or nothing."""
    lines = path.read_text("utf-8-sig").splitlines()
    pattern = re.compile(rf'^[^#]*(?<![\w-])"?{re.escape(key)}"?(?![\w-])')
    number = next((n for n, line in enumerate(lines, start=1) if key and pattern.search(line)), None)
    return f" 第{number}行" if number else ""


HEADER = "由 gradflow grant、keep、release 写入：党委办公室的决定。要撤回，请用同一个命令加 --undo。"


class GrantsError(GradflowError):
    """grants.toml cannot be read or written, or it is not clear what the office decides."""


class Decisions(Declaration):
    """All that the office has decided, in the order it was."""

    grants: tuple[Grant, ...] = ()
    keeps: tuple[Keep, ...] = ()
    releases: tuple[Release, ...] = ()


def read_decisions(folder: Path) -> Decisions:
    """What the office of a campaign has decided. Raises GrantsError."""
    path = folder / GRANTS
    if not path.exists():
        return Decisions()
    try:
        return Decisions.model_validate(tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise GrantsError(f"{GRANTS} 被改坏了，读不出来。请恢复原来的文件，或删去它再用 gradflow grant、keep、release 重新写。") from error
    except OSError as error:
        raise GrantsError(f"{GRANTS} 打不开：{reason_of(error)}。") from error


def write_decisions(folder: Path, decisions: Decisions) -> None:
    """Write all decisions, whole or not at all. Raises GrantsError."""
    import tomlkit  # noqa: PLC0415 - needed for deciding only

    document = tomlkit.document()
    document.add(tomlkit.comment(HEADER))
    document.update({name: entries for name, entries in decisions.model_dump(exclude_none=True).items() if entries})
    try:
        replace_file(folder / GRANTS, tomlkit.dumps(document).encode(), is_private=True)
    except OSError as error:
        raise GrantsError(f"不能写 {GRANTS}：{reason_of(error)}。检查权限和剩余空间。") from error


MAX_BYTES = 64 * 2**10


def small_text(path: Path, most_bytes: int) -> str:
    """The text of a file, empty of one that is larger than that: in UTF-8, UTF-16 or the Chinese code page, as Notepad saves it. Raises OSError."""
    with path.open("rb") as stream:
        content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        return ""
    try:
        return content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def read_passwords(file: Path) -> tuple[str, ...]:
    """The passwords of the file, one a line. Raises CampaignError."""
    try:
        found = tuple(filter(None, small_text(file, MAX_BYTES).splitlines()))
    except OSError as error:
        raise CampaignError(f"密码文件“{file}”打不开：{reason_of(error)}。") from error
    if not found:
        raise CampaignError(f"密码文件“{file}”里要一行写一个密码。")
    return found
