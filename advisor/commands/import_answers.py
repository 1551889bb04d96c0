"""The command `advisor import-answers`; see session_files.py."""

from advisor.commands.session_files import run_import_answers as run

__all__ = ["run"]
