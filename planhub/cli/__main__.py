"""`python -m planhub.cli` is `planhub`."""

from planhub.cli import main

main(prog_name="planhub")
