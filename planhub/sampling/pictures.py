"""Drawn pictures for sample needs and works: a plain scene, no photograph, SAMPLE written across. Pure."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 720)
HORIZON = 320
WORD = "SAMPLE"
SKY, GRASS, EARTH, WATER, WALL, ROOF = "#cfe3f5", "#a8c98a", "#b08a62", "#7fb0d0", "#efe6d5", "#a65a3a"


def drawn(side: str, seed: str, *, moment: str = "before") -> bytes:
    """A JPEG of a road, a pond, a lamp or a hall, the same for the same seed.

    `moment`: as it is asked for (before), with a digger and cones (during), mended and fenced (after).
    """
    chance = Random(seed)  # noqa: S311 - a picture, not a secret
    picture = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, HORIZON, *SIZE], fill=GRASS)
    for _ in range(6):
        _tree(draw, chance.randint(0, SIZE[0]), HORIZON + chance.randint(-6, 20))
    SCENES.get(side, _hall)(draw, chance)
    MOMENTS.get(moment, _as_it_is)(draw)
    font = ImageFont.load_default(size=96)
    draw.text((SIZE[0] / 2, SIZE[1] - 215), WORD, font=font, fill="#ffffff", anchor="mm", stroke_width=3,
              stroke_fill="#33475b")  # fmt: skip
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def _tree(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.rectangle([x - 4, y - 50, x + 4, y], fill="#6f5337")
    draw.ellipse([x - 34, y - 110, x + 34, y - 40], fill="#5f8f4e")


def _road(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    middle = chance.randint(360, 600)
    draw.polygon([(middle - 20, HORIZON), (middle + 20, HORIZON), (860, SIZE[1]), (100, SIZE[1])], fill=EARTH)
    for _ in range(9):
        x, y = chance.randint(260, 700), chance.randint(460, 690)
        draw.ellipse([x, y, x + chance.randint(40, 110), y + 22], fill="#8f6d49")


def _pond(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    top = chance.randint(380, 430)
    draw.ellipse([90, top, 870, 700], fill=EARTH)
    draw.ellipse([240, top + 90, 720, 670], fill=WATER)


def _lamp(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    _road(draw, chance)
    for x, height in ((180, 300), (330, 190)):
        draw.rectangle([x, HORIZON + 120 - height, x + 8, HORIZON + 160], fill="#55606b")
        draw.ellipse([x - 16, HORIZON + 100 - height, x + 24, HORIZON + 130 - height], fill="#f6d25c")


def _hall(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    left = chance.randint(180, 320)
    draw.rectangle([left, 300, left + 460, 540], fill=WALL)
    draw.polygon([(left - 40, 300), (left + 230, 190), (left + 500, 300)], fill=ROOF)
    for x in range(left + 40, left + 420, 110):
        draw.rectangle([x, 370, x + 60, 540], fill="#b9a88c")


def _as_it_is(draw: ImageDraw.ImageDraw) -> None:
    """Nothing is added."""


def _with_a_digger(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle([600, 470, 790, 560], fill="#e0a11b")
    draw.rectangle([690, 400, 780, 480], fill="#e0a11b")
    draw.rectangle([705, 412, 765, 462], fill="#cfe3f5")
    draw.line([(610, 480), (510, 390), (440, 500)], fill="#b57f0f", width=18)
    draw.polygon([(415, 490), (470, 490), (455, 540), (420, 540)], fill="#55606b")
    draw.rounded_rectangle([585, 555, 805, 605], radius=24, fill="#33475b")
    for x in (160, 260, 360):
        draw.polygon([(x, 600), (x + 18, 540), (x + 36, 600)], fill="#d9541e")


def _finished(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(440, HORIZON), (520, HORIZON), (800, SIZE[1]), (160, SIZE[1])], fill="#c9ccd1")
    for y in range(HORIZON + 20, SIZE[1], 60):
        half = 3 + (y - HORIZON) // 60
        draw.rectangle([480 - half, y, 480 + half, y + 26], fill="#ffffff")
    draw.rectangle([70, 420, 280, 500], fill="#1f5c3f")
    draw.rectangle([80, 430, 270, 490], outline="#ffffff", width=3)
    for x in (100, 240):
        draw.rectangle([x, 500, x + 8, 590], fill="#55606b")


MOMENTS = {"during": _with_a_digger, "after": _finished}
SCENES = {
    "infrastructure": _road,
    "safety": _lamp,
    "water": _pond,
    "disaster": _pond,
    "environment": _pond,
    "agriculture": _pond,
}
