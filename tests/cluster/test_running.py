"""The server is made once, starts again after anything, and stops when the last process lets go of it."""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text

from planhub import cluster
from planhub.cluster import running
from planhub.cluster.place import FALLBACK, NOTE, place_of
from planhub.cluster.processes import postmaster
from tests.cluster.conftest import CHECKOUT, Holder, processes_in
from tests.running import copy_installation

Hold = Callable[..., Holder]


def remember(server: cluster.Server) -> None:
    """Leave a committed row behind."""
    with server.connect(cluster.OWNER, cluster.DATABASE) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")


def remembered(server: cluster.Server) -> object:
    with server.connect(cluster.OWNER, cluster.DATABASE) as connection:
        return connection.execute("SELECT n FROM kept").fetchone()


def kill_postmaster(folder: Path) -> None:
    """Kill the server's first process, and wait until it is gone or a zombie."""
    while (process := postmaster(place_of(folder).data)) is not None:
        process.kill()
        time.sleep(0.01)


def owner_of(folder: Path) -> str:
    """The system user whose server runs there."""
    process = postmaster(place_of(folder).data)
    assert process is not None
    return process.username()


def test_a_later_start_finds_what_was_committed(installed: Path) -> None:
    server = cluster.ensure(installed)
    remember(server)
    assert server.stop() is True
    assert processes_in(installed) == []
    kept = place_of(installed).data / "autoprewarm.blocks"
    assert kept.stat().st_size > 100, "which pages lay in memory"
    again = cluster.ensure(installed)
    assert remembered(again) == (42,)
    assert again.url() == server.url(), "a web that kept running finds it again"
    again.stop()


def test_asking_twice_in_one_process_gives_the_same_server(installed: Path) -> None:
    server = cluster.ensure(installed)
    assert cluster.ensure(installed) is server
    assert server.stop() is True


def test_sqlalchemy_comes_in_by_the_socket_as_each_role(installed: Path) -> None:
    server = cluster.ensure(installed)
    for role in (cluster.WEB, cluster.OWNER):
        engine = create_engine(server.url(role))
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT session_user")) == role
            assert connection.scalar(text("SELECT postgis_version()")).startswith("3.")
        engine.dispose()
    server.stop()


def test_nothing_listens_on_the_network(installed: Path) -> None:
    server = cluster.ensure(installed)
    process = postmaster(place_of(installed).data)  # all others get what it opened
    assert process is not None
    assert [c.type for c in process.net_connections("unix")]
    assert process.net_connections("inet") == []
    assert server.sockets.stat().st_mode & 0o077 == 0
    server.stop()


def test_the_server_speaks_thai_keeps_checksums_and_is_ready_to_replicate(folder: Path) -> None:
    server = cluster.ensure(folder)
    with server.connect(database=cluster.DATABASE) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()  # type: ignore[arg-type]
            for name in ("lc_ctype", "data_checksums", "wal_level", "fsync", "jit", "listen_addresses")
        }
        words = connection.execute(
            """SELECT string_agg(n, ' ' ORDER BY n COLLATE "th-x-icu") FROM unnest(ARRAY['ฮา', 'เกาะ']) n"""
        ).fetchone()
    assert {name: value[0] for name, value in shown.items() if value} == {
        "lc_ctype": "C.UTF-8",
        "data_checksums": "on",
        "wal_level": "logical",
        "fsync": "on",
        "jit": "off",
        "listen_addresses": "",
    }
    assert words == ("เกาะ ฮา",)
    server.stop()


def test_neither_role_is_a_superuser_and_the_web_owns_nothing(folder: Path) -> None:
    server = cluster.ensure(folder)
    with server.connect() as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'planhub%'"
            " ORDER BY 1"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'planhub'"
        ).fetchone()
    assert rows == [("planhub_owner", False, False, False), ("planhub_web", False, False, False)]
    assert owner == ("planhub_owner",)
    server.stop()


def test_a_killed_postmaster_comes_back_under_the_same_address_with_all_rows(installed: Path) -> None:
    server = cluster.ensure(installed)
    remember(server)
    address = server.url()
    kill_postmaster(installed)
    again = cluster.ensure(installed)
    assert again.url() == address
    assert remembered(again) == (42,)
    again.stop()


def test_a_whole_killed_server_comes_back(installed: Path) -> None:
    server = cluster.ensure(installed)
    remember(server)
    for process in processes_in(installed):
        with suppress(psutil.NoSuchProcess):  # it saw its postmaster die
            process.kill()
    kill_postmaster(installed)
    assert remembered(cluster.ensure(installed)) == (42,)
    server.stop()


def test_a_busy_child_of_a_killed_postmaster_does_not_stand_in_the_way(installed: Path) -> None:
    server = cluster.ensure(installed)
    remember(server)
    busy = psycopg.connect(host=str(server.sockets), user=cluster.OWNER, dbname=cluster.DATABASE)
    busy.execute("SELECT 1")  # a transaction left open
    kill_postmaster(installed)
    assert remembered(cluster.ensure(installed)) == (42,)
    busy.close()
    server.stop()


