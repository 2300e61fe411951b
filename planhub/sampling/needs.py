"""Make up one need: title, sizes, money and the words of its proposer, from one stream of chance. Pure."""

import math
from dataclasses import dataclass
from random import Random

from planhub.proposals.value_lists import WORK_KINDS
from planhub.sampling.places import Place
from planhub.sampling.words import Choice, Kind

SIZE_WORDS = {
    "width_m": "กว้าง {} เมตร",
    "length_m": "ยาว {} เมตร",
    "thickness_m": "หนา {} เมตร",
    "depth_m": "ลึก {} เมตร",
    "volume_m3": "ปริมาตรดินขุดไม่น้อยกว่า {} ลูกบาศก์เมตร",
    "area_m2": "พื้นที่ไม่น้อยกว่า {} ตารางเมตร",
}
SPREAD = 0.22
"""Standard deviation of the logarithm of prices."""
LEAST, MOST = 15_000, 60_000_000


@dataclass(frozen=True)
class MadeUp:
    """The words and figures of one need."""

    kind: Kind
    title: str
    spot: str
    sizes: dict[str, str]
    quantity: float
    amount: int
    homes: int
    people: int
    problem: str
    request: str
    objective: str
    result: str


def make_up(chance: Random, kind: Kind, place: Place) -> MadeUp:
    """One need of that kind in that place."""
    spot = chance.choice(kind.spots[place.kind])
    sizes = _sizes(chance, kind.sizes)
    quantity = sizes[kind.count] if isinstance(kind.count, str) else float(chance.choice(kind.count))
    homes = chance.randint(12, 180)
    people = round(homes * chance.uniform(2.6, 3.9))
    values = {"spot": spot, "homes": homes, "heads": people}
    return MadeUp(
        kind=kind,
        title=_title(kind, spot, place, sizes, quantity),
        spot=spot,
        sizes={name: written(size) for name, size in sizes.items()},
        quantity=quantity,
        amount=_amount(chance, kind, sizes, quantity),
        homes=homes,
        people=people,
        problem=chance.choice(kind.problems).format(**values),
        request=chance.choice(kind.requests).format(**values),
        objective=chance.choice(kind.objectives).format(**values),
        result=chance.choice(kind.results).format(**values),
    )


def written(size: float) -> str:
    """The number without a needless fraction: 4, 0.15."""
    return f"{size:g}" if size < 100_000 else f"{size:.0f}"


def _sizes(chance: Random, wanted: dict[str, Choice | None]) -> dict[str, float]:
    sizes: dict[str, float] = {}
    for name, choice in wanted.items():
        if choice is not None:
            sizes[name] = float(chance.choice(choice))
            continue
        # ground is lifted in a slope, and a floor has no thickness
        across = [size for other, size in sizes.items() if other != "thickness_m"]
        product = math.prod(across) * (0.8 if "depth_m" in sizes else 1.0)
        sizes[name] = round(product / 10) * 10.0
    return sizes


def _amount(chance: Random, kind: Kind, sizes: dict[str, float], quantity: float) -> int:
    price = kind.rate * math.prod(sizes[name] for name in kind.by) if kind.rate else kind.each * quantity
    drawn = price * chance.lognormvariate(0, SPREAD)
    step = 1_000 if drawn < 1_000_000 else 10_000
    return int(min(MOST, max(LEAST, round(drawn / step) * step)))


def _title(kind: Kind, spot: str, place: Place, sizes: dict[str, float], quantity: float) -> str:
    words = [WORK_KINDS[kind.work] + kind.what if kind.what else WORK_KINDS[kind.work] + spot]
    if kind.what:
        words.append(spot)
    words.append(place.words)
    words += [SIZE_WORDS[name].format(_spoken(size)) for name, size in sizes.items()]
    if not isinstance(kind.count, str) and quantity > 1:
        words.append(f"จำนวน {_spoken(quantity)} {kind.unit}")
    return " ".join(filter(None, words))


def _spoken(size: float) -> str:
    return f"{size:,.0f}" if size >= 10 else f"{size:g}"
