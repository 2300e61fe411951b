"""The gazetteer as it is seeded: how much, which codes are retired, what follows them."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary
from planhub.areas.clusters import clusters, province_facts
from planhub.areas.seeding import counts_of_the_76, seed


def test_the_country_has_76_provinces_878_districts_and_7256_subdistricts(gazetteer: Session) -> None:
    assert counts_of_the_76(gazetteer) == {"province": 76, "district": 878, "subdistrict": 7256}


def test_with_bangkok_there_are_77_928_and_7436(gazetteer: Session) -> None:
    living = select(Area.kind, func.count()).where(Area.valid_to.is_(None)).group_by(Area.kind)
    assert {kind: n for kind, n in gazetteer.execute(living)} == {
        "province": 77,
        "district": 928,
        "subdistrict": 7436,
    }


def test_bangkok_and_everything_in_it_is_outside_the_76(gazetteer: Session) -> None:
    outside = set(gazetteer.scalars(select(func.left(Area.code, 2)).where(~Area.in_76)))
    assert outside == {"10"}


def test_a_second_run_changes_nothing(gazetteer: Session) -> None:
    again = seed(gazetteer)
    assert (again.added, again.changed, again.outlines) == (0, 0, 0)


def test_a_second_run_mends_a_spoilt_name_and_leaves_a_loaded_population(gazetteer: Session) -> None:
    surin = gazetteer.get_one(Area, "32")
    surin.name_th, surin.population = "สุรินทน์", 1
    assert seed(gazetteer).changed == 1
    surin = gazetteer.get_one(Area, "32")
    assert (surin.name_th, surin.population) == ("สุรินทร์", 1)


@pytest.mark.parametrize(
    ("code", "ended", "successor", "split_into"),
    [
        pytest.param("530306", date(2015, 3, 11), "530407", None, id="ท่าแฝก moved to another district"),
        pytest.param("4303", date(2011, 3, 31), "3801", None, id="บึงกาฬ became a province"),
        pytest.param("104701", date(2022, 4, 22), None, ["104702", "104703"], id="บางนา was divided in two"),
        pytest.param("2504", date(2006, 1, 1), None, None, id="สระแก้ว ended, its successor is not recorded"),
    ],
)
def test_a_retired_code_keeps_its_end_and_what_followed(
    gazetteer: Session, code: str, ended: date, successor: str | None, split_into: list[str] | None
) -> None:
    area = gazetteer.get_one(Area, code)
    assert (area.valid_to, area.successor_code, area.split_into) == (ended, successor, split_into)


def test_all_1583_retired_codes_are_there(gazetteer: Session) -> None:
    assert gazetteer.scalar(select(func.count()).where(Area.valid_to.is_not(None))) == 1583


def test_every_province_of_the_76_has_region_cluster_population_and_outline(gazetteer: Session) -> None:
    complete = (
        select(func.count())
        .select_from(Area)
        .join(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(
            Area.kind == "province",
            Area.in_76,
            Area.region.is_not(None),
            Area.cluster.is_not(None),
            Area.population > 100_000,
            func.ST_Covers(AreaBoundary.geom, Area.point),
            func.ST_IsValid(AreaBoundary.geom),
            ~AreaBoundary.schematic,
        )
    )
    assert gazetteer.scalar(complete) == 76


def test_18_clusters_in_6_regions_each_with_one_centre(gazetteer: Session) -> None:
    assert len(clusters()) == 18
    assert len({c.region_th for c in clusters().values()}) == 6
    centres = gazetteer.scalars(select(Area.cluster).where(Area.cluster_centre)).all()
    assert sorted(centres) == sorted(c.name_th for c in clusters().values())
    assert len(province_facts()) == 76


def test_names_are_stored_without_their_prefix(gazetteer: Session) -> None:
    prefixed = select(Area.name_th).where(
        Area.valid_to.is_(None), Area.name_th.regexp_match("^(เขต|แขวง|อำเภอ|ตำบล|จังหวัด)")
    )
    assert gazetteer.scalars(prefixed).all() == []


def test_an_outline_that_was_loaded_is_not_replaced_by_the_seed(gazetteer: Session) -> None:
    gazetteer.get_one(AreaBoundary, "32").source = "ของจังหวัด"
    gazetteer.flush()
    seed(gazetteer)
    assert gazetteer.get_one(AreaBoundary, "32").source == "ของจังหวัด"
