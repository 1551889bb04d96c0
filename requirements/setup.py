"""Sets up everything the project needs in .venv; needs only a Python 3 (or uv) and a connection.

Run by make; doing nothing takes no time once all is there. Works with any Python from 3.6 on.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(HERE)
LOCK = os.path.join(HERE, "requirements.lock")
WEB_LOCK = os.path.join(PROJECT, "package-lock.json")
ENVIRONMENT = os.path.join(PROJECT, ".venv")
MARK = os.path.join(ENVIRONMENT, "set-up-from")
PRIVATE = os.path.join(PROJECT, ".bootstrap")
UV = "uv==0.13.9"


def main():
    wanted = digest()
    if os.path.isfile(MARK) and open(MARK).read() == wanted:
        return
    uv = find_uv()
    if not os.path.isdir(ENVIRONMENT):
        step("Making a Python 3.10 environment", [uv, "venv", "-q", "--python", find_python(), ENVIRONMENT])
    install = [uv, "pip", "sync", "-q", "--require-hashes", LOCK]
    step("Installing the locked packages (about 600 MB to fetch the first time)", install)
    own = [uv, "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", PROJECT]
    step("Adding the advisor command", own)
    step("Fetching the chat window's library", npm() + ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    with open(MARK, "w") as mark:
        mark.write(wanted)


def digest():
    """What the environment is made from."""
    hasher = hashlib.sha256()
    for path in (LOCK, WEB_LOCK, os.path.join(PROJECT, "pyproject.toml"), os.path.abspath(__file__)):
        with open(path, "rb") as file:
            hasher.update(file.read())
    return hasher.hexdigest()


def find_uv():
    """uv from the PATH, else a private one in .bootstrap/."""
    found = shutil.which("uv")
    if found:
        return found
    private = os.path.join(PRIVATE, "bin", "uv")
    if os.path.isfile(private):
        return private
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if subprocess.call([sys.executable, "-m", "venv", PRIVATE], **quiet) == 0:
        python = os.path.join(PRIVATE, "bin", "python")
        step("Fetching the installer", [python, "-m", "pip", "install", "-q", UV])
        return private
    shutil.rmtree(PRIVATE, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "pip", "--version"], **quiet) == 0:
        step("Fetching the installer", [sys.executable, "-m", "pip", "install", "-q", "--target", PRIVATE, UV])
        return private
    sys.exit(
        "This Python has neither venv nor pip, and there is no uv. Install one of them and run make again:\n"
        "  Debian, Ubuntu:  apt install python3-venv\n"
        "  Fedora:          dnf install python3-pip\n"
        "  or uv, as its own documentation says."
    )


def npm():
    """npm from the PATH, else the one that came with the packages: Node.js need not be installed."""
    found = shutil.which("npm")
    return [found] if found else [os.path.join(ENVIRONMENT, "bin", "npm")]


def find_python():
    """A Python 3.10 of this machine, also one behind a version manager's shim, else uv fetches one."""
    names = [shutil.which("python3.10")] + sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.10.*/bin/python")))
    for name in names:
        if name and works(name):
            return name
    return "3.10"


def works(python):
    try:
        said = subprocess.check_output(
            [python, "-c", "import sys; print(sys.version_info[:2])"], stderr=subprocess.DEVNULL
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return said.decode().strip() == "(3, 10)"


def step(what, command):
    print(what + " …")
    sys.stdout.flush()
    environment = dict(os.environ, VIRTUAL_ENV=ENVIRONMENT)
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(done.stdout.decode(errors="replace") + "\nThat did not work: " + what + ". See what is said above.")


if __name__ == "__main__":
    main()
