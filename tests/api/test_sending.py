"""POST /api/v1/items: an answer for each item, once for each key, in the token's provinces, so often."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planhub import clock
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.recounting import differences
from planhub.money.money_entry import MoneyEntry
from planhub.sources import authorizing
from planhub.sources.source import Source
from planhub.sources.source_token import SentBatch, SourceToken
from tests.api.conftest import System
from tests.factories.boundaries import outline

Make = Callable[..., dict[str, Any]]


def outcomes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.get_json()
    return [result["outcome"] for result in answer.get_json()["results"]]


def test_an_item_that_was_sent_is_read_by_everybody(system: System, session: Session, item: Make) -> None:
    told = system.send(item(side="water", lat=14.9, lon=103.6, agency="อบต.ตั้งใจ")).get_json()
    assert told["counts"] == {"new": 1}
    (result,) = told["results"]
    assert (result["version"], result["area_code"], result["errors"]) == (1, "32010204", [])
    public = system.client.get(f"/api/v1/items/{result['id']}").get_json()
    assert public["title"] == "ขุดลอกหนอง P-1"
    assert (public["source"], public["amount"], public["side"]) == ("erp", 250_000, "water")
    assert public["point"] == {"lon": 103.6, "lat": 14.9, "how": "typed"}
    assert differences(session) == []


def test_a_wrong_item_never_holds_back_a_right_one(system: System, session: Session, item: Make) -> None:
    answer = system.send(
        item("A"),
        item("B", title=""),
        "ไม่ใช่รายการ",
        item("C", area_code="99999999"),
        item("D", area_code="501001"),
        item("E"),
    )
    assert outcomes(answer) == ["new", "wrong", "wrong", "wrong", "wrong", "new"]
    told = answer.get_json()["results"]
    assert [fault["field"] for fault in told[1]["errors"]] == ["title"]
    assert "external_id" in told[2]["errors"][0]["detail"], "says what an item looks like"
    assert told[2]["external_id"] is None
    assert all(result["errors"] for result in told if result["outcome"] == "wrong")
    kept = set(session.scalars(select(PlanItem.external_id).where(PlanItem.source_code == "erp")))
    assert kept == {"A", "E"}


def test_a_point_far_from_its_subdistrict_is_written_and_warned_of(
    system: System, session: Session, item: Make
) -> None:
    outline(session, "320102", half=0.05)
    session.commit()
    far, near = item("FAR", lat=16.7, lon=103.5), item("NEAR", lat=14.9, lon=103.5)
    answer = system.send(far, near)
    assert outcomes(answer) == ["new", "new"], "as a form does: told, and not refused"
    told = answer.get_json()["results"]
    assert [result["errors"] for result in told] == [[], []]
    (warning,) = told[0]["warnings"]
    assert warning["field"] == "lat"
    assert "ต.ตั้งใจ" in warning["detail"]
    assert "194 กม." in warning["detail"]
    assert "ตรวจตัวเลขพิกัด" in warning["detail"]
    assert told[1]["warnings"] == []
    again = system.send(far).get_json()["results"][0]
    assert (again["outcome"], len(again["warnings"])) == ("unchanged", 1)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        # a field that does not exist
        ({"budget": 1}, "budget"),
        # numbers that no column holds, or that are none
        ({"amount": -1}, "amount"),
        ({"amount": 10**13}, "amount"),
        ({"amount": 1.234}, "amount"),
        ({"amount": "หนึ่งล้าน"}, "amount"),
        ({"fiscal_year": 2028}, "fiscal_year"),
        ({"fiscal_year": "2571"}, "fiscal_year"),
        # words outside the lists; a draft is nobody's business
        ({"stage": "draft"}, "stage"),
        ({"side": "roads"}, "side"),
        # half a point, a point on the moon
        ({"lat": 14.9}, "lat"),
        ({"lat": 14.9, "lon": 300}, "lon"),
        # nowhere
        ({"area_code": None}, "area_code"),
        # money that does not add up, that is half told, or that no column holds
        ({"money": {"allocated": 100, "committed": 60, "disbursed": 41}}, "money"),
        ({"money": {"allocated": 100, "decreased": 101, "committed": 0, "disbursed": 0}}, "money"),
        ({"money": {"allocated": 100, "committed": 60}}, "money.disbursed"),
        ({"money": {"allocated": -1, "committed": 0, "disbursed": 0}}, "money.allocated"),
        ({"money": {"allocated": 1, "committed": 0, "disbursed": 0, "paid": 1}}, "money.paid"),
        ({"money": 5}, "money"),
        # what no text column holds
        ({"title": "ถนน\x00"}, "title"),
        ({"title": "ถนน\x1b[31m"}, "title"),
        ({"title": "ก" * 501}, "title"),
    ],
)
def test_each_fault_is_named_with_its_field(
    system: System, item: Make, more: dict[str, Any], field: str
) -> None:
    answer = system.send(item(**more))
    assert outcomes(answer) == ["wrong"]
    (result,) = answer.get_json()["results"]
    assert field in [fault["field"] for fault in result["errors"]], result
    assert all(fault["detail"] for fault in result["errors"])


def test_the_same_batch_again_is_answered_again_and_does_nothing(
    system: System, session: Session, item: Make
) -> None:
    first = system.send(item("A", version=0), key="k-1")
    again = system.send(item("A", version=0), key="k-1")
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = system.send(item("A", title="อีกชื่อ"), key="k-1")
    assert other.status_code == 422
    assert other.get_json()["errors"][0]["field"] == "Idempotency-Key"
    without = system.client.post("/api/v1/items", json={"items": [item()]}, headers=system.headers)
    assert without.status_code == 422
    assert session.scalar(select(func.count()).select_from(PlanItem)) == 1


def test_the_same_key_of_another_token_is_another_key(system: System, session: Session, item: Make) -> None:
    """Two programs of one source may number alike, and the answer of one is not for the other's eyes."""
    _, secret = authorizing.issue(
        session, source_code="erp", name="สุรินทร์เท่านั้น", days=1, scope=("32",), by=None, at=clock.now()
    )
    session.commit()
    narrow = System(system.client, 0, secret)
    sent = item("B", area_code="45010101")
    assert outcomes(system.send(sent, key="k-1")) == ["new"]
    answer = narrow.send(sent, key="k-1")
    assert "Idempotency-Replayed" not in answer.headers
    assert outcomes(answer) == ["wrong"]
    assert outcomes(narrow.send(item("C"), key="k-2")) == ["new"]
    assert outcomes(system.send(item("D"), key="k-2")) == ["new"]


