"""Opening a vault from a command line: which folder, who, and the password."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from storage import vault
from storage.errors import DamagedFile, UnknownPerson, WrongPassword
from storage.files import known_faults

if TYPE_CHECKING:
    from storage import Store

PASSWORD_VARIABLE = "RUHU_PASSWORD"  # noqa: S105  # a name, not a password


def add_options(command: argparse.ArgumentParser) -> None:
    """Add `--person` and `--password-file`; the folder is the command's own option, `options.vault`."""
    command.add_argument("--person", default="", help="姓名(只有一人时可省)")
    command.add_argument(
        "--password-file", type=Path, metavar="FILE", help=f"密码文件；或环境变量 {PASSWORD_VARIABLE}"
    )


def opened(options: argparse.Namespace) -> Store:
    """Open the vault that the options name; asks for the password where neither file nor variable has it.

    Raises:
        UnknownPerson: Several people work here and none is named.
        StorageFault: It cannot be opened; nothing was touched.
    """
    from storage import Store

    folder: Path = options.vault
    people = vault.people(folder)
    if not options.person and len(people) > 1:
        raise UnknownPerson(folder, "several")
    person = options.person or people[0]
    return Store.open(folder, vault.unlock(folder, person, _password(options, person)), person=person)


def _password(options: argparse.Namespace, person: str) -> str:
    if options.password_file:
        return _from_file(options.password_file)
    known = os.environ.get(PASSWORD_VARIABLE)
    if known is not None:
        return known
    if sys.stdin.isatty():
        return getpass.getpass(f"{person} 的密码：")
    piped = sys.stdin.readline().rstrip("\r\n")
    if not piped:
        raise WrongPassword(options.vault, "none")
    return piped


def _from_file(file: Path) -> str:
    with known_faults(file):
        content = file.read_bytes()
    try:
        return content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DamagedFile(file, "password") from error
