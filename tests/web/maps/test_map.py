"""The pages of the map: numbers and links of every level, filters, files, retired and wrong codes."""

import io
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.maps import explored, live_figures, tile_scope
from planhub.maps.places import Place
from planhub.web.maps import map_tables
from tests.factories.country import country, retired
from tests.factories.plan_items import plan_item


@pytest.fixture
def filled(session: Session) -> Session:
    country(session)
    plan_item(session, "32010204", "planned", amount=1_250_000, title="ขุดลอกหนองน้ำ", side="water")
    plan_item(session, "32010203", "works", amount=750_000, fiscal_year=2570)
    plan_item(session, "3201", "subdistrict", amount=500_000)
    plan_item(session, "45", "planned", amount=2_000_000)
    session.flush()
    return session


def rows_of(html: str) -> dict[str, list[str]]:
    """Code of each row of the table to its cells as text."""
    found = {}
    for code, inner in re.findall(r'<tr data-code="(\w*)">(.*?)</tr>', html, re.S):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", inner, re.S)
        found[code] = [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]
    return found


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text


@pytest.mark.usefixtures("filled")
def test_the_country_lists_76_provinces_and_its_regions(client: FlaskClient) -> None:
    html = page(client, "/map")
    rows = rows_of(html)
    assert len(rows) == 76
    assert rows["32"][:4] == ["สุรินทร์", "3", "2.50", "66.7%"]
    assert rows["11"][:4] == ["สมุทรปราการ", "0", "0.00", "–"]
    assert 'src="/map/frame/th"' in html
    assert 'href="/map/NE-L1"' in html
    # the map itself is in a frame: the page has no script of its own and no shape
    assert "coordinates" not in html


@pytest.mark.parametrize(
    "address", ["/map", "/map/NE-L1", "/map/32", "/map/3201?measure=days", "/map/320102"]
)
def test_tables_are_drawn_once_until_something_in_them_changes(
    client: FlaskClient, filled: Session, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = map_tables.tables.table

    def table(_session: Session, place: Place, *given: Any, **more: Any) -> Any:
        read.append(place.code)
        return original(_session, place, *given, **more)

    monkeypatch.setattr(map_tables.tables, "table", table)
    first = numbers(page(client, address))
    assert numbers(page(client, address)) == first
    assert len(read) == 1
    amount = update(PlanItem).where(PlanItem.area_code == "32010204").values(amount=9_250_000)
    filled.execute(amount)
    after = numbers(page(client, address))
    assert after != first
    assert len(read) == 2
    # what else a table is of: language, order, filters
    for more in OTHERS:
        assert numbers(page(client, f"{address}{'&' if '?' in address else '?'}{more}")) != after
    assert len(read) == 2 + len(OTHERS)


def numbers(html: str) -> str:
    """The two tables of a page and the figures above them."""
    return html[html.index('<div id="table">') :]


OTHERS = ("sort=-name", "year=2570", "stage=done", "words=ขุดลอก")


@pytest.mark.usefixtures("filled")
def test_a_kept_table_is_in_the_readers_language(client: FlaskClient) -> None:
    for language, name in (("th", "สุรินทร์"), ("en", "Surin")) * 2:
        with client.session_transaction() as kept:
            kept["language"] = language
        assert rows_of(page(client, "/map"))["32"][0] == name


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("code", "least", "most"),
    [("32", 6.2, 8.7), ("3201", 8.7, 10.5), ("320102", 10.5, 14), ("45", 6.2, 8.7), ("NE-L1", 4, 6.2)],
)
def test_the_moved_map_opens_on_the_same_place_under_the_same_filters(
    client: FlaskClient, session: Session, code: str, least: float, most: float
) -> None:
    html = page(client, f"/map/{code}?year=2571&measure=baht")
    [address] = re.findall(r'href="(/explorer\?[^"]*)"', html)
    given = parse_qs(urlsplit(unescape(address)).query)
    assert {name: given[name] for name in ("year", "measure")} == {"year": ["2571"], "measure": ["baht"]}
    view = explored.read_at(given["at"][0])
    assert view is not None
    assert least <= view[0] < most
    if code.isdigit():  # where the moved map's own way back leads to
        tile_scope.kept.clear()
        assert explored.area_under(session, view) == code