def test_who_believes_another_version_is_told_both(system: System, session: Session, item: Make) -> None:
    assert outcomes(system.send(item("A"))) == ["new"]
    assert outcomes(system.send(item("A", version=1, amount=300_000))) == ["changed"]
    late = system.send(item("A", version=1, amount=400_000))
    assert outcomes(late) == ["conflict"]
    assert late.get_json()["results"][0]["version"] == 2
    assert session.scalar(select(PlanItem.amount)) == 300_000
    assert outcomes(system.send(item("A", amount=300_000))) == ["unchanged"]


def test_a_place_in_words_is_read(system: System, session: Session, item: Make) -> None:
    text = "หมู่ที่ 4 ตำบลตั้งใจ อำเภอเมืองสุรินทร์ จังหวัดสุรินทร์"
    assert outcomes(system.send(item("A", area_code=None, place_text=text))) == ["new"]
    names = {"province": "สุรินทร์", "district": "เมืองสุรินทร์", "subdistrict": "ตั้งใจ"}
    assert outcomes(system.send(item("B", area_code=None, **names))) == ["new"]
    found = session.execute(select(PlanItem.external_id, PlanItem.area_code).order_by(PlanItem.external_id))
    assert [tuple(row) for row in found] == [("A", "32010204"), ("B", "320102")]


def test_a_token_writes_its_own_provinces_only(system: System, session: Session, item: Make) -> None:
    _, secret = authorizing.issue(
        session, source_code="erp", name="สุรินทร์เท่านั้น", days=1, scope=("32",), by=None, at=clock.now()
    )
    session.commit()
    narrow = System(system.client, 0, secret)
    assert outcomes(narrow.send(item("A"), item("B", area_code="45010101"))) == ["new", "wrong"]
    assert outcomes(system.send(item("B", area_code="45010101"))) == ["new"]


