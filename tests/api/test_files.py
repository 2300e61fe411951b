"""/api/v1/files and /api/v1/items.geojson: whole areas as they are read, and pages for maps."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub.api import files
from planhub.database import db
from planhub.edge.turns import one_of_few
from planhub.maps import open_data
from tests.factories.country import country
from tests.factories.plan_items import plan_item


@pytest.fixture
def filled(session: Session) -> Session:
    country(session)
    for n in range(7):
        plan_item(session, "32010204", title=f"ถนนสาย {n}", point=(103.6, 14.9), number=f"n{n}")
    plan_item(session, "3201", title="=1+1", number="odd")
    plan_item(session, "45010101", title="ที่อื่น", number="elsewhere")
    session.commit()
    return session


def test_a_page_as_geojson_has_points_and_the_way_on(client: FlaskClient, filled: Session) -> None:
    first = client.get("/api/v1/items.geojson?area=3201&limit=5")
    assert first.mimetype == "application/geo+json"
    told = first.get_json()
    assert (told["type"], len(told["features"])) == ("FeatureCollection", 5)
    rest = client.get(told["next"]).get_json()
    assert (len(rest["features"]), rest["next"]) == (3, None)
    every = told["features"] + rest["features"]
    placed = [feature for feature in every if feature["geometry"]]
    assert [feature["geometry"]["coordinates"] for feature in placed] == [[103.6, 14.9]] * 7
    assert "point" not in placed[0]["properties"]
    assert placed[0]["properties"]["title"].startswith("ถนนสาย")


def test_a_whole_area_is_sent_as_one_geojson_file(client: FlaskClient, filled: Session) -> None:
    answer = client.get("/api/v1/files/items.geojson?area=32&fields=title")
    assert answer.status_code == 200
    features = json.loads(answer.get_data(as_text=True))["features"]
    assert len(features) == 8
    assert all(list(feature["properties"]) == ["title"] for feature in features)


def test_a_whole_area_as_a_table_that_a_spreadsheet_opens(client: FlaskClient, filled: Session) -> None:
    answer = client.get("/api/v1/files/items.csv?area=32&fields=number,title,amount,point")
    text = answer.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 8
    assert list(rows[0]) == ["number", "title", "amount", "lon", "lat"]
    odd = next(row for row in rows if row["number"] == "odd")
    assert odd["title"] == "'=1+1", "no cell is a formula"


@pytest.mark.parametrize(("form", "read"), [("csv", "rows"), ("geojson", "every")])
def test_what_goes_wrong_midway_is_told_and_is_no_short_file(
    client: FlaskClient, filled: Session, form: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = getattr(open_data, read)

    def broken(*given: Any, **more: Any) -> Iterator[Any]:
        yield from islice(whole(*given, **more), 3)
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(open_data, read, broken)
    answer = client.get(f"/api/v1/files/items.{form}?area=32")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")


@pytest.mark.parametrize("form", ["csv", "geojson"])
@pytest.mark.parametrize("in_memory", [10, 1_000_000])
def test_a_file_is_whole_and_the_database_free_before_it_is_read(
    client: FlaskClient, filled: Session, form: str, in_memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "IN_MEMORY", in_memory)
    free: list[bool] = []
    send = files._blocks

    def sent(file: IO[bytes], size: int) -> Iterator[bytes]:
        free.append(not db.session().in_transaction())
        return send(file, size)

    monkeypatch.setattr(files, "_blocks", sent)
    address = f"/api/v1/files/items.{form}?area=32"
    answer = client.get(address)
    assert answer.content_length == len(answer.get_data()) > 1000
    with client.head(address) as head:
        assert head.content_length == answer.content_length
    assert free == [True, True]


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_of_too_many_files_at_once_one_is_asked_for_again_later(
    client: FlaskClient, filled: Session, form: str
) -> None:
    address = f"/api/v1/files/items.{form}?area=32"
    with one_of_few(), one_of_few():
        answer = client.get(address)
        page = client.get("/privacy")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "5"
    assert page.status_code == 200
    assert client.get(address).get_data(), "those before are done"


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_a_file_is_handed_to_the_server_to_send(client: FlaskClient, filled: Session, form: str) -> None:
    """As it is, so that no thread of ours reads it out."""
    handed: list[IO[bytes]] = []

    def wrapper(file: IO[bytes], size: int) -> Iterable[bytes]:
        handed.append(file)
        return iter(lambda: file.read(size), b"")

    environ = {"wsgi.file_wrapper": wrapper}
    answer = client.get(f"/api/v1/files/items.{form}?area=32", environ_overrides=environ)
    assert len(answer.get_data()) > 1000
    assert len(handed) == 1
    with handed[0]:
        assert isinstance(handed[0].fileno(), int)


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_the_whole_country_is_no_file(client: FlaskClient, filled: Session, form: str) -> None:
    answer = client.get(f"/api/v1/files/items.{form}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "area"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"fields": "id,telephone"}, "fields"),
        ({"source": "Robert'); drop"}, "source"),
        ({"limit": "1001"}, "limit"),
    ],
)
def test_what_cannot_be_used_is_named(
    client: FlaskClient, filled: Session, query: dict[str, str], field: str
) -> None:
    answer = client.get("/api/v1/items", query_string=query)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == field


def test_only_the_fields_asked_for(client: FlaskClient, filled: Session) -> None:
    told = client.get("/api/v1/items?area=45&fields=number,title").get_json()
    assert told["items"] == [{"number": "elsewhere", "title": "ที่อื่น"}]


def test_items_of_one_source(client: FlaskClient, filled: Session) -> None:
    plan_item(filled, "45010101", title="จากระบบอื่น", number="foreign", source_code="erp")
    filled.commit()
    told = client.get("/api/v1/items?source=erp&fields=number").get_json()
    assert told["items"] == [{"number": "foreign"}]
