"""What report.html says of each branch: the matrix."""

from __future__ import annotations

from dataclasses import dataclass

from gradflow.model.masking import shown_name
from gradflow.model.reports import Report
from gradflow.outputs.html_lists import Words
from gradflow.outputs.words import UNKNOWN_BRANCH, cell_text
from gradflow.pipeline.merge import Sum, by_branch
from gradflow.pipeline.progress import Cell, CellState, Progress

TONES = {
    CellState.MISSING: "missing", CellState.RETURNED: "returned", CellState.DUE_TODAY: "due", CellState.DONE: "good",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """One cell of the matrix: its words, and the tone that underlines them."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One branch's line of the matrix."""

    name: str
    number: int | None
    """The branch's number in the list of findings, if it has any."""
    states: tuple[State, ...]
    rows: Sum
    people: int
    open: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do with this branch."""
        is_right = not (self.open or self.rows.rejected or self.rows.errors or self.rows.warnings)
        return is_right and not any(state.tone in {"missing", "late", "returned"} for state in self.states)


def matrix(report: Report, progress: Progress, branches: Words) -> list[Line]:
    """A line for each branch, in branch order, those not registered last."""
    return [_line(rows, progress, branches) for rows in by_branch(report)]


def _line(rows: Sum, progress: Progress, branches: Words) -> Line:
    people, cells = progress.person_statuses.get(rows.name, ()), progress.cells.get(rows.name, {})
    states = tuple(State(cell_text(cells[lane]), tone(cells[lane])) if cells else State("", "quiet") for lane in progress.lanes)
    name = rows.name or UNKNOWN_BRANCH
    return Line(shown_name(name), branches.find(name), states, rows, len(people), sum(bool(one.open) for one in people))


def tone(cell: Cell) -> str:
    """The tone of a cell: missing, returned, late, due, quiet or good; the weightiest that fits."""
    is_worse = cell.state in {CellState.MISSING, CellState.RETURNED}
    return "late" if cell.is_late and not is_worse else TONES.get(cell.state, "quiet")