def test_a_token_cannot_take_an_item_out_of_another_province(
    system: System, session: Session, item: Make
) -> None:
    """Nor change it where it stands, nor see it."""
    assert outcomes(system.send(item("B"))) == ["new"]
    _, secret = authorizing.issue(
        session, source_code="erp", name="ร้อยเอ็ดเท่านั้น", days=1, scope=("45",), by=None, at=clock.now()
    )
    session.commit()
    narrow = System(system.client, 0, secret)
    answer = narrow.send(item("B", area_code="450101", title="ของเรา"))
    assert outcomes(answer) == ["wrong"]
    assert "32" in answer.get_json()["results"][0]["errors"][0]["detail"]
    assert session.scalar(select(PlanItem.area_code)) == "32010204"
    assert narrow.get("/api/v1/source/items").get_json()["items"] == []


@pytest.mark.parametrize(
    ("told", "field"),
    [
        # a code of another province, of none, or too short
        ({"area_code": "960101"}, "area_code"),
        ({"area_code": "99999999"}, "area_code"),
        ({"area_code": "3201020"}, "area_code"),
        # names and texts that tell another province or nothing certain: the field that was sent
        ({"area_code": None, "province": "นราธิวาส"}, "province"),
        ({"area_code": None, "district": "เมือง", "province": "นราธิวาส"}, "district"),
        ({"area_code": None, "place_text": "จังหวัดนราธิวาส"}, "place_text"),
        ({"area_code": None, "subdistrict": "ไม่มีจริง"}, "subdistrict"),
        ({"area_code": None, "place_text": "ตำบลไม่มีจริง"}, "place_text"),
    ],
)
def test_a_fault_of_the_place_names_a_field_that_was_sent(
    system: System, item: Make, told: dict[str, Any], field: str
) -> None:
    (result,) = system.send(item(**told)).get_json()["results"]
    assert result["outcome"] in ("wrong", "unclear")
    assert [fault["field"] for fault in result["errors"]] == [field]


def test_a_key_that_a_batch_has_twice_is_named_as_it_was_sent(system: System, item: Make) -> None:
    answer = system.send(item("A"), item("A", title="อีกเรื่อง"))
    assert outcomes(answer) == ["wrong", "wrong"]
    assert {fault["field"] for each in answer.get_json()["results"] for fault in each["errors"]} == {
        "external_id"
    }


def test_a_token_of_one_province_means_its_own_when_names_fit_several(
    system: System, session: Session, item: Make
) -> None:
    """Both provinces of the source have a district called เมือง; who may write one of them means that one."""
    _, secret = authorizing.issue(
        session, source_code="erp", name="สุรินทร์เท่านั้น", days=1, scope=("32",), by=None, at=clock.now()
    )
    session.commit()
    narrow, names = System(system.client, 0, secret), {"area_code": None, "district": "เมือง"}
    assert outcomes(system.send(item("A", **names))) == ["unclear"]
    assert outcomes(narrow.send(item("A", **names))) == ["new"]
    assert session.scalar(select(PlanItem.area_code)) == "3201"
    nowhere = {"area_code": None, "place_text": "ถนนสายหลัก"}
    assert outcomes(narrow.send(item("B", **nowhere))) == ["unclear"], "no name, no place"


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "x" * 100_000, "", "<b>"])
def test_a_field_of_any_name_spoils_its_own_item_only(
    system: System, session: Session, item: Make, name: str
) -> None:
    answer = system.send(item("A"), item("B") | {name: 1})
    assert outcomes(answer) == ["new", "wrong"]
    assert len(answer.get_data()) < 2_000
    assert session.scalar(select(func.count()).select_from(PlanItem)) == 1


def test_answers_are_forgotten_after_a_month(system: System, session: Session, item: Make) -> None:
    system.send(item("A"), key="old")
    session.execute(update(SentBatch).values(at=clock.now() - timedelta(days=31)))
    session.commit()
    system.send(item("B"), key="new")
    assert session.scalars(select(SentBatch.key)).all() == [f"{system.token_id}:new"]


