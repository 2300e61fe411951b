"""Opening a private server to the centre: one address, TLS, one role, and the networks it may come from."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path

from planhub.cluster.place import Place
from planhub.cluster.settings import access
from planhub.cluster.trouble import ClusterTrouble

NOTE = "listens-on"
CERTIFICATE, KEY = "network.crt", "network.key"


def addresses(place: Place) -> str:
    """Where the server listens besides its socket: comma-separated, empty for nowhere."""
    note = place.home / NOTE
    return note.read_text().strip() if note.exists() else ""


def open_network(
    place: Place, *, address: str, certificate: Path, key: Path, guests: Sequence[str]
) -> list[str]:
    """Have the next start listen on an address of this machine with this certificate; the guests as CIDR.

    The files are copied, so a renewed certificate is given here again.
    """
    try:
        address = str(ip_address(address))
        allowed = [str(ip_network(guest)) for guest in guests]
    except ValueError as wrong:
        raise ClusterTrouble(
            f"This is no address or network: {wrong}. Write 10.1.2.3, 203.0.113.0/28."
        ) from wrong
    texts = {}
    for name, source, mark in ((CERTIFICATE, certificate, "CERTIFICATE"), (KEY, key, "PRIVATE KEY")):
        try:
            texts[name] = source.read_text()
        except (OSError, UnicodeDecodeError) as wrong:
            raise ClusterTrouble(f"{source} cannot be read: {wrong}") from wrong
        if mark not in texts[name]:
            raise ClusterTrouble(f"{source} holds no PEM {mark.lower()}.")
    for name, text in texts.items():
        place.write(place.data / name, text)
    secure = [
        f"ssl_cert_file = '{CERTIFICATE}'",
        f"ssl_key_file = '{KEY}'",
        "ssl_min_protocol_version = 'TLSv1.2'",
    ]
    place.write(place.data / "network.conf", "\n".join(["ssl = on", *secure]) + "\n")
    place.write(place.data / "pg_hba.conf", access(allowed))
    (place.home / NOTE).write_text(address + "\n")
    return allowed


def close_network(place: Place) -> None:
    """Have the next start listen on the socket alone again."""
    (place.home / NOTE).unlink(missing_ok=True)
    (place.data / "network.conf").unlink(missing_ok=True)
    place.write(place.data / "pg_hba.conf", access())