@pytest.mark.usefixtures("filled")
def test_the_moved_map_of_the_country_opens_on_the_country(client: FlaskClient) -> None:
    assert 'href="/explorer?year=2571"' in page(client, "/map?year=2571")


@pytest.mark.usefixtures("filled")
def test_filters_stay_in_every_address(client: FlaskClient) -> None:
    html = page(client, "/map/32?year=2571&stage=in_plan&side=water&measure=baht")
    assert rows_of(html)["3201"][:3] == ["เมืองสุรินทร์", "1", "1.25"]
    query = "?year=2571&amp;stage=in_plan&amp;side=water&amp;measure=baht"
    for address in (
        f"/map/3201{query}",
        f"/map/frame/32{query}",
        f"/map/32/table.csv{query}",
        f"/map{query}",
    ):
        assert f'"{address}"' in html, address
    # the form sends on what it does not show
    assert '<input type="hidden" name="measure" value="baht">' in html


@pytest.mark.parametrize(
    ("measure", "head", "cell"),
    [("funded", "ได้รับงบ", "33.3%"), ("done", "แล้วเสร็จ", "0%"), ("days", "วันที่รอ", " วัน")],
)
@pytest.mark.usefixtures("filled")
def test_the_explorers_measures_have_their_colours_legend_and_column(
    client: FlaskClient, measure: str, head: str, cell: str
) -> None:
    html = page(client, f"/map?measure={measure}")
    assert f">{head}" in html
    assert cell in rows_of(html)["32"][-1]
    assert f'src="/map/frame/th?measure={measure}"' in html
    assert client.get(f"/map/frame/th?measure={measure}").status_code == 200
    assert head.encode() not in client.get("/map").data.split(b"<table")[1].split(b"</thead>")[0]


def test_source_and_words_filter_numbers_list_frame_and_files(client: FlaskClient, filled: Session) -> None:
    plan_item(filled, "32010204", title="ขุดลอกคลองใหญ่", source_code="other", amount=10)
    query = "?source=other&words=ขุดลอก"
    for code, child in (("", "32"), ("/32", "3201"), ("/3201", "320102"), ("/320102", "32010204")):
        html = page(client, f"/map{code}{query}")
        assert rows_of(html)[child][1] == "1", code
    assert "ขุดลอกคลองใหญ่" in html
    assert "ขุดลอกหนองน้ำ" not in html
    assert 'value="ขุดลอก"' in html
    assert "/map/frame/320102?source=other&amp;words=%E0" in html
    assert (
        client.get(f"/map/32/table.csv{query}")
        .data.decode("utf-8-sig")
        .splitlines()[1]
        .startswith("3201,เมืองสุรินทร์,อำเภอ,1,10")
    )
    assert "คำในชื่อ: ขุดลอก" in sheet(client, f"/map/32/table.xlsx{query}")["A2"].value
    assert "/explorer?source=other&amp;words=%E0" in html


def test_numbers_that_do_not_obey_a_filter_say_so(
    client: FlaskClient, filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_figures, "MOST", 0)
    html = page(client, "/map?words=ขุดลอก")
    assert "ตัวเลขและสีจึงนับทุกคำ" in html
    assert rows_of(html)["32"][1] == "3"
    assert "ตัวเลขและสีจึงนับทุกคำ" in sheet(client, "/map/th/table.xlsx?words=ขุดลอก")["A3"].value
    html = page(client, "/map?source=test&side=water")
    assert "ตัวเลขและสีจึงนับทุกด้าน" in html


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "says"),
    [("stage=in_plan", "ไม่มีรายการที่รอพิจารณาตามที่เลือก"), ("side=water", "วันที่รอไม่แยกตามด้าน"), ("", None)],
)
def test_days_that_a_filter_makes_unknown_are_refused_in_words(
    client: FlaskClient, query: str, says: str | None
) -> None:
    html = page(client, f"/map?measure=days&{query}")
    if says:
        assert says in html
    else:
        assert "วันที่รอไม่แยก" not in html


