"""The schema: one line of numbered migrations, up, down and up again, saying what the classes say."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub import cluster
from planhub.cluster.preparing import extend

ROOT = Path(__file__).parent.parent
VERSIONS = ROOT / "migrations" / "versions"


@pytest.fixture(scope="module")
def config(server: cluster.Server, worker_id: str) -> Config:
    """Alembic on an empty database of its own."""
    name = f"migrations_{worker_id}"
    server.create_database(name)
    with server.connect(database=name) as connection:
        extend(connection)
    config = Config(str(ROOT / "migrations" / "alembic.ini"))
    config.attributes["url"] = server.url(cluster.OWNER, name)
    return config


def test_migrations_are_numbered_named_and_in_one_line(config: Config) -> None:
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in names)
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    assert [step.revision for step in script.walk_revisions()] == [name[:4] for name in reversed(names)]
    assert all(path.read_text().startswith('"""') for path in VERSIONS.glob("*.py"))


def test_up_down_up_and_nothing_left_to_generate(config: Config) -> None:
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    engine = create_engine(config.attributes["url"])
    with engine.connect() as connection:
        left = connection.execute(
            text(
                "select tablename from pg_tables where schemaname = 'public'"
                " and tablename not in ('alembic_version', 'spatial_ref_sys')"
                " union all select proname from pg_proc where pronamespace = 'public'::regnamespace"
                " and proowner = 'planhub_owner'::regrole"
            )
        ).all()
    engine.dispose()
    assert left == []
    command.upgrade(config, "head")
    command.check(config)


LEAVES_ITS_TRANSACTION = [
    path.stem[:4] for path in VERSIONS.glob("*.py") if "autocommit_block" in path.read_text()
]


@pytest.mark.parametrize("revision", LEAVES_ITS_TRANSACTION)
def test_a_migration_that_was_broken_off_outside_its_transaction_is_done_again(
    config: Config, revision: str
) -> None:
    """What it had done by then is committed, and its number is not written yet."""
    command.upgrade(config, "head")
    command.downgrade(config, revision)
    command.stamp(config, f"{int(revision) - 1:04}")
    command.upgrade(config, "head")
    command.check(config)


def test_words_and_points_of_needs_stay_with_them_up_and_down(config: Config) -> None:
    command.upgrade(config, "head")
    command.downgrade(config, "0019")
    engine = create_engine(config.attributes["url"], poolclass=NullPool)
    with engine.begin() as connection:
        place = "insert into area (code, kind, name_th, search_key) values ('32', 'province', '', '')"
        connection.execute(text(place))
        connection.execute(
            text(
                """
                with p as (
                    insert into proposal (fiscal_year, province_code, district_code, subdistrict_code,
                        area_code, place_code, stage, holder_code, stage_since, created_at, updated_at,
                        amount)
                    select 2571, '32', '32', '32', '32', '32', 'draft', '32', now(), now(), now(), n
                    from generate_series(1, 3) n
                    returning id, amount
                )
                insert into need (proposal_id, search_key, geom)
                select id, 'ถนน' || round(amount), cast(case amount when 1 then 'SRID=4326;POINT(103.5 14.9)'
                    else 'SRID=4326;LINESTRING(103.5 14.9, 103.6 14.9, 103.7 14.9)' end as geometry)
                from p where amount < 3
                """
            )
        )
    command.upgrade(config, "head")
    with engine.begin() as connection:
        stands = "select search_key, ST_AsText(point) from proposal order by amount"
        assert connection.execute(text(stands)).all() == [
            ("ถนน1", "POINT(103.5 14.9)"),
            ("ถนน2", "POINT(103.6 14.9)"),
            ("", None),
        ]
    command.downgrade(config, "0019")
    with engine.begin() as connection:
        words = connection.scalars(text("select search_key from need order by search_key")).all()
        connection.execute(text("delete from proposal"))
        connection.execute(text("delete from area"))
    assert words == ["ถนน1", "ถนน2"]


def test_thai_trigrams_work_in_this_database(session: Session) -> None:
    assert session.scalar(text("select show_trgm('ถนน') <> '{}'"))


def test_plan_items_lie_in_76_partitions_and_bangkok_in_none(session: Session) -> None:
    for table in ("plan_item", "plan_item_text"):
        count = session.scalar(
            text("select count(*) from pg_inherits where inhparent = cast(:name as regclass)"),
            {"name": table},
        )
        assert count == 76
    with pytest.raises(DBAPIError, match="no partition"):
        session.execute(
            text(
                "insert into plan_item_text (province_code, id, title, search_key)"
                " values ('10', gen_random_uuid(), '', '')"
            )
        )


WEB_MAY_NOT = [
    # the log is only added to
    "update review set reason = 'x'",
    "delete from review",
    # only the trigger writes summaries
    "insert into plan_summary values (2, 2571, '32', 'planned', '', 1, 1)",
    "update plan_summary set items = 0",
    "delete from plan_version",
    # the web owns nothing
    "drop table proposal",
    "alter table account add column x int",
    "create table t (i int)",
    # undoing is another row
    "delete from proposal_link",
]


@pytest.mark.parametrize("statement", WEB_MAY_NOT)
def test_the_web_role_may_not(web_session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        web_session.execute(text(statement))
    assert refused.value.orig is not None
    assert refused.value.orig.sqlstate == "42501"  # type: ignore[attr-defined]


def test_not_even_the_owner_rewrites_the_log(session: Session) -> None:
    with pytest.raises(DBAPIError, match="only added to"):
        session.execute(text("truncate review"))
