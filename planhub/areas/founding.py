"""Found a ชุมชน: no code of the ministry's, its own id under its local authority."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas import codes, finding
from planhub.areas.area import Area
from planhub.areas.local_authority import LocalAuthority
from planhub.areas.names import name_key, stored_keys
from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, say

LONGEST_NAME = 120
MOST_COMMUNITIES = 999

_NO_AUTHORITY = N_("ไม่พบองค์กรปกครองส่วนท้องถิ่นรหัส %(code)s ตรวจเลข 7 หลัก หรือให้ผู้ดูแลโหลดรายชื่อ อปท. ก่อน")
_OTHER_PROVINCE = N_("ตำบล %(subdistrict)s อยู่คนละจังหวัดกับ %(authority)s เลือกตำบลในจังหวัดเดียวกัน")
_NO_NAME = N_("ยังไม่ได้กรอกชื่อชุมชน กรอกชื่อที่ชาวบ้านเรียก เช่น ริมคลอง")
_LONG_NAME = N_("ชื่อชุมชนยาว %(n)s ตัวอักษร ยาวได้ไม่เกิน %(most)s ตัวอักษร ย่อให้สั้นลง")
_SAME_NAME = N_("%(authority)s มีชุมชนชื่อ %(name)s อยู่แล้ว รหัส %(code)s ใช้รหัสนั้น หรือตั้งชื่อให้ต่างกัน")
_FULL = N_("%(authority)s มีชุมชนครบ %(most)s ชุมชนแล้ว เพิ่มอีกไม่ได้")


def found_community(session: Session, local_authority: str, *, subdistrict: str, name: str) -> Area:
    """A new ชุมชน with the next free id C-<authority>-nnn, lying in a subdistrict of the same province.

    Invalid, per field (local_authority, subdistrict, name), for what cannot be. Two people at once get two
    numbers: the authority's row is locked meanwhile.
    """
    authority = _locked_authority(session, local_authority)
    parent = finding.by_code(session, subdistrict, field="subdistrict", kinds=("subdistrict",)).area
    if codes.province_of(parent.code) != authority.province_code:
        sentence = say(_OTHER_PROVINCE, subdistrict=parent.name_th, authority=authority.name_th)
        raise Invalid({"subdistrict": sentence})
    bare = _name(name)
    ours = select(Area).where(Area.kind == "community", Area.local_authority_code == authority.code)
    for other in session.scalars(ours.where(Area.valid_to.is_(None))):
        if name_key(other.name_th) == name_key(bare):
            sentence = say(_SAME_NAME, authority=authority.name_th, name=bare, code=other.code)
            raise Invalid({"name": sentence})
    area = Area(
        code=codes.community_code(authority.code, _next_number(session, authority)),
        kind="community",
        parent_code=parent.code,
        name_th=bare,
        search_key=stored_keys("community", bare, None),
        local_authority_code=authority.code,
        in_76=parent.in_76,
    )
    session.add(area)
    session.flush()  # the id is promised only once the database has it
    return area


def _locked_authority(session: Session, typed: str) -> LocalAuthority:
    code = arabic_digits(visible(typed)).replace(" ", "").replace("-", "")
    query = select(LocalAuthority).where(LocalAuthority.code == code, LocalAuthority.valid_to.is_(None))
    authority = session.scalars(query.with_for_update()).first()
    if authority is None:
        raise Invalid({"local_authority": say(_NO_AUTHORITY, code=code[:20] or "–")})
    return authority


def _name(typed: str) -> str:
    name = visible(typed).removeprefix("ชุมชน").strip()
    if not name:
        raise Invalid({"name": say(_NO_NAME)})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": say(_LONG_NAME, n=len(name), most=LONGEST_NAME)})
    return name


def _next_number(session: Session, authority: LocalAuthority) -> int:
    last = session.scalar(
        select(func.max(Area.code)).where(
            Area.kind == "community", Area.local_authority_code == authority.code
        )
    )
    number = int(last[-3:]) + 1 if last else 1
    if number > MOST_COMMUNITIES:
        raise Invalid({"local_authority": say(_FULL, authority=authority.name_th, most=MOST_COMMUNITIES)})
    return number
