"""Names of areas as people write them."""

import pytest

from planhub.areas.names import Part, name_key, read_chain, stored_keys


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        pytest.param("ในเมือง", [Part("ในเมือง")], id="a bare name"),
        pytest.param(
            "ต.ในเมือง อ.เมืองสุรินทร์",
            [Part("ในเมือง", "subdistrict"), Part("เมืองสุรินทร", "district")],
            id="a chain with short prefixes",
        ),
        pytest.param(
            "ต. ในเมืองอ. เมืองจ. สุรินทร์",
            [Part("ในเมือง", "subdistrict"), Part("เมือง", "district"), Part("สุรินทร", "province")],
            id="spaces after the prefixes and none between the parts",
        ),
        pytest.param(
            "จังหวัดสุรินทร์อําเภอเมืองสุรินทร์ตําบลในเมือง",
            [Part("ในเมือง", "subdistrict"), Part("เมืองสุรินทร", "district"), Part("สุรินทร", "province")],
            id="run together, the widest first, sara am in two strokes",
        ),
        pytest.param(
            "บาน หนองบัว ตําบล หนองบัว",
            [Part("บานหนองบัว"), Part("หนองบัว", "subdistrict")],
            id="prefixes standing alone, tone marks left out",
        ),
        pytest.param(
            "หมู่ที่ ๔ ต.ในเมือง",
            [Part("", "village", 4), Part("ในเมือง", "subdistrict")],
            id="a moo number in Thai digits",
        ),
        pytest.param(
            "ม.4 บ้านโคกเพชร", [Part("บานโคกเพชร", "village", 4)], id="a moo number beside a village's name"
        ),
        pytest.param(
            "เขตบางนา กทม.", [Part("บางนา", "district"), Part("กทม")], id="Bangkok's words for its levels"
        ),
        pytest.param("อ่างทอง", [Part("อางทอง")], id="a name that begins like a short prefix"),
        pytest.param("กิ่งอำเภอลืออำนาจ", [Part("ลืออำนาจ", "district")], id="a branch district"),
        pytest.param(
            "Tambon Nai Mueang, Mueang Surin District, Surin",
            [Part("naimueang", "subdistrict"), Part("mueangsurin", "district"), Part("surin")],
            id="English words on either side",
        ),
        pytest.param("Ban Nong Bua", [Part("bannongbua")], id="an English name of three words is one"),
        pytest.param(" ตำบล ", [], id="a prefix and nothing else"),
        pytest.param("่้๊", [], id="only tone marks"),
    ],
)
def test_a_typed_name_is_read_as_a_chain_finest_first(typed: str, parts: list[Part]) -> None:
    assert read_chain(typed) == parts


@pytest.mark.parametrize(
    ("kind", "name_th", "name_en", "keys"),
    [
        pytest.param(
            "village",
            "บ้านหนองบัว",
            "Ban Nong Bua",
            " หนองบัว บานหนองบัว nongbua bannongbua ",
            id="a village with and without บ้าน",
        ),
        pytest.param("subdistrict", "บ้านนา", None, " บานนา ", id="a subdistrict called บ้านนา keeps its name"),
        pytest.param(
            "subdistrict", "ปอภาร (ปอพาน)", None, " ปอภารปอพาน ปอภาร ปอพาน ", id="a name in brackets"
        ),
        pytest.param(
            "province",
            "พระนครศรีอยุธยา",
            "Phra Nakhon Si Ayutthaya",
            " พระนครศรีอยุธยา phranakhonsiayutthaya อยุธยา ayutthaya ",
            id="a province by its everyday name",
        ),
    ],
)
def test_an_area_is_stored_under_every_key_it_is_found_by(
    kind: str, name_th: str, name_en: str | None, keys: str
) -> None:
    assert stored_keys(kind, name_th, name_en) == keys


def test_punctuation_does_not_count() -> None:
    assert name_key("Ko Pha-ngan") == name_key("kophangan")