@pytest.mark.parametrize("state", ["unknown", "expired", "revoked", "source closed", "none"])
def test_a_token_that_opens_nothing_is_refused(
    system: System, session: Session, item: Make, state: str
) -> None:
    if state == "expired":
        past = clock.now() - timedelta(days=2)
        session.execute(update(SourceToken).values(created_at=past, expires_at=past + timedelta(days=1)))
    if state == "revoked":
        authorizing.revoke(session, system.token_id, by=None, at=clock.now())
    if state == "source closed":
        session.execute(update(Source).values(is_open=False))
    session.commit()
    secret = {"unknown": "phub_nothing", "none": ""}.get(state, system.secret)
    answer = System(system.client, 0, secret).send(item())
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert "เข้าสู่ระบบ" not in told["title"], "a program signs in nowhere"
    why = {
        "expired": "หมดอายุ",
        "revoked": "ถูกยกเลิก",
        "source closed": "ปิด",
        "unknown": "ไม่รู้จัก",
        "none": "Bearer",
    }
    assert why[state] in told["detail"], "who holds the very key is told what became of it"


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/api/v1/items"), ("DELETE", "/api/v1/items/x"), ("POST", "/api/v1/source")]
)
def test_a_method_that_is_not_taken_is_answered_with_those_that_are(
    system: System, method: str, path: str
) -> None:
    answer = system.client.open(path, method=method, headers=system.headers)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert method in answer.get_json()["detail"]
    assert "GET" in answer.get_json()["detail"]


def test_a_minute_allows_so_many_and_says_what_is_left(
    system: System, item: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorizing, "A_MINUTE", 3)
    at = clock.now().replace(second=20, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: at)
    told = [system.send(item()).headers["RateLimit"] for _ in range(3)]
    assert told == [f'"writes";r={left};t=40' for left in (2, 1, 0)]
    refused = system.send(item())
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=1))
    assert system.send(item()).status_code == 200, "the next minute is a new one"


def test_bodies_that_are_no_batch(system: System) -> None:
    headers = system.headers | {"Idempotency-Key": "k"}
    for body in (
        b"",
        b"{",
        b"[]",
        b'{"items": 1}',
        b'{"items": [], "x": 1}',
        b'{"items": []}',
        b"[" * 100_000,
    ):
        answer = system.client.post("/api/v1/items", data=body, headers=headers)
        assert answer.status_code == 422, body[:20]
        assert answer.get_json()["errors"]
    many = system.client.post("/api/v1/items", json={"items": [{}] * 1001}, headers=headers)
    assert many.status_code == 422


def test_broken_json_is_told_with_the_place(system: System) -> None:
    headers = system.headers | {"Idempotency-Key": "k"}
    body = b'{"items": [\n  {"external_id": "A",}\n]}'
    told = system.client.post("/api/v1/items", data=body, headers=headers).get_json()
    assert told["errors"][0]["field"] == "body"
    assert "บรรทัด 2 ตัวที่ 23" in told["detail"]


def test_a_system_compares_what_stands_with_its_own(system: System, session: Session, item: Make) -> None:
    system.send(*[item(f"P-{n}") for n in range(5)])
    told = system.get("/api/v1/source").get_json()
    assert (told["code"], told["scope"], told["writes_a_minute"]) == (
        "erp",
        ["32", "45"],
        authorizing.A_MINUTE,
    )
    assert told["last_used_at"], "the last use is shown"
    assert system.secret not in str(told)
    keys, path = [], "/api/v1/source/items?limit=2"
    while path:
        page = system.get(path).get_json()
        keys += [row["external_id"] for row in page["items"]]
        path = page["next"]
    assert keys == [f"P-{n}" for n in range(5)]
    assert session.scalar(select(func.count()).select_from(PlanItemText)) == 5


def test_money_that_was_sent_is_in_the_ledger_and_only_differences_follow(
    system: System, session: Session, item: Make
) -> None:
    sent = {"allocated": 250_000, "committed": "100000.50", "disbursed": 50_000}
    assert outcomes(system.send(item(money=sent))) == ["new"]
    assert outcomes(system.send(item(money=sent))) == ["unchanged"]
    assert outcomes(system.send(item(money=sent | {"committed": 0, "disbursed": 150_000}))) == ["changed"]
    kinds = [(row.kind, row.amount) for row in session.scalars(select(MoneyEntry).order_by(MoneyEntry.id))]
    assert kinds == [
        ("allocated", 250_000), ("committed", Decimal("100000.50")), ("disbursed", 50_000),
        ("committed", Decimal("-100000.50")), ("disbursed", 100_000),
    ]  # fmt: skip
    shown = session.scalars(select(PlanItem)).one()
    session.refresh(shown)
    assert (shown.allocated, shown.committed, shown.disbursed) == (250_000, None, 150_000)
    assert outcomes(system.send(item(title="ชื่อใหม่"))) == ["changed"], "told nothing of money, it stays"
    session.refresh(shown)
    assert shown.disbursed == 150_000
    assert differences(session) == []
