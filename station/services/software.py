"""The name and version every entry, checkpoint and paper carries."""

from importlib.metadata import PackageNotFoundError, version


def _version() -> str:
    try:
        return version("roadside-station")
    except PackageNotFoundError:
        return "0+checkout"


SOFTWARE = f"roadside-station {_version()}"
