"""The standard's schema for libcoveoc4ids, without the Internet: our own statement of the part that we use.

The library always asks a web server for the schema; here one on this machine answers. Where
PLANHUB_OC4IDS_SCHEMA names a folder with the published files of 0.9.5 (project-schema.json,
project-package-schema.json, codelists/*.csv), the very same checks run against them.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

OURS = Path(__file__).parent / "oc4ids"
PUBLISHED = os.environ.get("PLANHUB_OC4IDS_SCHEMA", "")
HOST = "standard.open-contracting.org/infrastructure/schema/0__9__5"


class _Answer(BaseHTTPRequestHandler):
    folder: Path
    host: str

    def do_GET(self) -> None:
        text = self._text(self.path.lstrip("/"))
        self.send_response(200 if text is not None else 404)
        self.end_headers()
        self.wfile.write((text or "").encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass

    def _text(self, path: str) -> str | None:
        if path.endswith(".csv") and self.folder == OURS:
            codes = json.loads((OURS / "codes.json").read_text()).get(path.split("/")[-1])
            return None if codes is None else "\n".join(["Code,Title", *(f"{code},{code}" for code in codes)])
        file = self.folder / path
        if not file.is_file():
            return None
        text = file.read_text().replace("SCHEMA_HOST", self.host)
        return text.replace(f"https://{HOST}", self.host).replace(f"http://{HOST}", self.host)


@contextmanager
def standard(folder: Path = OURS) -> Iterator[Any]:
    """The library's configuration for a schema in a folder, as long as it is needed."""
    from libcoveoc4ids.config import LibCoveOC4IDSConfig

    handler = type("Answer", (_Answer,), {"folder": folder, "host": ""})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.host = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield LibCoveOC4IDSConfig(
            {
                "schema_host": f"{handler.host}/",  # type: ignore[attr-defined]
                "schema_version_choices": {"0.9.5": ("0.9.5", f"{handler.host}/")},  # type: ignore[attr-defined]
                "schema_codelists": {"0.9": f"{handler.host}/codelists/"},  # type: ignore[attr-defined]
            }
        )
    finally:
        server.shutdown()
        server.server_close()


def review(package: dict[str, Any], folder: Path = OURS) -> dict[str, Any]:
    """What libcoveoc4ids says of a package."""
    from libcoveoc4ids.api import oc4ids_json_output

    with standard(folder) as config:
        told: dict[str, Any] = oc4ids_json_output(json_data=package, lib_cove_oc4ids_config=config)
    return told
