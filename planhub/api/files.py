"""GET /api/v1/files/…: all items of a province or a smaller area as one file.

It is written whole before the first byte is sent: a slow reader keeps no connection of the database, and
whatever goes wrong on the way is answered as a problem, not as a file that ends too early. A few are written
at a time; sent they are by the server, which keeps no thread for it.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response, request

from planhub.api import shapes
from planhub.api.answers import AGAIN, blueprint
from planhub.api.filters import WHOLE_FILTERS
from planhub.api.operations import Operation, described
from planhub.api.parameters import wanted_whole
from planhub.database import db
from planhub.edge import public
from planhub.edge.naming import name_file
from planhub.edge.turns import one_of_few
from planhub.maps import open_data
from planhub.maps.arriving import ask_again_from
from planhub.maps.downloads import harmless
from planhub.maps.open_data import Wanted

part = blueprint("api_files", __name__)

IN_MEMORY = 4 * 1024 * 1024
"""Bytes; a larger file is written to the disk."""
CHUNK = 64 * 1024


@part.get("/files/items.geojson")
@public
@described(
    Operation(
        "All items of an area as GeoJSON",
        shapes.Features,
        WHOLE_FILTERS,
        media="application/geo+json",
        cached=False,
    )
)
def geojson() -> Response:
    """A FeatureCollection of everything asked for."""
    wanted = wanted_whole(request.args)
    again = ask_again_from(db.session(), wanted.area)
    return _file(_collection(wanted), "application/geo+json", "items.geojson", again)


@part.get("/files/items.csv")
@public
@described(
    Operation(
        "All items of an area as CSV", None, WHOLE_FILTERS, media="text/csv; charset=utf-8", cached=False
    )
)
def as_csv() -> Response:
    """A table that a spreadsheet opens in Thai."""
    wanted = wanted_whole(request.args)
    again = ask_again_from(db.session(), wanted.area)
    return _file(_table(wanted), "text/csv; charset=utf-8", "items.csv", again)


def _file(parts: Iterator[str], media: str, name: str, again: datetime) -> Response:
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed by the answer, when it has been sent
    try:
        with one_of_few():
            for text in parts:
                file.write(text.encode())
        length = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    db.session.close()
    send = request.environ.get("wsgi.file_wrapper", _blocks)  # the server's own way, where it has one
    answer = Response(send(file, CHUNK), content_type=media, direct_passthrough=True)
    answer.call_on_close(file.close)  # not even begun: HEAD
    answer.content_length = length
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers[AGAIN] = again.isoformat()
    name_file(answer, name)
    return answer


def _blocks(file: IO[bytes], size: int) -> Iterator[bytes]:
    with file:
        while block := file.read(size):
            yield block


def _collection(wanted: Wanted) -> Iterator[str]:
    yield '{"type": "FeatureCollection", "features": ['
    before = ""
    for feature in open_data.every(db.session(), wanted, as_features=True):
        yield before + feature
        before = ",\n"
    yield "]}"


def _table(wanted: Wanted) -> Iterator[str]:
    yield "\ufeff"
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(open_data.headings(wanted))
    for n, row in enumerate(open_data.rows(db.session(), wanted)):
        writer.writerow(["" if cell is None else harmless(cell) for cell in row])
        if n % open_data.STREAMED == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()
