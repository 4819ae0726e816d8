"""What the repository promises to a new machine."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]


def test_every_dependency_has_bounds_and_an_exact_version_inside_them() -> None:
    """A fresh machine installs the versions the tests passed with."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines())
    versions = {name.lower().replace("_", "-"): Version(text) for name, text in pins.items()}
    for text in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        requirement = Requirement(text)
        operators = {specifier.operator for specifier in requirement.specifier}
        assert {">=", "<"} <= operators, f"{requirement.name} lacks a lower or upper bound"
        assert versions[requirement.name.lower()] in requirement.specifier, requirement.name


def test_no_lock_file_records_where_packages_came_from() -> None:
    """Registry addresses of one machine are useless on another."""
    assert not [name for name in ("uv.lock", "package-lock.json", "poetry.lock") if (ROOT / name).exists()]
