"""Forms of a page as a browser sends them, and where their answer leads."""

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def fields_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to that address."""
    main = page.split("<main", 1)[1]
    form = next(f for f in re.findall(r"<form.*?</form>", main, re.S) if f'action="{action}"' in f)
    pairs = re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', form)
    return {name: unescape(value) for name, value in pairs}


def send(client: "FlaskClient", page: str, action: str, **typed: str) -> "TestResponse":
    """Open a page and send one of its forms."""
    return client.post(action, data=fields_of(client.get(page).text, action) | typed)


def led_to(client: "FlaskClient", answer: "TestResponse") -> "TestResponse":
    """The page that an answer sends the browser to."""
    assert answer.status_code == 303, answer.status_code
    return client.get(answer.location)
