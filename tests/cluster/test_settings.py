"""The server's settings fit the machine."""

import pytest

from planhub.cluster.settings import configuration, identities

GIGABYTE = 1024**3


@pytest.mark.parametrize(
    ("memory", "durable", "shared_buffers"),
    [
        # a very small machine still gets PostgreSQL's own default
        (GIGABYTE // 4, True, "128MB"),
        # any other gives a quarter
        (2 * GIGABYTE, True, "512MB"),
        (24 * GIGABYTE, True, "6144MB"),
        # a very large one keeps the rest for the files' cache
        (64 * GIGABYTE, True, "8192MB"),
        # a throw-away server holds a test's few rows
        (24 * GIGABYTE, False, "512MB"),
    ],
)
def test_memory_is_shared_by_the_machines_size(memory: int, durable: bool, shared_buffers: str) -> None:
    assert f"shared_buffers = {shared_buffers}\n" in configuration(memory=memory, durable=durable)


def test_only_a_throw_away_server_forgoes_fsync() -> None:
    assert "fsync" not in configuration(memory=GIGABYTE, durable=True)
    assert "fsync = off\n" in configuration(memory=GIGABYTE, durable=False)


def test_where_little_memory_can_be_shared_a_query_has_one_process() -> None:
    alone = "max_parallel_workers_per_gather = 0\n"
    assert alone in configuration(memory=GIGABYTE, durable=True, shared=64 * 1024**2)
    assert alone not in configuration(memory=GIGABYTE, durable=True, shared=GIGABYTE)


def test_after_a_start_what_lay_in_memory_is_read_back_where_the_server_can() -> None:
    line = "shared_preload_libraries = 'pg_prewarm'\n"
    assert line in configuration(memory=GIGABYTE, durable=True, warming=True)
    assert line not in configuration(memory=GIGABYTE, durable=True)
    assert line not in configuration(memory=GIGABYTE, durable=False, warming=True)


def test_what_people_typed_never_reaches_the_log() -> None:
    settings = configuration(memory=GIGABYTE, durable=True)
    assert "log_parameter_max_length = 0\n" in settings
    assert "log_parameter_max_length_on_error = 0\n" in settings
    assert "log_error_verbosity = terse\n" in settings


def test_each_system_user_may_be_each_role() -> None:
    text = identities({"root", "กำนัน"}, ("planhub_owner", "planhub_web"))
    assert text.splitlines()[1:] == [
        'planhub "root" planhub_owner',
        'planhub "root" planhub_web',
        'planhub "กำนัน" planhub_owner',
        'planhub "กำนัน" planhub_web',
    ]
