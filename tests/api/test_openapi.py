"""The description of the API is whole, and every answer keeps to it: a fuzzer sends right and wrong."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
)
from sqlalchemy.orm import Session

from planhub.api.openapi import describe
from tests.api.conftest import System
from tests.factories.country import country
from tests.factories.plan_items import plan_item

EXAMPLES = 25
EXCLUDED = [
    positive_data_acceptance,  # whether a code or a cursor exists is more than a schema can say
    negative_data_rejection,  # readers forgive spaces and Thai digits, and each item of a batch is answered
    ignored_auth,  # the token is put in here, whatever the case would send
]


def operations(app: Flask) -> dict[tuple[str, str], Any]:
    paths = describe(app)["paths"]
    return {(method, path): told for path, methods in paths.items() for method, told in methods.items()}


def test_every_view_of_the_api_is_described(app: Flask) -> None:
    views = {
        route.endpoint
        for route in app.url_map.iter_rules()
        if route.rule.startswith("/api/v1/") and route.endpoint != "api_openapi.document"
    }
    without = {name for name in views if not hasattr(app.view_functions[name], "operation")}
    assert not without
    assert ("post", "/api/v1/items") in operations(app)


def test_the_description_is_served_and_names_the_token(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    document = answer.get_json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/api/v1/items"]["post"]["security"] == [{"token": []}]
    assert "security" not in document["paths"]["/api/v1/items"]["get"]
    assert "SentItem" in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        # the first and last days and times there are, within a zone's hours of the end, a leap day, no day
        ("0001-01-01", 422),
        ("0001-01-02", 200),
        ("0001-01-01T00:00:00+07:00", 422),
        ("0001-01-01T00:00:00Z", 200),
        ("9999-12-31", 200),
        ("9999-12-31T23:59:59.999999Z", 200),
        ("9999-12-31T23:59:59-00:01", 422),
        ("2028-02-29", 200),
        ("2027-02-29", 422),
        ("2026-11-21T23:59:60Z", 422),
        ("2026-11-21T24:00:00Z", 422),
        ("2026-11-21t03:00:00z", 200),
        ("2026-11-21T03:00:00.1234567890Z", 200),
    ],
)
def test_moments_at_the_edges_are_read_or_refused(app: Flask, moment: str, status: int) -> None:
    dated = [
        path
        for (_, path), told in operations(app).items()
        for one in told.get("parameters", [])
        if "date-time" in str(one["schema"])
    ]
    assert len(dated) == 4
    for path in dated:
        answer = app.test_client().get(path, query_string={"changed_since": moment, "area": "32"})
        assert answer.status_code == status, answer.text


@pytest.mark.slow
def test_a_fuzzer_finds_no_failure_of_ours_and_no_answer_that_is_not_described(
    app: Flask, session: Session, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planhub.sources import authorizing

    monkeypatch.setattr(authorizing, "A_MINUTE", 10_000)
    country(session)
    for n in range(60):
        plan_item(
            session, "32010204", title=f"ถนนสาย {n}", point=(103.6, 14.9), number=f"32010204-2571-{n:03}"
        )
    session.commit()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    found: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:
            try:
                probe(operation, mode, system.headers)
            except FailureGroup as failures:
                found += [f"{operation.label}: {failure}" for failure in failures.exceptions]
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, "nothing can be wrong where there are no parameters"
    assert not found, "\n".join(found)


def probe(operation: Any, mode: GenerationMode, token: dict[str, str]) -> None:
    """Send cases of an operation, right ones or wrong ones, and hold every answer against the description."""
    headers = {"Accept-Encoding": "identity"} | (token if "security" in operation.definition.raw else {})

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        answer = case.call(headers=headers)
        assert answer.status_code < 500, answer.text
        case.validate_response(answer, excluded_checks=EXCLUDED)

    send()
