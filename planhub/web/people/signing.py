"""Sign in and out, change a PIN or password, choose the hat, one's own account."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.accounts import signing_in
from planhub.accounts.pins import is_place
from planhub.accounts.signing_in import Refused
from planhub.database import db
from planhub.edge import carrying, people, public, requires, tell
from planhub.edge.transaction import keep
from planhub.errors import Invalid
from planhub.web import navigation
from planhub.web.labels import labelled
from planhub.wording import Sentence
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]

pages = Blueprint("signing", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def form() -> Answer:
    """The page with two fields; whoever is signed in already goes home."""
    if request.method == "GET":
        return redirect(_home(), 303) if g.person else _ask()
    if not {"username", "password"} & request.form.keys():
        return _ask()  # sent on by a page that only carries what was typed
    try:
        account = signing_in.sign_in(
            db.session(),
            username=request.form.get("username", ""),
            secret=request.form.get("password", ""),
            address=request.remote_addr or "",
            at=clock.now(),
        )
    except Invalid as wrong:
        return _ask(wrong.fields), 422
    if isinstance(account, Refused):
        return _refused(account)
    people.remember(account.id, account.session_epoch)
    return _onwards()


@pages.post("/sign-out")
@public
def out() -> Answer:
    """End this browser's session."""
    people.forget()
    flash(_("ออกจากระบบแล้ว"), "success")
    return redirect(url_for("signing.form"), 303)


@pages.route("/password", methods=["GET", "POST"])
@requires(Permission.SELF)
def change() -> Answer:
    """Change one's PIN or password: by free will, or at the first sign-in because one must."""
    if request.method == "GET":
        return _ask_new()
    try:
        account = signing_in.change_secret(
            db.session(),
            account_id=g.person.account_id,
            old=request.form.get("password", ""),
            new=request.form.get("new_password", ""),
            repeated=request.form.get("repeat_password", ""),
            at=clock.now(),
        )
    except Invalid as wrong:
        return _ask_new(wrong.fields), 422
    if isinstance(account, Refused):
        keep()  # the failure is counted
        return _ask_new({"password": account.sentence}), 429 if account.minutes else 422
    people.remember(account.id, account.session_epoch, session.get("holding"))
    flash(_("เปลี่ยนรหัสแล้ว ครั้งหน้าเข้าสู่ระบบด้วยรหัสใหม่"), "success")
    return _onwards()


@pages.post("/hat")
@requires(Permission.SELF)
def hat() -> Answer:
    """Put on another of one's hats, and begin at its home page."""
    chosen = request.form.get("hat", "")
    held = {str(hat.holding_id): hat for hat in g.person.hats}
    if chosen not in held:
        flash(_("ตำแหน่งนี้สิ้นสุดแล้วหรือไม่ใช่ของท่าน เลือกจากที่มีอยู่"), "warn")
        return redirect(url_for("signing.account"), 303)
    session["holding"] = held[chosen].holding_id
    flash(_("ทำงานในฐานะ %(hat)s", hat=navigation.shown(held[chosen], g.person).label), "success")
    return redirect(_home(), 303)


@pages.get("/account")
@requires(Permission.SELF)
def account() -> Answer:
    """One's own account: the hats with their terms and orders, password, sign-out everywhere."""
    now = people.wearing()
    terms = [
        {"hat": hat, "label": navigation.shown(hat, g.person).label, "current": hat == now}
        for hat in g.person.hats
    ]
    return render_template("signing/account.html", terms=terms)


@pages.post("/account/sign-out-everywhere")
@requires(Permission.SELF)
def everywhere() -> Answer:
    """End every session of one's account, this one too."""
    signing_in.sign_out_everywhere(db.session(), account_id=g.person.account_id, at=clock.now())
    people.forget()
    flash(_("ออกจากระบบทุกเครื่องแล้ว"), "success")
    return redirect(url_for("signing.form"), 303)


def _refused(refusal: Refused) -> Answer:
    keep()  # the failure is counted
    page = _ask({"username": refusal.sentence})
    if not refusal.minutes:
        return page, 422
    return page, 429, {"Retry-After": str(refusal.minutes * 60)}


def _onwards() -> Answer:
    """Where somebody goes who has just signed in: to change a first PIN, to what was typed, or home."""
    carried = carrying.unpack(request.form.get("carried", ""))
    who = people.person()
    if who and who.must_change:
        return _ask_new() if carried else redirect(url_for("signing.change", next=_next() or None), 303)
    if carried:
        return render_template(
            "signing/resume.html", form=carried, typed=labelled(carried["fields"]), home=_home()
        )
    return redirect(_next() or _home(), 303)


def _ask(errors: dict[str, Sentence] | None = None) -> str:
    carried = request.form.get("carried", "")
    return render_template(
        "signing/form.html",
        errors={name: tell(sentence) for name, sentence in (errors or {}).items()},
        username=request.form.get("username", request.args.get("village", "")),
        letters=request.args.get("keys") == "letters",
        carried=carried if carrying.unpack(carried) else "",
        next=_next(),
    )


def _ask_new(errors: dict[str, Sentence] | None = None) -> str:
    carried = request.form.get("carried", "")
    return render_template(
        "signing/change.html",
        errors={name: tell(sentence) for name, sentence in (errors or {}).items()},
        is_place=is_place(g.person.username),
        carried=carried if carrying.unpack(carried) else "",
        next=_next(),
    )


def _next() -> str:
    """The page of ours that was wanted before signing in; "" for none."""
    target = request.form.get("next", request.args.get("next", ""))
    return target if carrying.is_ours(target) and target != url_for("signing.form") else ""


def _home() -> str:
    hat = people.wearing()
    return navigation.home_of(hat) if hat else url_for("signing.account")
