"""A folder is asked what is in it."""

import pytest

from sijill.errors import UnknownNameError
from sijill.extensions import Modules


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    commands = Modules("sijill.cli", "command")
    with pytest.raises(UnknownNameError, match=r"xls: no command of that name \(there are: .*export.*verify"):
        commands.get("xls")


def test_underscored_files_are_no_extensions() -> None:
    assert not [n for n in Modules("sijill.cli", "command").names() if n.startswith(("_", "-"))]
