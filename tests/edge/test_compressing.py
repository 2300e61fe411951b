"""Text is sent gzipped to whoever understands it, and the same to whoever does not."""

import gzip
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PACKED = {"Accept-Encoding": "gzip, deflate"}


@pytest.mark.parametrize(
    "path", ["/n", "/static/css/planhub.css", "/static/js/page.js", "/static/img/icons.svg"]
)
def test_text_is_packed_and_says_the_same(client: "FlaskClient", path: str) -> None:
    with client.get(path) as plain, client.get(path, headers=PACKED) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Vary"].count("Accept-Encoding") == 1
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
        if path.startswith("/static/"):
            assert gzip.decompress(packed.data) == plain.data


def test_a_page_that_has_not_changed_stays_an_empty_answer(client: "FlaskClient") -> None:
    with client.get("/static/css/planhub.css", headers=PACKED) as first:
        tag = first.headers["ETag"]
    with client.get("/static/css/planhub.css", headers=PACKED | {"If-None-Match": tag}) as again:
        assert again.status_code == 304
        assert again.data == b""


@pytest.mark.parametrize("path", ["/static/img/logo.svg", "/static/vendor/sarabun/thai-400.woff2"])
def test_what_is_small_or_packed_already_goes_as_it_is(client: "FlaskClient", path: str) -> None:
    with client.get(path, headers=PACKED) as answer:
        if answer.status_code == 404:
            pytest.skip("the browser libraries are not in place: planhub assets")
        assert "Content-Encoding" not in answer.headers
