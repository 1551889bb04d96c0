"""The file of a backup: a tar.gz with a description first, which says what follows and its sums.

The sums tell a whole archive from a damaged one. They are no signature: whoever can write the file can make it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

FORMAT = 1
DESCRIPTION = "backup.json"
OWN_COPY, CONVERSATIONS_COPY, DUMP, SECRET = "assessments.db", "conversations.db", "database.dump", "secret"
CONTENTS = {"sqlite": frozenset({OWN_COPY, CONVERSATIONS_COPY}), "postgresql": frozenset({DUMP})}
"""Engine → the files a backup of it has, besides the description and perhaps the secret."""
LONGEST_DESCRIPTION = 64 * 1024
_PIECE = 1 << 20


class BackupFault(RuntimeError):
    """Why a backup was not made or not restored: what was found, and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Description:
    """What a backup says of itself.

    engine     `sqlite` or `postgresql`
    schema     the migrations its databases stand at
    program    version of the program that made it
    knowledge  version of the knowledge it worked by
    made       UTC
    files      name → (sha256, bytes)
    """

    engine: str
    schema: tuple[str, ...]
    program: str
    knowledge: str
    made: str
    files: Mapping[str, tuple[str, int]]


def write_archive(target: Path, description: Description, folder: Path) -> None:
    """Pack the described files of `folder`. The archive appears whole or not at all, readable to its owner alone.

    Raises OSError, such as where the disk is full.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                content = json.dumps({"format": FORMAT, **asdict(description)}, indent=1).encode()
                _add(archive, DESCRIPTION, io.BytesIO(content), len(content))
                for name, (_, size) in description.files.items():
                    with (folder / name).open("rb") as copied:
                        _add(archive, name, copied, size)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def read_archive(source: Path, folder: Path) -> Description:
    """Unpack a backup into `folder`, checked against its sums; raises BackupFault for anything that is not one.

    Files come out under the names above and no others, whatever the archive calls them.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            description = _described(archive.next(), archive, source)
            _must_have_room(description, folder)
            found: set[str] = set()
            for member in iter(archive.next, None):
                if member.name in found or member.name not in description.files or not member.isreg():
                    raise BackupFault(
                        f"{source} holds {member.name!r}, which no backup of ours has there. Nothing was unpacked "
                        "outside a folder that is deleted again; use a backup from a place you trust."
                    )
                found.add(member.name)
                _unpack(archive, member, description, folder, source)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
        raise _damaged(source) from None
    except OSError as error:
        raise BackupFault(f"{error.filename or source}: {error.strerror or type(error).__name__}.") from None
    missing = set(description.files) - found
    if missing:
        raise BackupFault(f"{source} lacks {', '.join(sorted(missing))}: it is damaged. Use another backup.")
    return description


def digest(path: Path) -> tuple[str, int]:
    """(sha256, bytes) of a file."""
    hasher, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(_PIECE), b""):
            hasher.update(piece)
            size += len(piece)
    return hasher.hexdigest(), size


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk, so that a power cut takes none of them back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, content)


def _described(member: tarfile.TarInfo | None, archive: tarfile.TarFile, source: Path) -> Description:
    if member is None or member.name != DESCRIPTION or not member.isreg() or member.size > LONGEST_DESCRIPTION:
        raise BackupFault(f"{source} does not begin with {DESCRIPTION}: it was not made by advisor backup.")
    content = archive.extractfile(member)
    try:
        said = json.loads(content.read() if content else b"")
        format = said.pop("format")
        if not isinstance(format, int) or format > FORMAT:
            raise BackupFault(f"{source} was made by a newer version of the program ({said.get('program')}): update.")
        files = {str(name): (str(sum), int(size)) for name, (sum, size) in said.pop("files").items()}
        schema = tuple(str(each) for each in said.pop("schema"))
        plain = {str(name): str(value) for name, value in said.items()}
        description = Description(schema=schema, files=files, **plain)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupFault(f"{DESCRIPTION} in {source} cannot be read: the backup is damaged. Use another.") from None
    wanted = CONTENTS.get(description.engine)
    if wanted is None or set(files) - {SECRET} != wanted or any(size < 0 for _, size in files.values()):
        raise BackupFault(f"{DESCRIPTION} in {source} names other files than a backup has. Use another backup.")
    return description


def _must_have_room(description: Description, folder: Path) -> None:
    needed, free = sum(size for _, size in description.files.values()), shutil.disk_usage(folder).free
    if needed > free:
        raise BackupFault(
            f"Unpacked, the backup takes {needed / 1e6:.0f} MB; {folder.parent} has {free / 1e6:.0f} MB left."
        )


def _unpack(
    archive: tarfile.TarFile, member: tarfile.TarInfo, description: Description, folder: Path, source: Path
) -> None:
    sum, size = description.files[member.name]
    content = archive.extractfile(member)
    if content is None or member.size != size:
        raise _damaged(source, member.name)
    target = folder / member.name
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file, _PIECE)
        file.flush()
        os.fsync(file.fileno())
    if digest(target) != (sum, size):
        raise _damaged(source, member.name)


def _damaged(source: Path, name: str = "") -> BackupFault:
    what = f"{name} in {source} is not what was backed up" if name else f"{source} is no whole tar.gz archive"
    return BackupFault(f"{what}: the file is damaged, or was cut off on its way. Use another backup.")
