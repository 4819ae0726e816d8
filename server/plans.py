"""Plans on disk: a folder each, written in one move, and checked against their manifest when read."""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from uuid import uuid4

from server.errors import EditedPlan, PlanError, UnknownPlan
from server.model.filename import file_stem
from server.model.identity import identity_of, plan_from_json, plan_to_json
from server.model.plan import Plan
from server.model.serialisation import Json

PLAN_FILE = "plan.json"
SHOWN = 8
"""Hexadecimal digits of the identity in a folder's name."""

_SHOWN_REFERENCE = 100
_PREFIX = re.compile(r"[0-9a-f]{6,64}\Z")
_FILE_NAME = re.compile(r"(?!\.)[\w.-]{1,200}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan, the folder that holds it, its ``YYYY-MM-DD`` and the text of each file of its manifest."""

    plan: Plan
    folder: Path
    date: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """A plan as a list shows it; its files are not checked."""

    identity: str
    name: str
    database: str
    folder: Path


def save(plan: Plan, files: Mapping[str, str], *, root: Path, date: str) -> Path:
    """The folder that holds the plan, written now unless the same plan is there already.

    Args:
        plan: With its identity.
        files: Text by file name.
        root: Folder of all plans; made when missing.
        date: ``YYYY-MM-DD``, for the folder's name.

    Raises:
        EditedPlan: The same plan is there and somebody changed a file of it; nothing is overwritten.
        PlanError: The identity is not that of the content, or a file name has a folder in it.
    """
    if plan.identity != identity_of(plan):
        raise PlanError(f'plan "{plan.name}" carries an identity that is not that of its content; generate it again')
    for name in files:
        _require_file_name(name)
    root.mkdir(parents=True, exist_ok=True)
    present = _folder_of(plan, root)
    if present is not None:
        return present
    folder = root / f"{file_stem(plan.naming, date=date, name=plan.name)}-{plan.identity[:SHOWN]}"
    temporary = root / f".saving-{uuid4().hex}"
    temporary.mkdir()
    try:
        _write_folder(temporary, plan, files, date)
        # The move is the only visible moment: readers see all of the plan or nothing of it.
        temporary.rename(folder)
    except OSError:
        winner = _folder_of(plan, root)
        if winner is None:
            raise
        return winner
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def load(reference: str, *, root: Path, inside: Path) -> StoredPlan:
    """The plan a caller means, with every file checked against the manifest.

    Args:
        reference: An identity, at least six digits of its beginning, a folder, the path of a ``plan.json`` or the
            plan's name.
        root: Folder of all plans.
        inside: Folder that other paths must lie in; relative ones start here.

    Raises:
        UnknownPlan: Nothing matches, or several plans do.
        EditedPlan: A file was changed or is missing.
        PlanError: ``plan.json`` is broken, or the path lies outside.
    """
    entries = list_plans(root)
    if _PREFIX.match(reference):
        found = _one([entry for entry in entries if entry.identity.startswith(reference)], reference)
        if found is not None:
            return _read_folder(found)
    found = _one([entry for entry in entries if entry.name == reference], reference)
    if found is None:
        found = _folder_at(reference, root, inside) or _broken_folder(reference, root)
    if found is None:
        raise UnknownPlan(_unknown(reference, entries))
    return _read_folder(found)


def list_plans(root: Path) -> tuple[PlanEntry, ...]:
    """The plans below the root, most recent first; folders whose ``plan.json`` cannot be read are left out."""
    entries = (_entry(folder) for folder in _folders(root))
    return tuple(entry for entry in entries if entry is not None)


def plan_that_names(helper: str, *, root: Path) -> PlanEntry | None:
    """The most recent plan below the root whose steps name a helper of theirs so; None when there is none."""
    spelled = json.dumps(helper, ensure_ascii=False)[1:-1]
    for folder in _folders(root):
        if spelled in (folder / PLAN_FILE).read_text(encoding="utf-8", errors="replace"):
            return _entry(folder)
    return None


def add_file(folder: Path, name: str, text: str) -> Path:
    """The path of a further file of a plan, such as a report, written in one move; the manifest stays as it is.

    Raises:
        PlanError: The name has a folder in it or belongs to the plan itself.
    """
    _require_file_name(name)
    if name in _manifest(_read_plan_file(folder), folder):
        raise PlanError(f'"{name}" is a file of the plan in "{folder.name}" and is never rewritten; use another name')
    path = folder / name
    temporary = folder / f".writing-{uuid4().hex}"
    try:
        temporary.write_bytes(text.encode())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _require_file_name(name: str) -> None:
    if not _FILE_NAME.match(name) or name == PLAN_FILE:
        raise PlanError(f'"{name}" cannot be the name of a file of a plan; use letters, digits, dots and hyphens')


def _write_folder(folder: Path, plan: Plan, files: Mapping[str, str], date: str) -> None:
    contents = {name: text.encode() for name, text in files.items()}
    manifest: dict[str, Json] = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    document: dict[str, Json] = {
        "identity": plan.identity,
        "date": date,
        "plan": plan_to_json(plan),
        "files": manifest,
    }
    contents[PLAN_FILE] = (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
    for name, content in contents.items():
        with (folder / name).open("xb") as file:
            file.write(content)
            # Without this a power cut after the move could leave a complete folder of empty files.
            file.flush()
            os.fsync(file.fileno())


def _folder_of(plan: Plan, root: Path) -> Path | None:
    for folder in _folders(root):
        if folder.name.endswith(f"-{plan.identity[:SHOWN]}") and _read_folder(folder).plan.identity == plan.identity:
            return folder
    return None


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    visible = (folder for folder in root.iterdir() if not folder.name.startswith("."))
    return sorted((folder for folder in visible if (folder / PLAN_FILE).is_file()), reverse=True)


def _entry(folder: Path) -> PlanEntry | None:
    try:
        document = _read_plan_file(folder)
    except PlanError:
        return None
    plan = document.get("plan")
    target = plan.get("target") if isinstance(plan, dict) else None
    if not isinstance(plan, dict) or not isinstance(target, dict):
        return None
    return PlanEntry(
        identity=str(document.get("identity")),
        name=str(plan.get("name")),
        database=str(target.get("database")),
        folder=folder,
    )


def _one(entries: list[PlanEntry], reference: str) -> Path | None:
    if len({entry.identity for entry in entries}) > 1:
        listed = ", ".join(f"{entry.identity[:12]} ({entry.folder.name})" for entry in entries[:5])
        raise UnknownPlan(f'"{reference}" means {len(entries)} plans: {listed}; give more of the identity')
    return entries[0].folder if entries else None


def _folder_at(reference: str, root: Path, inside: Path) -> Path | None:
    if "\0" in reference or not reference.strip():
        return None
    allowed = (inside.resolve(), root.resolve())
    for base in (inside, root):
        path = (base / reference).resolve()
        if not any(path.is_relative_to(folder) for folder in allowed):
            raise PlanError(f'"{reference}" lies outside the folder plans are read from; give an identity or a name')
        folder = path.parent if path.name == PLAN_FILE else path
        # A name too long for the file system is an error there, and simply no plan here.
        with contextlib.suppress(OSError):
            if (folder / PLAN_FILE).is_file():
                return folder
    return None


def _broken_folder(reference: str, root: Path) -> Path | None:
    # A plan whose plan.json no longer parses has no identity to compare; its folder's name still tells.
    if len(reference) < SHOWN or not _PREFIX.match(reference):
        return None
    return next((folder for folder in _folders(root) if folder.name.endswith(f"-{reference[:SHOWN]}")), None)


def _unknown(reference: str, entries: tuple[PlanEntry, ...]) -> str:
    reference = reference[:_SHOWN_REFERENCE]
    if not entries:
        return f'no plan "{reference}": no plan has been written yet; run generate_migration first'
    names = {entry.name: entry for entry in reversed(entries)} | {entry.identity: entry for entry in entries}
    near = [names[match] for match in get_close_matches(reference, names, n=3, cutoff=0.5)]
    listed = ", ".join(f'{entry.identity[:12]} "{entry.name}"' for entry in near or entries[:5])
    return f'no plan "{reference}"; {"nearest" if near else "most recent"}: {listed}'


def _read_plan_file(folder: Path) -> dict[str, Json]:
    try:
        document = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnknownPlan(f'folder "{folder.name}" has no {PLAN_FILE}; it is not a plan') from None
    except (ValueError, RecursionError) as error:
        raise PlanError(f'{PLAN_FILE} in "{folder.name}" is not JSON: {error}; generate the plan again') from None
    if not isinstance(document, dict):
        raise PlanError(f'{PLAN_FILE} in "{folder.name}" is not an object; generate the plan again')
    return document


def _date(document: Mapping[str, Json], folder: Path) -> str:
    date = document.get("date")
    if not isinstance(date, str):
        raise EditedPlan(f'{PLAN_FILE} in "{folder.name}" has no date; generate the plan again')
    return date


def _manifest(document: Mapping[str, Json], folder: Path) -> dict[str, str]:
    files = document.get("files")
    if not isinstance(files, dict):
        raise PlanError(f'{PLAN_FILE} in "{folder.name}" has no list of files; generate the plan again')
    for name in files:
        _require_file_name(name)
    return {name: str(digest) for name, digest in files.items()}


def _read_folder(folder: Path) -> StoredPlan:
    document = _read_plan_file(folder)
    try:
        plan = plan_from_json(document.get("plan"))
    except PlanError as error:
        raise EditedPlan(
            f'{PLAN_FILE} in "{folder.name}" is not a plan of this version: {error}; generate the plan again'
        ) from None
    if not document.get("identity") == plan.identity == identity_of(plan):
        raise EditedPlan(
            f'{PLAN_FILE} in "{folder.name}" was changed by hand; '
            "restore it, or delete the folder and generate the plan again"
        )
    names = _manifest(document, folder).items()
    return StoredPlan(
        plan=plan,
        folder=folder,
        date=_date(document, folder),
        files={name: _checked(folder, name, digest) for name, digest in names},
    )


def _checked(folder: Path, name: str, digest: str) -> str:
    path = folder / name
    remedy = "restore it, or delete the folder and generate the plan again"
    if path.is_symlink() or not path.is_file():
        raise EditedPlan(f'file "{name}" of the plan in "{folder.name}" is missing; {remedy}')
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise EditedPlan(f'file "{name}" of the plan in "{folder.name}" was changed after it was written; {remedy}')
    return content.decode()
