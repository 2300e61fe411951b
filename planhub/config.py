"""Every setting with its type and default; read once, from PLANHUB_… environment variables."""

import secrets
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from planhub import own_files


class Settings(BaseSettings):
    """An installation's settings."""

    model_config = SettingsConfigDict(env_prefix="PLANHUB_", frozen=False)

    data: Path = Path(".planhub")
    """Folder of this installation's own files: uploads, secret, sockets' address, sign-ins of the demo."""
    database_url: str = ""
    """SQLAlchemy URL by which the web connects; empty: the embedded server of `planhub.cluster`."""
    owner_database_url: str = ""
    """URL of the role that owns the schema (migrations, loading); empty: the same server's owner role."""
    admin_database_url: str = ""
    """URL of a superuser of that server, for `planhub node publish`, `join`, `leave`, `skip` and `status`."""
    secret_key: str = ""
    """Signs sessions; empty: made once and kept in the data folder."""
    public_url: str = ""
    """The address printed in QR codes, such as https://plan.surin.go.th; empty: that of the request."""
    province_urls: dict[str, str] = {}
    """At the centre: web addresses of provinces' own servers, such as {"45": "https://plan.roiet.go.th"}."""
    centre_url: str = ""
    """On a province's own server: the centre's web address, where other provinces are found."""
    tiles_url: str = ""
    """Address template of background map tiles where there is Internet; empty: our own outlines only."""
    https: bool = False
    """Served over TLS: cookies become Secure and HSTS is sent."""
    proxies: int = 0
    """How many trusted reverse proxies stand in front (X-Forwarded-For is believed that far)."""
    oc4ids_prefix: str = Field(default="oc4ids-plnhub", pattern=r"^oc4ids-[a-z0-9]{6}$")
    """Before the id of each project in OC4IDS; ask the standard's help desk for one of your own."""
    locale: str = "th"
    upload_limit_mb: int = 20
    """Largest single request body, in megabytes."""
    sql_statement_timeout_ms: int = 30_000
    purchase_small_most: Decimal = Field(default=Decimal(500_000), gt=0)
    """Baht up to which one supplier may be asked alone (พ.ร.บ. 2560 มาตรา 56 (2) (ข) and its regulation)."""
    purchase_quote_most: Decimal = Field(default=Decimal(5_000_000), gt=0)
    """Baht up to which a price quotation may be asked for (ระเบียบฯ 2560 ข้อ 32)."""
    contract_guarantee_percent: Decimal = Field(default=Decimal(5), ge=0, le=100)
    """What is suggested as a contract's guarantee (ระเบียบฯ 2560 ข้อ 168)."""
    purchase_days: dict[str, Annotated[int, Field(ge=0, le=366)]] = {}
    """Usual days of a purchase's step where they differ from ours, such as {"notice": 30}."""
    report_every: Literal["month", "quarter"] = "quarter"
    """How often a funded work must be reported on, by the fiscal year."""
    report_days: int = Field(default=15, ge=0, le=300)
    """Days after the month's or quarter's end within which the report must come."""
    photo_far_m: int = Field(default=500, ge=0)
    """A photo of a work taken farther than this from its place is marked, in metres."""

    year_end_days: int = Field(default=60, ge=0, le=366)
    """Days before 30 September from which that year's money may be kept over or lapse; our own rule."""
    contract_within_days: int = Field(default=60, ge=1, le=3650)
    """Days from the money to the contract, after which the governor's page lists it."""

    @property
    def uploads(self) -> Path:
        """Where attached files lie, each under its SHA-256, outside any served folder."""
        return self.data / "uploads"

    @property
    def issued(self) -> Path:
        """Where first PINs lie for the quarter of an hour in which their slips can be printed again."""
        return self.data / "issued"

    @cached_property
    def signing_key(self) -> str:
        """The secret: from the environment, or the one kept in the data folder, made at first use."""
        if self.secret_key:
            return self.secret_key
        path = self.data / "secret"
        with suppress(FileNotFoundError):
            if kept := path.read_text().strip():
                return kept
            path.unlink()  # of a crash, or a full disk
        self.data.mkdir(parents=True, exist_ok=True)
        return own_files.write_first(path, secrets.token_urlsafe(48).encode()).decode().strip()
