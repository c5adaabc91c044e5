"""gradflow collect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gradflow.app.collection import CollectionFolder, Manner, collect, open_collection
from gradflow.cli.asking import STYLE, clock, day_option, out_option, say, screen_options, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import bar
from gradflow.model.collected import COLUMN_OF, Collection
from gradflow.model.people import Place
from gradflow.model.views import Landing, Statistic
from gradflow.outputs.words import places_text, share_text
from gradflow.pipeline.rollup import RollUp, rows_of


@click.command("collect", cls=ChineseCommand, help="多校汇集：逐校检查，各自写出报告，再汇成一份总汇。")
@click.argument("places", metavar="[活动文件夹…]", nargs=-1)
@day_option("按哪一天检查，如 2023-07-25；默认今天")
@out_option("总汇写到哪里；默认是 collection.toml 所在的文件夹，没有它时是当前文件夹里的“总汇”")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), help="同时检查几校；默认按处理器和内存自动")
@STYLE
@click.option("--parquet", "has_parquet", is_flag=True, help="另写 Parquet 文件，供上一级汇集")
@click.option("--dask", metavar="地址", help="在 Dask 集群上检查，如 tcp://10.0.0.1:8786；默认在本机")
@screen_options
def command(places: tuple[str, ...], out: Path | None, style: str, **choice: Any) -> None:
    """Validate many campaigns, roll them up, and write the collection's reports; exit 0, 1 or 2 as the contract says.

    Folders stand in the order of the reports; one that holds a collection.toml stands alone.
    """
    opened = open_collection(places, out)
    with bar("正在检查各校", is_wanted=lambda done, campaigns: style == "text" and done < campaigns) as watch:
        collection, rolled = collect(opened, Manner(**choice, today=clock().date()), say, watch)
    if style == "json" and rolled:
        click.echo((opened.reports / "findings.json").read_text("utf-8"), nl=False)
    else:
        show(_lines(collection, rolled, opened))
    worst = max(2 if one.summary is None else int(not one.summary.is_settled) for one in collection.outcomes)
    click.get_current_context().exit(worst)


def _lines(collection: Collection, rolled: RollUp | None, opened: CollectionFolder) -> Iterator[str]:
    refused = [one for one in collection.outcomes if not one.summary]
    if refused:
        yield f"没有汇入的（{len(refused)}）："
        yield from (f"  {one.place}：{one.refusal}" for one in refused)
        yield ""
    if rolled is None:
        yield "没有一处能汇入，总汇没有写。"
        return
    total = rows_of(rolled.total)[0]
    units = {place: total[COLUMN_OF[place]] for place in Place}
    landed, to_leave = total[COLUMN_OF[Landing.LANDED]], total[COLUMN_OF[Statistic.TO_LEAVE]]
    unchanged = sum(one.is_unchanged for one in collection.outcomes)
    yield f"{opened.settings.name}{collection.cohort}届总汇  按 {collection.as_of.isoformat()} 检查"
    yield ""
    yield f"汇入 {len(rolled.colleges)} 所院校" + (f"（其中 {unchanged} 所和上次一样，没有重新检查）。" if unchanged else "。")
    yield f"读到 {total['rows_read']} 行：已汇总 {total['rows_accepted']} 行，待更正 {total['rows_rejected']} 行。"
    yield f"历次读到 {total['ever_read']} 人次 = {places_text(units)}。"
    waiting = f"，还没到期 {total['waiting']} 人" if total["waiting"] else ""
    yield f"共 {total['people']} 人，没有办完的 {total['open']} 人，已办结 {total['done']} 人{waiting}。"
    yield f"必须改 {total['errors']} 处，改或说明 {total['warnings']} 处。"
    if to_leave:
        yield f"转入率(已转入/应转出) {share_text(landed, to_leave)}。"
    yield ""
    yield "总汇在："
    yield f"  {opened.reports / '总汇.xlsx'}"
    yield "各校的报告在各自的 reports 里。"
