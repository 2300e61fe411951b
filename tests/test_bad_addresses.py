"""Whatever is typed into an address: a clear answer, never a failure of ours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from planhub.workflow.roles import Role
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.test_every_route import SEAT, filled, parts, right, routes, rule_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule as Route

pytestmark = pytest.mark.slow

NUMBERS = ["0", "1", "99999999999999999999", "9223372036854775808"]
TEXTS = [
    "%00",
    "%FF",
    "10",
    "00",
    "3201020",
    "32010200",
    "๓๒",
    "C-x",
    "'%22;--",
    "..%2F..",
    "ก" * 300,
    "-",
    "%F0%9F%98%80",
]
COUNTS = "page start limit year at item after cursor since number v".split()
WORDS = """
    q words stage side measure within area child sort tab class level subdistrict role next source
    state do way village plan parent outcome list keys done box before back_to action fields
""".split()
ODD_NUMBERS = ["-1", "99999999999999999999", "x%00"]
ODD_WORDS = [quote(text) for text in ("\0", "%_'" + "ก" * 2000, "\xed\xa0\xbd")]
OF_A_KIND = {
    "bbox": ["nan,nan,nan,nan", "1,2,3", "1e400,0,0,0", "180,90,-180,-90"],
    "changed_since": ["yesterday", "2026-11-21T00:00:00", "0000-00-00"],
}
ANY = ["%00=%00", "&".join(f"{name}=x%00" for name in (*COUNTS, *WORDS, *OF_A_KIND))]
"""What every page is asked with, whichever names it reads."""


class Read(ImmutableMultiDict[str, str]):
    """An address' query that notes which names are looked up in it; None: it is taken whole.

    A page that does not look a name up answers the same whatever stands there, so only names that it looks
    up are made odd. The API goes through all names to refuse those that it does not know: that is no look-up.
    """

    noted: ClassVar[set[str | None]] = set()

    def __iter__(self) -> Iterator[str]:
        return super().__iter__()

    def __getitem__(self, name: str) -> Any:
        self.noted.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.noted.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, *more: Any, **how: Any) -> Any:
        self.noted.add(name)
        return super().get(name, *more, **how)

    def getlist(self, name: str, *more: Any, **how: Any) -> Any:
        self.noted.add(name)
        return super().getlist(name, *more, **how)

    def to_dict(self, flat: bool = True) -> Any:
        self.noted.add(None)
        return super().to_dict(flat)

    def keys(self) -> Any:  # also dict(…) and {**…}
        self.noted.add(None)
        return super().keys()

    def items(self, multi: bool = False) -> Any:
        self.noted.add(None)
        return super().items(multi)

    def lists(self) -> Any:
        self.noted.add(None)
        return super().lists()

    def values(self) -> Any:
        self.noted.add(None)
        return super().values()

    def copy(self) -> Any:
        self.noted.add(None)
        return super().copy()


def names_read() -> list[str]:
    """The names that were looked up since they were forgotten; all we know of, of what is taken whole."""
    whole = {*COUNTS, *WORDS, *OF_A_KIND} if None in Read.noted else set()
    return sorted(whole | {name for name in Read.noted if name is not None})


def odd(name: str) -> list[str]:
    """Odd values of a parameter; of both kinds if we do not know what it is."""
    if name in OF_A_KIND:
        return [*OF_A_KIND[name], ODD_WORDS[0]]
    return [*([] if name in WORDS else ODD_NUMBERS), *([] if name in COUNTS else ODD_WORDS)]


def queries(names: list[str], *, singly: bool) -> list[str]:
    """Queries with odd values in these names: all at once, and each by itself."""
    at_once = ["&".join(f"{name}={value}" for name in names) for value in (*ODD_NUMBERS, *ODD_WORDS)]
    return [*ANY, *at_once, *(f"{name}={value}" for name in names if singly for value in odd(name))]


def addresses(app: "Flask", route: "Route", values: dict[str, Any]) -> list[str]:
    """The route's addresses: each odd value in each of its parts, the others being right, and all parts odd.

    A view reads one part after another, so each odd value is met once behind right ones.
    """
    odd = {
        name: NUMBERS if isinstance(route._converters[name], IntegerConverter) else TEXTS
        for name in sorted(route.arguments)
    }
    whole = {name: quote(str(value), safe="") for name, value in right(route, values).items()}
    found = [whole | {name: value} for name, texts in odd.items() for value in texts]
    most = max(map(len, odd.values()), default=0)
    found += [{name: texts[n % len(texts)] for name, texts in odd.items()} for n in range(most)]
    return list(dict.fromkeys(_written(route, parts) for parts in found)) or [route.rule]


def _written(route: "Route", values: dict[str, str]) -> str:
    path = route.rule
    for name, value in values.items():
        token = next(part for part in _tokens(route.rule) if part[1:-1].split(":")[-1] == name)
        path = path.replace(token, value)
    return path


def _tokens(rule: str) -> list[str]:
    return [f"<{part.split('>')[0]}>" for part in rule.split("<")[1:]]


ROLES = [None, Role.VILLAGE_HEAD, Role.SUBDISTRICT_SECRETARY, Role.AGENCY_OFFICER, Role.PLANNER]
"""Together they open every page that reads."""


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_a_page(
    app: "Flask", session: Session, role: Role | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas.surin(session)
    mine = proposals.proposal(session, "32010204", Stage.SUBDISTRICT)
    values = parts(session, mine, "32010204", "320102", "3201", "32")
    client = app.test_client()
    if role is not None:
        agency = accounts.agency(session).code if role is Role.AGENCY_OFFICER else None
        hat = accounts.hat(session, role, SEAT[role], agency_code=agency)
        session.commit()
        accounts.sign_in(client, session, hat)
    noting = type("Noting", (app.request_class,), {"parameter_storage_class": Read})
    monkeypatch.setattr(app, "request_class", noting)
    broken, looked_up = [], set[str]()
    for route in routes(app):
        rule = rule_of(app, route)
        public = rule is not None and rule.permission is None
        if "GET" not in route.methods or public is not (role is None):
            continue
        for path in addresses(app, route, values):
            with client.get(path) as answer:
                if answer.status_code >= 500:
                    broken.append((answer.status_code, path))
        whole = filled(app, route, values)
        Read.noted.clear()
        with client.get(whole) as answer:
            closed = answer.status_code == 403
        names = names_read()
        looked_up.update(names)
        for query in [] if closed else queries(names, singly=not route.arguments):
            with client.get(f"{whole}?{query}") as answer:
                if answer.status_code >= 500:
                    broken.append((answer.status_code, f"{whole}?{query}"))
    assert not broken, broken[:20]
    assert looked_up, "what a page looks up is noted"
