"""The server's settings: sized by the machine's memory, ready for replication, silent about people."""

from collections.abc import Sequence

from planhub.cluster.server import DATABASE, LINK

MEGABYTE = 1024 * 1024


ROOMY = 512 * MEGABYTE
"""Bytes of /dev/shm in which workers of one query may share what they found; containers often have 64 MB."""


def configuration(*, memory: int, durable: bool, shared: int = ROOMY, warming: bool = False) -> str:
    """Text of planhub.conf for a machine with that many bytes of memory; `durable` off is for tests only.

    `shared` is the size of /dev/shm: where it is small, a query is worked on by one process alone. `warming`:
    the server has the library that reads back, after a start, the pages that lay in memory before.
    """
    lines = [
        "# Written at each start by PlanHub; put an installation's own settings into local.conf beside it.",
        # A quarter, as PostgreSQL advises: what lies here stays, what lies in the files' cache the kernel
        # takes back at will. A throw-away server is searched whole at each table dropped, and holds little.
        f"shared_buffers = {_share(memory, part=4, least=128, most=8192 if durable else 512)}MB",
        f"effective_cache_size = {_share(memory, part=2, least=256, most=65536)}MB",
        f"maintenance_work_mem = {_share(memory, part=32, least=64, most=512)}MB",
        "work_mem = 16MB",
        "max_connections = 100",
        "jit = off",
        "random_page_cost = 1.1",
        # Pages of a bitmap are asked for together: any disk of today answers many at once.
        "effective_io_concurrency = 64",
        "default_statistics_target = 200",
        "timezone = 'UTC'",
        "autovacuum_naptime = 20s",
        "autovacuum_vacuum_scale_factor = 0.05",
        "autovacuum_analyze_scale_factor = 0.05",
        "min_wal_size = 128MB",
        "max_wal_size = 2GB",
        "checkpoint_timeout = 15min",
        "wal_compression = on",
        # Provinces are linked by logical replication; a lost subscriber must not fill the disk.
        "wal_level = logical",
        # A centre has a worker and an origin (counted as a slot) for each of 76 provinces.
        "max_replication_slots = 100",
        "max_wal_senders = 100",
        "max_worker_processes = 120",
        "max_logical_replication_workers = 100",
        "max_slot_wal_keep_size = 4GB",
        "wal_retrieve_retry_interval = 2s",
        # The log keeps slow and failed statements, never the values typed by people.
        "logging_collector = on",
        "log_directory = 'log'",
        "log_filename = 'server-%a.log'",
        "log_truncate_on_rotation = on",
        "log_rotation_age = 1d",
        "log_rotation_size = 0",
        "log_line_prefix = '%m [%p] %u@%d '",
        "log_timezone = 'UTC'",
        "log_min_duration_statement = 500ms",
        "log_error_verbosity = terse",
        "log_parameter_max_length = 0",
        "log_parameter_max_length_on_error = 0",
        "lc_messages = 'C.UTF-8'",
    ]
    if shared < ROOMY:
        lines += ["max_parallel_workers_per_gather = 0", "max_parallel_maintenance_workers = 0"]
    if warming and durable:
        lines.append("shared_preload_libraries = 'pg_prewarm'")
    if not durable:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"]
    lines += ["include_if_exists = 'network.conf'", "include_if_exists = 'local.conf'"]
    return "\n".join(lines) + "\n"


def access(guests: Sequence[str] = ()) -> str:
    """pg_hba.conf: the socket only, and only for system users whom the map names.

    A province's own server also lets in the centre, from these networks (CIDR): over TLS, with its password,
    as the linking role alone, and to no physical copy of the whole server.
    """
    lines = [
        "# Written by PlanHub: without guests no password and no network; the kernel says who knocks.",
        "local all all peer map=planhub",
        "local replication all peer map=planhub",
        *(f"hostssl {DATABASE} {LINK} {guest} scram-sha-256" for guest in guests),
    ]
    return "\n".join(lines) + "\n"


def identities(system_users: set[str], roles: tuple[str, ...]) -> str:
    """pg_ident.conf: each of these system users may be each of these roles."""
    pairs = [f'planhub "{user}" {role}' for user in sorted(system_users) for role in roles]
    return "# Written by PlanHub.\n" + "\n".join(pairs) + "\n"


def _share(memory: int, *, part: int, least: int, most: int) -> int:
    return max(least, min(most, memory // MEGABYTE // part))
