"""tipg over the socket of an installation's own server: its settings take a host name only."""

import os
from functools import partial
from types import SimpleNamespace

from tipg import main
from tipg.database import connect_to_db

settings = SimpleNamespace(
    database_url=os.environ["BENCH_DATABASE"],
    db_min_conn_size=1,
    db_max_conn_size=10,
    db_max_queries=50_000,
    db_max_inactive_conn_lifetime=300,
)
main.connect_to_db = partial(connect_to_db, settings=settings)
app = main.app