@pytest.mark.parametrize("stranger", ["a zombie", "a living process of something else", "nobody"])
def test_the_number_in_the_pid_file_is_believed_only_if_the_server_lives(
    installed: Path, stranger: str
) -> None:
    server = cluster.ensure(installed)
    remember(server)
    server.stop()
    dead = subprocess.Popen(["true"])
    while psutil.Process(dead.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    pid = {"a zombie": dead.pid, "a living process of something else": os.getpid(), "nobody": 2**22 - 2}[
        stranger
    ]
    data = place_of(installed).data
    (data / "postmaster.pid").write_text(f"{pid}\n{data}\n0\n5432\n/nowhere\n\n\nready\n")
    again = cluster.ensure(installed)
    assert remembered(again) == (42,)
    again.stop()
    dead.wait()


def test_a_start_that_was_killed_while_making_the_server_is_done_again(folder: Path) -> None:
    place = place_of(folder)
    place.building.mkdir()
    (place.building / "PG_VERSION").write_text("half")
    assert cluster.ensure(folder).stop() is True
    assert not place.building.exists()


def test_a_start_that_was_killed_before_the_database_was_made_is_mended(installed: Path) -> None:
    server = cluster.ensure(installed)
    server.drop_database(cluster.DATABASE)
    with server.connect() as connection:
        connection.execute("DROP ROLE planhub_web")
    server.stop()
    again = cluster.ensure(installed)
    with again.connect(cluster.WEB, cluster.DATABASE) as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
        ).fetchone() == (1,)
    again.stop()


def test_racing_processes_share_one_server_and_the_last_stops_it(folder: Path, hold: Hold) -> None:
    holders = [hold(folder) for _ in range(4)]
    addresses = {holder.wait() for holder in holders}
    assert len(addresses) == 1
    first = postmaster(place_of(folder).data)
    assert first is not None
    assert [holder.let_go() for holder in holders] == [False, False, False, True]
    assert processes_in(folder) == []


def test_a_killed_process_no_longer_counts(installed: Path, hold: Hold) -> None:
    gone, staying = hold(installed), hold(installed)
    gone.wait()
    staying.wait()
    gone.kill()
    assert staying.let_go() is True


def test_a_process_that_ends_without_a_word_lets_go(folder: Path) -> None:
    code = "import sys, pathlib; from planhub import cluster; cluster.ensure(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=CHECKOUT, check=False)
    assert done.returncode == 0
    assert processes_in(folder) == []


def test_two_installations_live_side_by_side(made: Path, folder: Path) -> None:
    one, two = folder / "one", folder / "two"
    folder.mkdir()
    for data in (one, two):
        copy_installation(made, data)
    first, second = cluster.ensure(one), cluster.ensure(two)
    remember(first)
    with (
        pytest.raises(psycopg.errors.UndefinedTable),
        second.connect(cluster.OWNER, cluster.DATABASE) as connection,
    ):
        connection.execute("SELECT n FROM kept")
    assert first.stop() is True
    assert second.alive()
    assert second.stop() is True


def test_an_installation_in_use_is_not_deleted(installed: Path) -> None:
    server = cluster.ensure(installed)
    with pytest.raises(cluster.ClusterTrouble, match="in use"):
        cluster.discard(installed)
    assert server.alive()
    server.stop()


def test_an_ordinary_user_has_a_server_of_its_own(
    folder: Path, hold: Hold, ordinary_user: pwd.struct_passwd
) -> None:
    folder.mkdir()
    os.chown(folder, ordinary_user.pw_uid, ordinary_user.pw_gid)
    holder = hold(folder, user=ordinary_user)
    holder.wait()
    assert owner_of(folder) == ordinary_user.pw_name
    assert holder.let_go() is True


def test_root_may_carry_on_what_an_ordinary_user_began(
    folder: Path, hold: Hold, ordinary_user: pwd.struct_passwd
) -> None:
    folder.mkdir()
    os.chown(folder, ordinary_user.pw_uid, ordinary_user.pw_gid)
    holder = hold(folder, user=ordinary_user)
    holder.wait()
    server = cluster.ensure(folder)
    remember(server)
    assert holder.let_go() is False
    assert owner_of(folder) == ordinary_user.pw_name
    assert server.stop() is True


def test_another_user_is_told_whose_the_database_is(
    installed: Path, hold: Hold, ordinary_user: pwd.struct_passwd
) -> None:
    cluster.ensure(installed).stop()
    installed.chmod(0o777)
    _, said = hold(installed, user=ordinary_user).process.communicate()
    assert "belongs to another user" in said


def test_below_a_folder_of_roots_own_the_database_moves_to_var_lib(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root's server runs as another user, who cannot pass root's folders")
    folder.mkdir()
    folder.chmod(0o700)
    data = folder / "installation"
    server = cluster.ensure(data)
    home = Path((data / NOTE).read_text().strip())
    try:
        assert home.parent == FALLBACK
        remember(server)
        server.stop()
        again = cluster.ensure(data)
        assert remembered(again) == (42,)
        again.stop()
    finally:
        cluster.discard(data)
    assert not home.exists()


def test_a_long_name_of_the_data_folder_does_no_harm(folder: Path) -> None:
    data = folder / ("ก" * 60) / ("long " * 20)
    server = cluster.ensure(data)
    assert len(os.fsencode(server.sockets)) <= 93
    server.stop()


@pytest.mark.parametrize(
    ("told", "bytes_"),
    [
        # a container's own limit
        ("536870912\n", 2**29),
        # none: the machine's memory
        ("max\n", None),
        ("9223372036854771712\n", None),
        # no such file
        (None, None),
    ],
)
def test_a_container_s_memory_is_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str | None, bytes_: int | None
) -> None:
    limit = tmp_path / "memory.max"
    if told is not None:
        limit.write_text(told)
    monkeypatch.setattr(running, "MEMORY_LIMITS", (limit,))
    assert running._memory() == (bytes_ or psutil.virtual_memory().total)
