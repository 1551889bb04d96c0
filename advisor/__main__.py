"""The `advisor` command: one subcommand each in `advisor/commands/`."""

from __future__ import annotations

import importlib
import sys

COMMANDS = {
    "assess": "answers in, assessments out (JSON lines, CSV, XLSX)",
    "report": "assessments in, reports out (PDF, Word, picture, HTML)",
    "questionnaire": "the interview on paper (PDF, Word, HTML) and as a table to fill in",
    "import-answers": "a filled-in table in, answers out (JSON lines)",
    "read": "what the assistant understands of a text",
    "check": "is the knowledge sound?",
    "evaluate": "how well free answers are understood",
    "account": "accounts of training staff",
    "channels": "check the settings of the WeChat channels",
    "migrate": "bring the tables of the databases up to date",
    "backup": "everything that is kept, in one file, while the server runs",
    "restore": "a backup back into an empty data folder or database",
    "person": "what is kept of one person: find, export, erase",
    "serve": "run the assistant",
    "chat": "talk to it in the terminal",
    "train": "train the model where it is out of date",
    "domain": "write the files Rasa needs from the knowledge",
}


def main() -> int:
    """Run the subcommand named first; 2 where there is none of that name."""
    name, arguments = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name not in COMMANDS:
        wrong = f"There is no command “{name}”.\n" if name and name not in ("-h", "--help") else ""
        lines = [f"  {command:<15}{about}" for command, about in COMMANDS.items()]
        print(f"{wrong}usage: advisor COMMAND …\n" + "\n".join(lines), file=sys.stderr if wrong else sys.stdout)
        return 2 if wrong or not name else 0
    code: int = importlib.import_module(f"advisor.commands.{name.replace('-', '_')}").run(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
