"""What the browser of the tests may reach."""

from typing import TYPE_CHECKING

import pytest

from tests.serving import leaves

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.browser
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:65535/", "ERR_CONNECTION_REFUSED"),
        ("http://example.org/", "ERR_NAME_NOT_RESOLVED"),
        ("http://localhost/", "ERR_NAME_NOT_RESOLVED"),
        ("http://192.0.2.1/", "ERR_NAME_NOT_RESOLVED"),
        ("http://[2001:db8::1]/", "ERR_NAME_NOT_RESOLVED"),
    ],
)
def test_no_other_host_is_found(browser: "Browser", address: str, said: str) -> None:
    from playwright.sync_api import Error

    context = browser.new_context()
    page = context.new_page()
    with pytest.raises(Error, match=said):
        page.goto(address)
    context.close()


@pytest.mark.parametrize(
    ("url", "away"),
    [
        ("http://127.0.0.1:4000/n", False),
        ("data:image/png;base64,AA", False),
        ("blob:http://127.0.0.1:4000/1", False),
        ("https://example.org/a.js", True),
        ("//example.org/a.js", True),
        ("http://localhost:4000/", True),
        ("ws://example.org/", True),
    ],
)
def test_a_call_to_elsewhere_is_known_by_its_host(url: str, away: bool) -> None:
    assert leaves(url) is away
