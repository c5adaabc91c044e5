"""findings.sarif: the findings as SARIF 2.1.0, which code-review tools and viewers read; masked as findings.json is.

Regions of SARIF are for text, so a cell is a logical location, and sheet, cell and row stand among the properties.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gradflow import __version__
from gradflow.core.checks import Check
from gradflow.core.findings import SETTLED, FindingState, Severity
from gradflow.core.reports import Report
from gradflow.outputs.pages import blanks
from gradflow.rules.registry import catalogue

NAME = "findings.sarif"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
"""By this name programs know the format; nothing is fetched."""
BASE = "CAMPAIGN"
FINGERPRINT = "gradflow/v1"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
OVERRIDES = {"error": "error", "warning": "warning", "info": "note", "beta": "note"}
BASELINES = {"new": "new", "pending": "unchanged", "explained": "unchanged", "granted": "unchanged", "miscorrected": "updated"}
PROPERTIES = ("sheet", "cell", "row", "field", "person", "branch", "value", "state", "beta")
SOLVED_PROPERTIES = ("sheet", "cell", "person", "branch", "before", "after")

Part = dict[str, Any]


def write_sarif(path: Path, report: Report, document: Mapping[str, Any]) -> None:
    """Write the file from the report and its findings.json."""
    log = sarif(report, document, with_results=False)
    head, mark, tail = json.dumps(log, ensure_ascii=False, indent=1).partition('"results": [')
    with path.open("w", encoding="utf-8", newline="\n") as stream:  # result by result: there may be very many
        stream.write(head + mark)
        separator = ""
        for result in _results(report, document):
            text = json.dumps(result, ensure_ascii=False, indent=1).replace("\n", "\n    ")
            stream.write(f"{separator}\n    {text}")
            separator = ","
        stream.write(("\n   " if separator else "") + tail + "\n")


def sarif(report: Report, document: Mapping[str, Any], *, with_results: bool = True) -> Part:
    """The log: one run, with all rules and, unless they are written one by one, all findings of ``document``."""
    places = {code: place for place, code in enumerate(catalogue())}
    campaign = report.campaign
    run = {
        "tool": {"driver": {
            "name": "gradflow", "version": __version__, "language": "zh-CN", "rules": [_rule(check) for check in catalogue().values()],
        }},
        "automationDetails": {"id": f"{campaign.name}/{document['as_of']}"},
        "originalUriBaseIds": {BASE: {"description": {"text": "活动文件夹"}}},
        "invocations": [{
            "executionSuccessful": True,
            "ruleConfigurationOverrides": [_override(code, chosen, places) for code, chosen in sorted(campaign.rules.items()) if code in places],
            "toolConfigurationNotifications": [_not_run(one, places) for one in document["not_run"]],
        }],
        "results": list(_results(report, document)) if with_results else [],
    }  # fmt: skip
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(check: Check) -> Part:
    level = "note" if check.is_beta else LEVELS[check.severity]
    return {
        "id": check.code,
        "name": check.name,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.prose() or check.title},
        "help": {"text": f"怎么改：{blanks(check.advice)}" + (f"\n依据：{check.source}" if check.source else "")},
        "defaultConfiguration": {"level": level},
        "properties": {"scope": check.scope.value, "beta": check.is_beta},
    }


def _override(code: str, chosen: str, places: Mapping[str, int]) -> Part:
    """What campaign.toml says of a rule."""
    configuration = {"enabled": False} if chosen == "off" else {"level": OVERRIDES[chosen]}
    return {"descriptor": {"id": code, "index": places[code]}, "configuration": configuration}


def _not_run(one: Mapping[str, Any], places: Mapping[str, int]) -> Part:
    text = f"{one['title']}：{one['people']}人没有核对，{one['missing']}。没有核对不等于通过。"
    return {"level": "note", "message": {"text": text}, "associatedRule": {"id": one["code"], "index": places[one["code"]]}}


def _results(report: Report, document: Mapping[str, Any]) -> Iterator[Part]:
    """Every finding, then every problem that an earlier returned copy told of and that is gone."""
    places = {code: place for place, code in enumerate(catalogue())}
    forms = {(one["file"], one["sheet"]): f"{one['form']}{one['round'] or ''}" for one in document["submissions"]}
    seen: Counter[tuple[str, ...]] = Counter()
    labels = [finding.label for finding in report.findings]
    labels += [outcome.label for outcome in report.outcomes if outcome.state is FindingState.SOLVED]
    for label, found in zip(labels, chain(document["findings"], document["solved"]), strict=True):
        form = forms.get((found["file"], found["sheet"])) or forms.get((found["file"], None), "")
        key = (found["branch"] or found["file"], form, found["code"], label, found["person"] or "")
        seen[key] += 1
        rule = {"ruleId": found["code"], **({"ruleIndex": places[found["code"]]} if found["code"] in places else {})}
        place = {"locations": [_location(found)], "partialFingerprints": {FINGERPRINT: _fingerprint(key, seen[key])}}
        yield {**rule, **place, **(_told(found) if "state" in found else _gone(found))}


def _told(found: Mapping[str, Any]) -> Part:
    return {
        "level": LEVELS[Severity(found["severity"])],
        "message": {"text": f"{found['message'].rstrip('。')}。怎么改：{found['advice'].rstrip('。')}。"},
        "baselineState": BASELINES[found["state"]],
        "suppressions": [_suppression(found)] if found["state"] in SETTLED else [],
        "properties": {name: found[name] for name in PROPERTIES},
    }


def _gone(found: Mapping[str, Any]) -> Part:
    """A problem that the branch has put right; it weighs what its rule does."""
    return {
        "message": {"text": f"已改好：{found['title']}。"},
        "baselineState": "absent",
        "suppressions": [],
        "properties": {name: found[name] for name in SOLVED_PROPERTIES},
    }


def _location(found: Mapping[str, Any]) -> Part:
    """The file, and within it the sheet, row or cell."""
    place: Part = {"physicalLocation": {"artifactLocation": {"uri": quote(found["file"]), "uriBaseId": BASE}}}
    if found["sheet"]:
        row = f"{found['row']}:{found['row']}" if found.get("row") else ""
        name = found["cell"] or row or found["sheet"]
        kind = "cell" if found["cell"] else "row" if row else "sheet"
        whole = found["sheet"] if kind == "sheet" else f"{found['sheet']}!{name}"
        place["logicalLocations"] = [{"name": name, "fullyQualifiedName": whole, "kind": kind}]
    return place


def _suppression(found: Mapping[str, Any]) -> Part:
    """The branch's reason, or the office's, for which the finding stays as it is."""
    return {"kind": "external", "status": "accepted", "justification": found["reason"]}


def _fingerprint(key: tuple[str, ...], number: int) -> str:
    """What stays the same while the problem does: branch, form, rule, field and person; never a value, place or file name."""
    return hashlib.sha256("\x1f".join((*key, str(number))).encode()).hexdigest()[:32]
