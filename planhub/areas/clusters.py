"""The 18 provincial clusters and 6 planning regions of ก.น.บ., and which province is in which."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@dataclass(frozen=True)
class Cluster:
    """One cluster; `Area.cluster` holds its Thai name and `Area.region` the region's."""

    id: str
    """Short and lasting, such as NE-L1; for addresses of pages."""
    name_th: str
    name_en: str
    region_th: str
    region_en: str
    centre_province: str


@dataclass(frozen=True)
class ProvinceFacts:
    """What the seeds know of a province beyond its names."""

    code: str
    cluster: Cluster
    population: int
    """Registered persons at the end of 2564."""

    @property
    def is_centre(self) -> bool:
        """Whether the cluster's committee is chaired by this province's governor."""
        return self.cluster.centre_province == self.code


@cache
def clusters() -> dict[str, Cluster]:
    """All clusters by id, in the order of the regions."""
    return {row["id"]: Cluster(**row) for row in _rows("clusters.csv")}


@cache
def province_facts() -> dict[str, ProvinceFacts]:
    """Cluster and population of the 76 provinces by code; Bangkok is in no cluster."""
    known = clusters()
    return {
        row["code"]: ProvinceFacts(row["code"], known[row["cluster_id"]], int(row["population_2564"]))
        for row in _rows("provinces.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
