"""From the subdistrict to the village: what a moo number and a village name prove."""

import pytest

from planhub.places.gazetteer import Gazetteer
from planhub.places.reading import Why, read

_PLACE = "ต.นอกเมือง อ.เมือง จ.สุรินทร์"

PROVED = [
    ("a moo number", f"หมู่ที่ 4 {_PLACE}", "32011104"),
    ("short and in Thai digits", f"ม.๔ {_PLACE}", "32011104"),
    ("behind the chain", "จังหวัดสุรินทร์ อำเภอเมือง ตำบลนอกเมือง หมู่ที่ 4", "32011104"),
    ("number and name agree", f"บ้านละเอาะ หมู่ที่ 4 {_PLACE}", "32011104"),
    ("the name is not the village's, but no other's either", f"คุ้มบ้านใหม่ หมู่ที่ 4 {_PLACE}", "32011104"),
    ("a moo without a name of its own", f"บ้านละเอาะ หมู่ที่ 6 {_PLACE}", "32011106"),
    ("a name alone right at the subdistrict", f"สระน้ำบ้านละเอาะ {_PLACE}", "32011104"),
    ("a name elsewhere in the text is no proof", f"บ้านละเอาะ ความยาว 200 เมตร {_PLACE}", "320111"),
    ("the end of a road is no proof", f"ถนนสายแยก ทล.226 - บ้านละเอาะ {_PLACE}", "320111"),
    ("two names are the ends of a road", f"ถนนสายบ้านหนองบัว บ้านละเอาะ {_PLACE}", "320111"),
    ("a name within the village's name", f"บ้านหนองบ้านหนองบัว หมู่ที่ 5 {_PLACE}", "32011105"),
    ("two moos", f"หมู่ที่ 1 และหมู่ที่ 4 {_PLACE}", "32011101 32011104"),
    ("moos in a list", f"หมู่ที่ 1,4 และ 5 {_PLACE}", "32011101 32011104 32011105"),
    ("a range of moos", f"หมู่ 1-3 {_PLACE}", "32011101 32011102 32011103"),
    ("the two ends of a road", f"หมู่ที่ 1 ถึง หมู่ที่ 4 {_PLACE}", "32011101 32011104"),
    ("a house number before it", f"เลขที่ 12 ม.4 {_PLACE}", "32011104"),
    ("a metre is no moo", f"กว้าง 5 ม. 4 แห่ง {_PLACE}", "320111"),
    ("each moo to its subdistrict", "หมู่ที่ 4 ต.นอกเมือง หมู่ที่ 2 ต.คอโค อ.เมือง จ.สุรินทร์", "32011104 32011202"),
    ("no villages are known there", "หมู่ที่ 3 ตำบลกังแอน อำเภอปราสาท", "320501"),
    ("number and name tell subdistricts of one name apart", "บ.หนองบัว ม.5 ต.ในเมือง", "45010105"),
]


@pytest.mark.parametrize(("sentence", "text", "codes"), PROVED)
def test_a_village_is_proved(sentence: str, text: str, codes: str, gazetteer: Gazetteer) -> None:
    reading = read(text, gazetteer)
    assert ([p.code for p in reading.places], reading.doubt) == (codes.split(), None), sentence


DOUBTS = [
    ("no such moo", f"หมู่ที่ 19 {_PLACE}", Why.UNREAD, "ไม่พบหมู่ที่ 19"),
    ("the name is another village's", f"บ้านหนองบัว หมู่ที่ 4 {_PLACE}", Why.AMBIGUOUS, "ชื่อบ้านละเอาะ"),
    ("two villages of one name side by side", f"บ้านโคกเพชร {_PLACE}", Why.AMBIGUOUS, "ตรงกับ 2 พื้นที่"),
]


@pytest.mark.parametrize(("sentence", "text", "why", "said"), DOUBTS)
def test_the_subdistrict_is_sure_and_the_village_is_not(
    sentence: str, text: str, why: Why, said: str, gazetteer: Gazetteer
) -> None:
    reading = read(text, gazetteer)
    assert [p.code for p in reading.places] == ["320111"], sentence
    assert reading.doubt is not None
    assert reading.doubt.why is why
    assert said in str(reading.doubt.sentence)


def test_an_open_subdistrict_stays_open_without_a_village_to_decide(gazetteer: Gazetteer) -> None:
    reading = read("ม.5 ต.ในเมือง", gazetteer)
    assert reading.places == ()
    assert reading.doubt is not None
    assert {"450101", "300101"} <= set(reading.doubt.candidates)
