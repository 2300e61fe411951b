"""What docs/federation.md tells one person to do: two servers, TLS, the commands, from nothing to leaving."""

import json
import random
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planhub.cli.node import node as command
from tests.factories import areas
from tests.federation.conftest import Seat, same, until

pytestmark = pytest.mark.slow


def planhub(seat: Seat, monkeypatch: pytest.MonkeyPatch, *words: str, ends: int = 0) -> Result:
    """Run a command of an installation."""
    monkeypatch.setenv("PLANHUB_DATA", str(seat.data))
    monkeypatch.delenv("PLANHUB_DATABASE_URL", raising=False)
    done = CliRunner().invoke(command, list(words))
    assert done.exit_code == ends, done.output
    return done


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(country: Path) -> tuple[Path, str]:
    """An authority and a server certificate for an address of this machine that nobody else listens on."""
    dice = random.Random()
    address = f"127.{dice.randrange(2, 250)}.{dice.randrange(1, 250)}.{dice.randrange(1, 250)}"
    folder = country / "tls"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    openssl(
        folder, *"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.crt".split()
    )
    openssl(folder, *"req -newkey rsa:2048 -nodes -subj /CN=node -keyout node.key -out node.csr".split())
    (folder / "san").write_text(f"subjectAltName=IP:{address}\n")
    openssl(
        folder,
        *"x509 -req -in node.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2".split(),
        *"-extfile san -out node.crt".split(),
    )
    (folder / "ca.crt").chmod(0o644)
    return folder, address


def test_from_nothing_to_joined_over_tls_and_back(
    centre: Seat, surin: Seat, certificates: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, address = certificates
    with centre.session() as session:
        areas.area(session, "32")
    surin.add(3)

    said = planhub(surin, monkeypatch, "listen", "--address", "here", ends=2).output
    assert "--certificate" in said
    planhub(
        surin, monkeypatch, "listen", "--address", address, "--from", "127.0.0.0/8",
        "--certificate", str(folder / "node.crt"), "--key", str(folder / "node.key"),
    )  # fmt: skip
    surin.stop()
    surin.start()
    said = planhub(surin, monkeypatch, "publish", "--host", address).output
    found = re.search(r"planhub node join 32 --conninfo '([^']+)'", said)
    assert found is not None
    line = found[1].replace("/etc/planhub/ca.crt", str(folder / "ca.crt"))
    assert "sslmode=verify-full" in line

    wrong = line.replace("password=", "password=x")
    assert (
        "password authentication failed"
        in planhub(centre, monkeypatch, "join", "32", "--conninfo", wrong, ends=1).output
    )
    plain = line.replace("verify-full", "disable")
    assert (
        "no pg_hba.conf entry"
        in planhub(centre, monkeypatch, "join", "32", "--conninfo", plain, ends=1).output
    )
    said = planhub(centre, monkeypatch, "join", "32", "--conninfo", line).output
    assert "plan_item_32: 0 rows, 0 out, 3 in, 3 now" in said
    surin.add(2)
    same(centre, surin)
    planhub(surin, monkeypatch, "report")

    def told() -> dict[str, object]:
        monkeypatch.setenv("PLANHUB_DATA", str(centre.data))
        output = CliRunner().invoke(command, ["status", "--json"]).output
        row: dict[str, object] = next(one for one in json.loads(output) if one["code"] == "32")
        return row

    until(lambda: told()["said"] == {"planned": 5}, "the report")
    row = told()
    assert {name: row[name] for name in ("way", "state", "total", "address")} == {
        "way": "node",
        "state": "well",
        "total": 5,
        "address": f"{address}:5432/planhub",
    }
    assert "password" not in json.dumps(row)
    table = planhub(centre, monkeypatch, "status").output
    assert "well" in table

    assert "Nothing waits" in planhub(centre, monkeypatch, "skip", "32", "--reason", "x").output
    planhub(centre, monkeypatch, "join", "32", "--again")
    assert "no longer read" in planhub(centre, monkeypatch, "leave", "32", "--reason", "ทดสอบ").output
    assert "ไม่ได้เชื่อมอยู่" in planhub(centre, monkeypatch, "leave", "32", ends=1).output
    planhub(surin, monkeypatch, "listen", "--close")
    surin.stop()
    surin.start()
    assert "refused" in planhub(centre, monkeypatch, "join", "32", "--conninfo", line, ends=1).output


MISTAKES = [
    # a code that is none
    (("init", "province", "99"), "ไม่มีจังหวัดรหัส 99"),
    (("init", "province"), "ไม่มีจังหวัดรหัส"),
    # an address that cannot be read
    (("join", "45", "--conninfo", "nonsense"), "อ่านที่อยู่ของเครื่องจังหวัดไม่ได้"),
    # nobody there
    (("join", "45", "--conninfo", "host=127.0.0.1 port=9 dbname=x"), "ติดต่อเครื่องของจังหวัดไม่ได้"),
    # the centre is no province
    (("publish",), "planhub node init province"),
    (("skip", "45", "--reason", "x"), "ไม่ได้เชื่อมอยู่"),
]


@pytest.mark.parametrize(("words", "sentence"), MISTAKES)
def test_mistakes_get_a_sentence(
    centre: Seat, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in planhub(centre, monkeypatch, *words, ends=1).output


def test_a_node_that_publishes_nothing_is_told_so(
    centre: Seat, roi_et: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"host={roi_et.server.sockets} dbname=planhub user=postgres"
    said = planhub(centre, monkeypatch, "join", "45", "--conninfo", line, ends=1).output
    assert "planhub node publish" in said


def test_an_installation_with_others_plans_is_no_provinces_own(
    centre: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = object.__new__(Seat)
    other.__dict__ = {**centre.__dict__, "code": "96"}
    Seat.add(other, 1)
    assert "96" in planhub(centre, monkeypatch, "init", "province", "32", ends=1).output
