"""The command `advisor questionnaire`; see session_files.py."""

from advisor.commands.session_files import run_questionnaire as run

__all__ = ["run"]