@pytest.mark.usefixtures("filled")
def test_items_are_drawn_far_out_when_asked_for_and_hidden_when_not(client: FlaskClient) -> None:
    assert '"spots":[]' in page(client, "/map/frame/th")
    assert re.search(r'"spots":\[\[[\d.]+,[\d.]+,3,"สุรินทร์"\]', page(client, "/map/frame/th?items=yes"))
    assert "กดเพื่อดูข้างใน" in page(client, "/map/frame/th?items=yes")
    assert 'href="/map?items=no"' in page(client, "/map?items=yes")
    assert '"pins":[]' in page(client, "/map/frame/3201?items=no")


@pytest.mark.usefixtures("filled")
def test_where_the_finer_place_is_unknown_the_table_says_so(client: FlaskClient) -> None:
    rows = rows_of(page(client, "/map/3201"))
    assert rows["320102"][:2] == ["ตั้งใจ", "2"]
    assert rows[""][:2] == ["ไม่ระบุตำบล", "1"]


@pytest.mark.usefixtures("filled")
def test_a_subdistrict_lists_villages_and_items(client: FlaskClient) -> None:
    html = page(client, "/map/320102")
    assert list(rows_of(html)) == ["32010203", "32010204"]
    assert rows_of(html)["32010204"][:2] == ["หมู่ที่ 4 บ้านตั้งใจ", "1"]
    assert "ขุดลอกหนองน้ำ" in html
    assert "บรรจุในแผนแล้ว" in html
    # villages have no outline, so there are no classes to explain
    assert 'class="legend"' not in html


@pytest.mark.usefixtures("filled")
def test_a_village_shows_its_items(client: FlaskClient) -> None:
    html = page(client, "/map/32010204")
    assert "ขุดลอกหนองน้ำ" in html
    assert "1,250,000" in html or "1.25 ล้านบาท" in html
    assert rows_of(html) == {}


def test_the_list_of_items_goes_on_where_the_page_ended(client: FlaskClient, filled: Session) -> None:
    for n in range(60):
        plan_item(filled, "32010203", title=f"เรื่องที่ {n}")
    seen: list[str] = []
    address: str | None = "/map/320102"
    while address:
        html = page(client, address)
        seen += re.findall(r'class="code" href="[^"]*">([^<]+)<', html)
        found = re.search(r'href="([^"]*after=[^"]*)"[^>]*rel="next"', html)
        address = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 62


@pytest.mark.usefixtures("filled")
def test_legend_and_table_tell_the_same(client: FlaskClient) -> None:
    for measure in ("items", "baht", "share", "per_head", "funded", "done", "days"):
        html = page(client, f"/map?measure={measure}")
        told = sum(int(n) for n in re.findall(r"\((\d+) จังหวัด\)", html))
        assert told == 76, measure


