"""What may go wrong with the server, said so that the person at the keyboard can mend it."""


class ClusterTrouble(RuntimeError):
    """The database server cannot be had; the message says why and what to do."""
