"""The reports of a collection: 总汇.xlsx, report.html, findings.json, and Parquet where it is asked for; published as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from gradflow.model.collected import Collection
from gradflow.model.failures import Tell, missing_extra
from gradflow.outputs import collection_book, collection_json, collection_page, findings_json, html_page
from gradflow.outputs.publishing import publish_folder
from gradflow.pipeline.rollup import RollUp, roll_up

FRAMES = ("colleges", "branches", "reasons", "weeks")
"""What is written as Parquet, a file each, for the next level: columns and types are told in docs/规模.md."""


def check_parquet() -> None:
    """Raise MissingExtraError, which says what to install, where the extra ``parquet`` is not there."""
    if find_spec("pyarrow") is None:
        raise missing_extra("写 Parquet 文件", " Parquet ", "parquet", "；不需要的话去掉 --parquet")


def publish_collection(target: Path, collection: Collection, *, title: str, tell: Tell, has_parquet: bool) -> RollUp:
    """Write the reports of a collection into the folder ``target``, whole or not at all; return the figures that stand in them.

    ``title`` is what all of it is called, empty for nothing; ``tell`` is given a sentence on all that was moved aside or could not be
    deleted. Raises PublishingError, or MissingExtraError where Parquet cannot be written; the old reports are then as they were.
    """
    if has_parquet:
        check_parquet()
    rolled = roll_up(collection)

    def write(work: Path) -> Mapping[str, str]:
        collection_book.write_collection(work / collection_book.NAME, collection, rolled, title)
        findings_json.write_findings(work / findings_json.NAME, collection_json.document(collection, rolled, title))
        collection_page.write_page(work / html_page.NAME, collection, rolled, title)
        if has_parquet:
            for name in FRAMES:
                getattr(rolled, name).to_parquet(work / f"{name}.parquet", engine="pyarrow", index=False)
        return {}

    publish_folder(target, tell, write)
    return rolled
