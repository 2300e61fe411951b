"""How far, as people say it: metres near by, kilometres from one on. Pure."""

from planhub.wording import N_, Sentence, say

NEAR_M = 100
"""Up to here metres are told one by one, beyond it in tens: nobody paces out the rest."""
KILOMETRE_M = 1_000
LONG_M = 100 * KILOMETRE_M
"""From here on kilometres are told without a decimal."""


def distance_words(metres: float) -> Sentence:
    """35 เมตร, 640 เมตร, 3.2 กม., 128 กม.; never "0 เมตร" for what is apart."""
    whole = round(metres) if metres < NEAR_M else round(metres / 10) * 10
    if whole <= 1:
        return say(N_("1 เมตร"))  # a sentence of its own: English has a singular
    if whole < KILOMETRE_M:
        return say(N_("%(n)s เมตร"), n=whole)
    if metres < LONG_M:
        return say(N_("%(n)s กม."), n=f"{metres / KILOMETRE_M:.1f}".removesuffix(".0"))
    return say(N_("%(n)s กม."), n=f"{metres / KILOMETRE_M:,.0f}")
