"""A registered system, its source and its token."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planhub import clock
from planhub.api import summary
from planhub.sources import authorizing
from tests.factories import sources

_keys = count(1)


@dataclass(frozen=True)
class System:
    """A registered system that sends with its token."""

    client: FlaskClient
    token_id: int
    secret: str

    def send(self, *items: Any, key: str = "", **more: Any) -> TestResponse:
        """Send a batch; a new key unless one is given."""
        return self.client.post(
            "/api/v1/items",
            json={"items": list(items)},
            headers=self.headers | {"Idempotency-Key": key or f"batch-{next(_keys)}"},
            **more,
        )

    def get(self, path: str) -> TestResponse:
        """Ask with the token."""
        return self.client.get(path, headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        """The token as it is sent."""
        return {"Authorization": f"Bearer {self.secret}"}


@pytest.fixture
def system(session: Session, client: FlaskClient) -> System:
    """A system that may write Surin and Roi Et."""
    sources.names(session)
    sources.source(session, "erp")
    row, secret = authorizing.issue(
        session, source_code="erp", name="ระบบแผน", days=30, by=None, at=clock.now()
    )
    session.commit()
    return System(client, row.id, secret)


@pytest.fixture
def item() -> Callable[..., dict[str, Any]]:
    """A good item, some fields of it given otherwise; None leaves one out."""

    def make(key: str = "P-1", **more: Any) -> dict[str, Any]:
        usual = {
            "external_id": key,
            "title": f"ขุดลอกหนอง {key}",
            "fiscal_year": 2571,
            "stage": "planned",
            "amount": 250_000,
            "area_code": "32010204",
        }
        return {name: value for name, value in (usual | more).items() if value is not None}

    return make


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What one test rolled back is not another's answer: their versions may be equal."""
    summary.kept.clear()
