"""Comments on cells, as the two parts of a package that hold them: their texts, and the boxes that programs show them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape as escape_html
from itertools import accumulate

from gradflow.model.cells import column_letters

BOX = (128, 74)
"""Pixels of a comment's box, to be scaled."""
RIGHT, BELOW, AT_TOP = 15, 10, 2
"""Pixels from where the next column, the row above and the first row begin to the box."""
SHAPES = 1024
"""Numbers of shapes that go by one number of a sheet."""
IN_ATTRIBUTES = str.maketrans({"&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\n": "&#xA;"})
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FONT = '<color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'
BOXES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{sheets}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>{boxes}</xml>'
)
SHAPE = (
    '<v:shape id="_x0000_s{shape}" type="#_x0000_t202" style="position:absolute;margin-left:{left:.15g}pt;margin-top:{top:.15g}pt;'
    'width:{width:.15g}pt;height:{height:.15g}pt;z-index:{number};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


escape = partial(escape_html, quote=False)
"""Text as XML holds it (``xml.sax.saxutils`` would load all that speaks HTTP)."""


def quoted(text: str) -> str:
    """A text as the value of an attribute."""
    return f'"{text.translate(IN_ATTRIBUTES)}"'


@dataclass(frozen=True, slots=True, order=True)
class Comment:
    """A comment on the cell at a 0-based row and column."""

    row: int
    column: int
    text: str
    author: str
    x_scale: float
    y_scale: float
    font_size: int


class Track:
    """The columns or rows of a sheet: how many pixels each takes."""

    def __init__(self, sizes: Mapping[int, int], usual: int) -> None:
        self._sizes, self._usual = sizes, usual
        taken = (self.size(place) for place in range(max(sizes, default=-1) + 1))
        self._starts = list(accumulate(taken, initial=0))

    def size(self, place: int) -> int:
        """Pixels of one."""
        return self._sizes.get(place, self._usual)

    def start(self, place: int) -> int:
        """Pixels before one."""
        last = len(self._starts) - 1
        return self._starts[min(place, last)] + max(place - last, 0) * self._usual

    def beyond(self, place: int, offset: int) -> tuple[int, int]:
        """Where so many pixels behind the start of one lie: in which one, and how far in it."""
        while offset >= (size := self.size(place)):
            place, offset = place + 1, offset - size
        return place, offset


def texts_part(comments: Sequence[Comment]) -> str:
    """The part with the texts."""
    authors = list(dict.fromkeys(comment.author for comment in comments))
    made = "".join(
        f'<comment ref="{column_letters(one.column + 1)}{one.row + 1}" authorId="{authors.index(one.author)}"><text><r>'
        f'<rPr><sz val="{one.font_size}"/>{FONT}</rPr>{text_element(one.text)}</r></text></comment>'
        for one in comments
    )
    named = "".join(f"<author>{escape(author)}</author>" for author in authors)
    return f'{XML}<comments xmlns="{MAIN}"><authors>{named}</authors><commentList>{made}</commentList></comments>'


def text_element(text: str) -> str:
    """A text that keeps its blanks, as the element of a cell or a comment."""
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{kept}>{escape(text)}</t>"


def numbers_taken(comments: Sequence[Comment]) -> int:
    """How many numbers of sheets the boxes take, one for each 1,024."""
    return len(comments) // SHAPES + 1


def boxes_part(comments: Sequence[Comment], sheet: int, columns: Track, rows: Track) -> str:
    """The part with the boxes; ``sheet`` is the first of the numbers they take."""
    sheets = ",".join(str(sheet + more) for more in range(numbers_taken(comments)))
    made = (_box(one, number, sheet * SHAPES + number, columns, rows) for number, one in enumerate(comments, start=1))
    return BOXES.format(sheets=sheets, boxes="".join(made))


def _box(one: Comment, number: int, shape: int, columns: Track, rows: Track) -> str:
    width, height = (int(0.5 + side * scale) for side, scale in zip(BOX, (one.x_scale, one.y_scale), strict=True))
    first, below = (one.row - 1, BELOW) if one.row else (0, AT_TOP)
    left, top = columns.start(one.column + 1) + RIGHT, rows.start(first) + below
    corners = []
    for track, place, offset, extent in ((columns, one.column + 1, RIGHT, width), (rows, first, below, height)):
        begin = track.beyond(place, offset)
        corners.append((begin, track.beyond(begin[0], begin[1] + extent)))
    (from_column, to_column), (from_row, to_row) = corners
    anchor = ", ".join(map(str, (*from_column, *from_row, *to_column, *to_row)))
    points = {"left": left * 0.75, "top": top * 0.75, "width": width * 0.75, "height": height * 0.75}
    return SHAPE.format(shape=shape, number=number, anchor=anchor, row=one.row, column=one.column, **points)