@pytest.mark.parametrize(
    ("code", "says"),
    [
        # an area that nobody knows
        ("99", "ไม่พบรหัส 99"),
        # no code at all
        ("abc", "ไม่ใช่ตัวเลข"),
        ("123", "3 หลัก"),
        # moo 00
        ("32010200", "00"),
        # Bangkok, and what lies in it
        ("10", "ไม่ใช่จังหวัด"),
        ("1001", "1001"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_a_wrong_code_gets_a_sentence(client: FlaskClient, code: str, says: str) -> None:
    for address in (f"/map/{code}", f"/map/frame/{code}", f"/map/{code}/table.csv"):
        assert says in page(client, address, 404)


def test_thai_digits_in_the_address_serve(client: FlaskClient, filled: Session) -> None:
    assert "สุรินทร์" in page(client, "/map/๓๒")


def test_a_retired_code_leads_to_its_successor(client: FlaskClient, filled: Session) -> None:
    retired(filled, "3298", "3201")
    html = page(client, "/map/3298", 410)
    assert "เลิกใช้แล้ว" in html
    assert 'href="/map/3201"' in html


def test_a_code_that_was_divided_leads_to_all_its_successors(client: FlaskClient, filled: Session) -> None:
    retired(filled, "3297", None, split_into=["3201", "3202"])
    html = page(client, "/map/3297", 410)
    assert 'href="/map/3201"' in html
    assert 'href="/map/3202"' in html


@pytest.mark.parametrize(
    "query", ["year=x", "stage=x", "side=x", "measure=x", "sort=x", "items=x", "source=x!", "words=x"]
)
@pytest.mark.usefixtures("filled")
def test_a_wrong_filter_gets_a_sentence_and_no_500(client: FlaskClient, query: str) -> None:
    for address in ("/map", "/map/32", "/map/frame/th", "/map/th/table.csv"):
        if address != "/map/frame/th" or query != "sort=x":
            assert "x" in page(client, f"{address}?{query}", 422)


@pytest.mark.usefixtures("filled")
def test_a_broken_place_in_the_list_starts_at_its_top(client: FlaskClient) -> None:
    for after in ("x", "2026~", "~~", "9999-99-99~1"):
        assert "ขุดลอกหนองน้ำ" in page(client, f"/map/320102?after={after}")


@pytest.mark.usefixtures("filled")
def test_nothing_under_these_filters_is_said_with_a_way_out(client: FlaskClient) -> None:
    html = page(client, "/map/32?year=2560")
    assert "ยังไม่มีรายการตามที่เลือก" in html
    assert 'href="/map/32"' in html


@pytest.mark.usefixtures("filled")
def test_the_table_as_csv_opens_in_thai(client: FlaskClient) -> None:
    answer = client.get("/map/32/table.csv?sort=code")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="planhub-32-all.csv"' in answer.headers["Content-Disposition"]
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("รหัส,ชื่อ,ระดับ,จำนวนรายการ,วงเงิน (บาท)")
    assert lines[1].startswith("3201,เมืองสุรินทร์,อำเภอ,3,2500000")
    assert lines[-1].startswith(",รวม,,3,2500000")


def test_a_name_that_looks_like_a_formula_stays_a_name(client: FlaskClient, filled: Session) -> None:
    from planhub.areas.area import Area

    filled.get_one(Area, "3201").name_th = "=1+1"
    filled.flush()
    assert "3201,'=1+1," in client.get("/map/32/table.csv").text
    assert sheet(client, "/map/32/table.xlsx")["B6"].value == "=1+1"
    assert sheet(client, "/map/32/table.xlsx")["B6"].data_type == "s"


def sheet(client: FlaskClient, address: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(client.get(address).data)).active


@pytest.mark.usefixtures("filled")
def test_the_table_as_a_workbook_has_heads_numbers_and_source(client: FlaskClient) -> None:
    found = sheet(client, "/map/th/table.xlsx?year=2571&sort=-baht")
    assert found["A1"].value == "แผนพัฒนา ทั้งประเทศ"
    assert found["A2"].value == "ปีงบประมาณ 2571 · ทุกสถานะที่นับ · ทุกด้าน"
    assert "ที่มา" in found["A3"].value
    assert found["A5"].value == "รหัส"
    assert [found[f"{c}6"].value for c in "ABDE"] == ["45", "ร้อยเอ็ด", 1, 2_000_000]
    assert found.max_row == 5 + 76 + 1


@pytest.mark.usefixtures("filled")
def test_a_frame_allows_only_its_own_script(client: FlaskClient) -> None:
    answer = client.get("/map/frame/32")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self' 'sha256-[\w+/=]+';", policy)
    assert "frame-ancestors 'self'" in policy


def test_a_frame_is_sent_again_only_after_a_change(client: FlaskClient, filled: Session) -> None:
    first = client.get("/map/frame/32")
    again = client.get("/map/frame/32", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    # what the browser keeps must fit the policy it now gets
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    plan_item(filled, "32010204")
    assert client.get("/map/frame/32", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.usefixtures("filled")
def test_in_english_the_names_are_english(client: FlaskClient) -> None:
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert rows_of(page(client, "/map"))["32"][0] == "Surin"
    assert '"name":"Surin"' in page(client, "/map/frame/th")
