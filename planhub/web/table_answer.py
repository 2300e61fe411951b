"""A table as the answer of a page: a workbook or CSV, made whole before the first byte is sent."""

from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import send_file
from werkzeug.wrappers import Response

from planhub.edge.naming import name_file
from planhub.edge.turns import one_of_few
from planhub.reports.table_file import TableFile, write

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
IN_MEMORY = 2_000_000
"""Bytes of a file kept in memory; a larger one goes to the disk."""


def table_answer(table: TableFile, form: str, *, plain: str, full: str) -> Response:
    """The file of a table; `plain` and `full` are its name without the ending, in ASCII and in Thai."""
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - a large one is closed once it is sent
    try:
        with one_of_few():
            write(table, out, form)
    except BaseException:
        out.close()
        raise
    size = out.tell()
    out.seek(0)
    file: IO[bytes] = out
    if size <= IN_MEMORY:
        with out:
            file = BytesIO(out.read())
    answer = send_file(file, mimetype=MEDIA[form])
    return name_file(answer, f"{plain}.{form}", full=f"{full}.{form}")
