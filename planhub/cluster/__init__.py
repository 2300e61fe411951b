"""The private PostgreSQL + PostGIS server of an installation: on a socket only, under its data folder."""

from planhub.cluster.running import discard, ensure
from planhub.cluster.server import DATABASE, LINK, OWNER, SUPERUSER, WEB, Server
from planhub.cluster.trouble import ClusterTrouble

__all__ = ["DATABASE", "LINK", "OWNER", "SUPERUSER", "WEB", "ClusterTrouble", "Server", "discard", "ensure"]
