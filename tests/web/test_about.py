"""The help says what is so: its labels are on the pages, its links lead there, its keys are the keys."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub.accounts.pins import PIN_DIGITS
from planhub.maps.nation import QUIET_DAYS
from planhub.needs.attaching import LIMITS
from planhub.web.committees.item_keys import KEYS
from planhub.web.sources.tokens import DAYS
from planhub.workflow.stages import ACTION_WORD
from tests.factories.areas import surin

ROOT = Path(__file__).parents[2]
HELP = ROOT / "templates" / "about" / "help.html"


def quoted() -> list[str]:
    """What the help puts in quotes: the words of a button, a page or a field."""
    return sorted(set(re.findall(r"“([^”]+)”", HELP.read_text())) - {"ค้นหาในหน้า"})


@pytest.mark.parametrize("label", quoted())
def test_every_button_it_names_is_there(label: str) -> None:
    pages = [path for path in (ROOT / "templates").rglob("*.html") if path != HELP]
    code = (ROOT / "planhub").rglob("*.py")
    assert any(f'("{label}' in path.read_text() for path in [*pages, *code]), label


def test_every_link_leads_somewhere(client: FlaskClient, session: Session) -> None:
    surin(session)
    session.commit()
    page = client.get("/help").text
    main = page[page.index("<main") : page.index("</main>")]
    links = set(re.findall(r'href="(/[^"]*)"', main))
    assert len(links) > 12
    for link in links:
        answer = client.get(link)
        assert answer.status_code in (200, 302, 303, 401), link
    ids = set(re.findall(r' id="([\w-]+)"', main))
    assert set(re.findall(r'href="#([\w-]+)"', main)) <= ids


def test_the_numbers_and_keys_it_names_are_those_of_the_program(client: FlaskClient) -> None:
    page = client.get("/help").text
    assert f"PIN {PIN_DIGITS} หลัก" in page
    assert f"เงียบเกิน {QUIET_DAYS} วัน" in page
    photo = LIMITS["photo"]
    assert f"{photo.count} รูป รูปละไม่เกิน {photo.megabytes} MB" in page
    assert f"{min(DAYS)} ถึง {max(DAYS)} วัน" in page
    for action, key in KEYS.items():
        row = re.search(rf"<kbd>{key}</kbd> </td><td>([^<]*)</td>", page)
        assert row, key
        assert ACTION_WORD[action] in row[1]


def test_each_role_finds_its_part(client: FlaskClient) -> None:
    page = client.get("/help").text
    for part in ("citizen village subdistrict district slips agency province governor ministry administrator"
                 " accounts map lists programs keys signing-in").split():  # fmt: skip
        assert f'<h2 id="{part}">' in page
        assert f'href="#{part}"' in page
