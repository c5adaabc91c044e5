"""The run in one sentence: examined files become one report."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from itertools import chain

from gradflow.forms.loader import Forms
from gradflow.model.campaign import Branch, Campaign
from gradflow.model.masking import Masking
from gradflow.model.records import Context
from gradflow.model.reports import FileResult, Known, Report
from gradflow.pipeline.accounting import open_account
from gradflow.pipeline.coverage import rule_runs
from gradflow.pipeline.crosscheck import crosscheck, settle_branches
from gradflow.pipeline.earlier import earlier_people, place_handed_on
from gradflow.pipeline.figures import appraise, count_steps, make_figures, measures
from gradflow.pipeline.findings import Findings
from gradflow.pipeline.merge import list_rejected, merge
from gradflow.pipeline.next_steps import next_steps
from gradflow.pipeline.owed import ask, settle
from gradflow.pipeline.person_status import person_statuses
from gradflow.pipeline.privacy import Privacy
from gradflow.pipeline.progress import milestones
from gradflow.pipeline.reconcile import reconcile
from gradflow.pipeline.references import hold_against, set_apart
from gradflow.pipeline.register import tell_landing, upward_report
from gradflow.pipeline.rounds import settle_rounds
from gradflow.pipeline.submissions import submission_statuses
from gradflow.pipeline.unread import note_unread
from gradflow.pipeline.versions import settle_versions

NO_FORMS: Forms = {}


def run(results: Iterable[FileResult], known: Known, forms: Forms, context: Context, references: Forms = NO_FORMS) -> Report:
    """Settle versions, crosscheck, merge and count. The order of ``results`` does not matter."""
    results, lists = set_apart(sorted(results, key=lambda result: result.file), references)
    is_registered = bool(context.campaign.branches)
    campaign = with_branches(context.campaign, results)
    labels = {(key, field.key): field.label for key, form in forms.items() for field in form.spec.fields}
    annexes = {key: form.spec.annex for key, form in forms.items()}
    context = dataclasses.replace(context, campaign=campaign, annexes=annexes, labels=labels)
    found = Findings(results, context)
    sheets = settle_rounds(results, found, known, forms, context)
    sheets = settle_branches(sheets, found, forms)
    versions = settle_versions(sheets, found, known.received, forms, context)
    missed = note_unread(versions.counted, sheets, results, found, forms, context)
    checked = crosscheck(versions.counted, found, forms, context)
    hold_against(lists, versions.counted, found, {**forms, **references}, context)
    account = open_account(versions, checked.people, known.people, missed, forms, context)
    place_handed_on(account, forms)
    asked = ask(account, found, results, checked.people, known.lapsed, forms)
    judged = reconcile(versions.counted, found, checked.people, forms, context)
    settled = found.settled(results, versions.counted, (*versions.superseded, *versions.early), judged.memories)
    owed, to_note = settle(account, settled, checked.people)
    private = Privacy(settled.sheets.values(), forms)
    shown = private.settled(settled)
    submissions = tuple(submission_statuses(shown, versions, known, account.remembered(), forms, context))
    found_on = (*(s.findings for s in settled.sheets.values()), *settled.of_files.values(), asked)
    findings = sorted(chain(*found_on), key=lambda f: (campaign.branch_order(f.branch)[0], f.where.order, f.severity.rank, f.code))
    changes = sorted((c for s in settled.counted for c in s.changes), key=lambda c: (campaign.branch_order(c.branch)[0], c.where.order))
    told = tuple(private.findings(findings))
    outcomes = sorted(judged.outcomes, key=lambda o: (campaign.branch_order(o.branch), o.where.order, o.person, o.code, o.before))
    people = tuple(person_statuses(checked.people, settled, forms, context))
    absent = [unit for unit in account.absent() if not unit.is_released]
    earlier = tuple(earlier_people(checked.people, absent, settled, forms, context))
    steps = tuple(count_steps(settled, forms, context))
    statistics = upward_report(people, campaign)
    report = Report(
        campaign=campaign,
        as_of=context.as_of,
        results=settled.results,
        sheets=settled.in_order(),
        submissions=submissions,
        findings=told,
        changes=tuple(map(private.change, changes)),
        merged=merge(settled, forms, campaign),
        rejected=tuple(list_rejected(shown, campaign)),
        statistics=statistics,
        appraisals=tuple(
            appraise(
                submissions, told, people, statistics if tell_landing(forms) else (), campaign, measures(steps, settled, forms, context)
            )
        ),
        person_statuses=people,
        tasks=tuple(next_steps((*people, *earlier), findings, context)),
        earlier=earlier,
        not_run=checked.not_run,
        outcomes=tuple(private.outcomes(outcomes)),
        own_outcomes=tuple(outcomes),
        grants=judged.grants,
        rule_runs=tuple(rule_runs(settled, checked, told, forms, context)),
        figures=make_figures(submissions, told, people, forms, context),
        steps=steps,
        owed=owed,
        to_note=to_note,
        superseded=frozenset(one.key for one in versions.superseded),
        masking=_masking(forms),
    )
    return dataclasses.replace(report, milestones=tuple(milestones(report, forms, context))) if is_registered else report


def _masking(forms: Forms) -> Masking:
    """Which fields hold numbers of people, and which codes."""
    kinds = [(key, kind) for form in forms.values() for key, kind in form.kinds.items()]
    return Masking(frozenset(key for key, kind in kinds if kind.is_number), frozenset(key for key, kind in kinds if kind.is_code))


def with_branches(campaign: Campaign, results: Iterable[FileResult]) -> Campaign:
    """Without registered branches, those named in the sheets are the campaign's, by name."""
    if campaign.branches:
        return campaign
    names = sorted({s.branch for result in results for s in result.sheets if s.branch})
    return campaign.model_copy(update={"branches": tuple(Branch(name=name) for name in names)})
