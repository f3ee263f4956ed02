"""Builds the package that pre-commit and prek install for the hooks: a dependency on the wheel of the same version, and no files.

The version is that of Cargo.toml. A build backend of its own (PEP 517) downloads nothing and takes no time, where setuptools
would take longer than the installation of the program.
"""

import pathlib
import re
import zipfile


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel into a folder and returns its name."""
    manifest = pathlib.Path("Cargo.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"$', manifest, re.MULTILINE).group(1)
    files = {
        "METADATA": (
            "Metadata-Version: 2.1\n"
            "Name: portwright-hooks\n"
            f"Version: {version}\n"
            f"Requires-Dist: portwright=={version}\n"
        ),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: portwright\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    folder = f"portwright_hooks-{version}.dist-info"
    files["RECORD"] = "".join(f"{folder}/{file},,\n" for file in [*files, "RECORD"])
    name = f"portwright_hooks-{version}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as archive:
        for file, text in files.items():
            archive.writestr(f"{folder}/{file}", text)
    return name
