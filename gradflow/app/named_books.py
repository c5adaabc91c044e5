"""A workbook that somebody names on the command line; apart from campaign.toml, so that opening a campaign loads no reader."""

from __future__ import annotations

from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.model.cells import Workbook
from gradflow.model.failures import reason_of
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.workbooks import read_workbook


def read_book(file: Path, passwords: tuple[str, ...]) -> Workbook:
    """A workbook that somebody names. Raises CampaignError where it cannot be read."""
    try:
        return read_workbook(file.read_bytes(), file.name, passwords)
    except OSError as error:
        raise CampaignError(f"“{file}”打不开：{reason_of(error)}。") from error
    except ReadingError as error:
        raise CampaignError(f"“{file}”读不出来：{error}") from error
