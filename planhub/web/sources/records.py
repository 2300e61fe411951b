"""The source, run or kept file that a page is about, once its reader has been found to have a right to it."""

from contextlib import suppress
from pathlib import Path

from flask import current_app
from werkzeug.datastructures import FileStorage

from planhub.areas import finding
from planhub.database import db
from planhub.edge import tell
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid, NotFound
from planhub.lists.description import Description
from planhub.lists.description_json import read_description
from planhub.lists.list_file import open_list
from planhub.lists.own_file import own_description
from planhub.sources import keeping
from planhub.sources.import_run import ImportRun
from planhub.sources.keeping import Kept
from planhub.sources.registering import find_source, unknown
from planhub.sources.source import Source
from planhub.wording import N_, Sentence
from planhub.workflow.authority import Permission, may

_NO_RUN = N_("ไม่พบการนำเข้าครั้งนี้ ถ้าเป็นการลอง อาจถูกแทนด้วยการลองครั้งใหม่แล้ว ดูรายการที่หน้าแหล่งข้อมูล")

ACCEPT = ".xlsx,.xls,.ods,.csv,.gz"


def own(source_code: str) -> Source:
    """A source that this hat manages: a province's own its planner, the nation's the administrator.

    Raises NotFound for all others.
    """
    source = find_source(db.session(), source_code)
    if not may(acting_hat(), Permission.SOURCES_MANAGE, source.owner_province or ""):
        raise unknown(source_code)  # whether another province has it is nobody's business
    return source


def own_run(source_code: str, run_id: int) -> tuple[Source, ImportRun]:
    """A run of such a source."""
    source = own(source_code)
    run = db.session.get(ImportRun, run_id)
    if run is None or run.source_code != source.code:
        raise NotFound(_NO_RUN)
    return source, run


def own_province() -> str | None:
    """The province whose sources this hat sees; None: all sources."""
    return acting_hat().area_code[:2] or None


def lists_folder() -> Path:
    """Where files lie between the steps of an import."""
    place: Path = current_app.config["SETTINGS"].uploads / "lists"
    return place


def kept_file(source: Source, sha256: str) -> Kept:
    """A file that was sent for the source; NotFound when it is gone."""
    return keeping.find(lists_folder(), source_code=source.code, sha256=sha256)


def keep_file(source_code: str, file: FileStorage | None) -> Kept:
    """Keep the file that was sent; Invalid for field "file"."""
    stream, name = (file.stream, file.filename) if file is not None else (None, None)
    return keeping.keep(lists_folder(), stream, source_code=source_code, name=name or "")


def described(source: Source, kept: Kept | None = None) -> Description | None:
    """How a file of the source is read, though something may lack; one that we wrote, as we wrote it."""
    if kept is not None:
        with suppress(Invalid):  # whoever reads the file says what is wrong with it
            if (own := own_description(open_list(kept.path, name=kept.name))) is not None:
                return own
    return read_description(source.description, draft=True) if source.description else None


def provinces() -> list[tuple[str, str]]:
    """(code, name) of the 76."""
    return [(code, tell(name)) for code, name in finding.provinces(db.session())]


def told(sentences: dict[str, Sentence] | None) -> dict[str, str]:
    """Sentences by field, in the reader's language."""
    return {name: tell(sentence) for name, sentence in (sentences or {}).items()}
