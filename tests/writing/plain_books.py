"""The same calls as of a book, each cell written by xlsxwriter: what the books of ``gradflow.writing`` are held against."""

from collections.abc import Callable, Sequence
from datetime import date, time
from io import BytesIO
from types import TracebackType
from typing import Any

import xlsxwriter

from gradflow.reading.packages import MARK_PREFIX
from gradflow.writing.books import Book, mark_properties
from gradflow.writing.sheets import OPTIONS, Sheet
from gradflow.writing.skeletons import CREATED, WHOLE_SHEET
from gradflow.writing.splicing import Format
from gradflow.writing.widths import LARGEST, clean


class PlainSheet(Sheet):
    """A sheet of xlsxwriter."""

    def __init__(self, name: str, book: xlsxwriter.Workbook) -> None:
        super().__init__(name)
        self._book, self._sheet, self._made = book, book.add_worksheet(name), dict[Format, Any]()
        self._sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})

    def made(self, look: Any) -> Any:
        if not isinstance(look, Format):
            return look
        if look not in self._made:
            self._made[look] = self._book.add_format(dict(look.properties))
        return self._made[look]

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") or name in {"put", "put_row", "made", "name", "comments", "write_comment", "sorted_comments"}:
            return super().__getattribute__(name)
        return self._passed(name)

    def put_row(self, row: int, values: Sequence[object], looks: Sequence[Format]) -> None:
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            self.put(row, column, value, look)

    def _passed(self, name: str) -> Callable[..., None]:
        return lambda *given, **named: getattr(self._sheet, name)(*map(self.made, given), **named)

    def write_comment(self, row: int, column: int, text: str, options: Any) -> None:
        super().write_comment(row, column, text, options)
        self._sheet.write_comment(row, column, text, options)

    def put(self, row: int, column: int, value: object, look: Format | None = None) -> None:
        sheet, form = self._sheet, self.made(look)
        if isinstance(value, str) and value:
            sheet.write_string(row, column, clean(value), form)
        elif value is None or value == "":
            sheet.write_blank(row, column, "", form)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, form)
        elif isinstance(value, date | time):
            sheet.write_datetime(row, column, value, form)
        elif isinstance(value, int | float) and abs(value) <= LARGEST:
            sheet.write_number(row, column, value, form)
        else:
            sheet.write_string(row, column, str(value), form)


class PlainBook(Book):
    """A book of xlsxwriter."""

    def __init__(self, target: BytesIO, **options: Any) -> None:
        super().__init__(target, **options)
        self._book = xlsxwriter.Workbook(target, OPTIONS)
        self._book.set_properties({"title": options["title"], "author": "gradflow", "created": CREATED})
        for key, value in mark_properties(options.get("mark")).items():
            self._book.set_custom_property(MARK_PREFIX + key, value)

    def plain_sheet(self, name: str) -> Sheet:
        return PlainSheet(name, self._book)

    def share(self, write: Callable[..., object], *given: object) -> None:
        write(self, *given)

    def define_name(self, name: str, formula: str) -> None:
        self._book.define_name(name, f"={formula}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._book.close()
