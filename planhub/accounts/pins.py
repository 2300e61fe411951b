"""PINs and passwords: what is good enough, and new ones drawn by lot. Pure, but for the lot."""

import re
import secrets
from itertools import pairwise

from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say

PIN_DIGITS = 6
PASSWORD_LENGTH = 10
LONGEST = 200
"""Characters; longer ones are refused before they cost time to hash."""

PLACE_USERNAME = re.compile(r"\d{8}|C-\d{7}-\d{3}")
"""A village's or a ชุมชน's account is named by its code; nobody else's is."""

_COMMON = frozenset({"123123", "112233", "123321", "696969", "159753", "147258", "142536", "123654"})
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"
"""Without those that people confuse on paper: l, i, o, 0, 1."""

_EMPTY = N_("ยังไม่ได้พิมพ์รหัสใหม่")
_PIN_LENGTH = N_("PIN ต้องเป็นตัวเลข 6 หลัก หรือใช้รหัสผ่านยาว 10 ตัวขึ้นไปก็ได้")
_PIN_IN_CODE = N_("PIN นี้เป็นส่วนหนึ่งของรหัสหมู่บ้าน คนอื่นเดาได้ เลือกเลขอื่น")
_PIN_EASY = N_("PIN นี้เดาง่าย เช่น เลขซ้ำกันหรือเรียงกัน เลือกเลขอื่น")
_SHORT = N_("รหัสผ่านมี %(n)s ตัว ต้องยาว 10 ตัวขึ้นไป ใช้ประโยคสั้น ๆ ที่จำได้ก็ได้")
_LONG = N_("รหัสผ่านยาวเกิน 200 ตัว ทำให้สั้นลง")
_IS_USERNAME = N_("รหัสผ่านมีชื่อผู้ใช้อยู่ในนั้น คนอื่นเดาได้ ใช้คำอื่น")
_ONE_SIGN = N_("รหัสผ่านนี้เป็นตัวเดิมซ้ำ ๆ ใช้หลายตัวปนกัน")
_NOT_REPEATED = N_("พิมพ์สองครั้งไม่เหมือนกัน พิมพ์รหัสใหม่ซ้ำอีกครั้งให้ตรงกัน")


def is_place(username: str) -> bool:
    """Whether the account is a village's or a ชุมชน's, which may sign in with a PIN."""
    return PLACE_USERNAME.fullmatch(username) is not None


def read_secret(typed: str) -> str:
    """A PIN or password as it is compared: digits of either script, and a PIN's spaces dropped."""
    text = arabic_digits(typed)
    digits = re.sub(r"[\s\-]", "", text)
    return digits if re.fullmatch(r"\d{6}", digits) else text


def read_new_secret(typed: str, repeated: str, *, username: str) -> str:
    """The new PIN or password, as it will be compared; Invalid, naming the field, when it will not do."""
    secret = read_secret(typed)
    fault = fault_of(secret, username=username)
    if fault:
        raise Invalid({"new_password": fault})
    if read_secret(repeated) != secret:
        raise Invalid({"repeat_password": say(_NOT_REPEATED)})
    return secret


def fault_of(secret: str, *, username: str) -> Sentence | None:
    """What is wrong with a new PIN or password for that account; None when it will do."""
    if not secret.strip():
        return say(_EMPTY)
    if len(secret) > LONGEST:
        return say(_LONG)
    if is_place(username) and secret.isdecimal() and len(secret) < PASSWORD_LENGTH:
        return _fault_of_pin(secret, username)
    if len(secret) < PASSWORD_LENGTH:
        return say(_PIN_LENGTH) if is_place(username) else say(_SHORT, n=len(secret))
    if len(set(secret)) < 3:
        return say(_ONE_SIGN)
    plain = visible(secret).casefold().replace(" ", "")
    return say(_IS_USERNAME) if username.casefold() in plain else None


def new_pin(username: str) -> str:
    """Six digits by lot that keep the rules."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):06d}"
        if _fault_of_pin(pin, username) is None:
            return pin


def new_password() -> str:
    """A first password to be read off paper: three groups of four, some 57 bits."""
    groups = ("".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def new_secret(username: str) -> str:
    """A first PIN for a village, a first password for an official."""
    return new_pin(username) if is_place(username) else new_password()


def _fault_of_pin(pin: str, username: str) -> Sentence | None:
    if len(pin) != PIN_DIGITS:
        return say(_PIN_LENGTH)
    digits = re.sub(r"\D", "", username)
    if pin in digits or pin[::-1] in digits:
        return say(_PIN_IN_CODE)
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) < 3 or pin in _COMMON or pin[:3] == pin[3:]:
        return say(_PIN_EASY)
    return None
