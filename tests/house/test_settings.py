"""Settings: file < environment < argument; what is not in the table does not exist."""

from pathlib import Path

import pytest

from sijill.errors import SettingError
from sijill.settings import TABLE, load


def test_defaults() -> None:
    settings = load(environment={}, file=None) if not (Path.home() / ".config/sijill/sijill.toml").exists() else load()
    assert settings.flag("fetch_private") is False


def test_file_then_environment_then_argument(tmp_path: Path) -> None:
    file = tmp_path / "sijill.toml"
    file.write_text("max_bytes = 10\nfetch_redirects = 1\nuser = 'from file'\n")
    environment = {"SIJILL_FETCH_REDIRECTS": "2", "SIJILL_USER": "from environment"}
    settings = load({"user": "from argument", "register": None}, environment=environment, file=file)
    assert settings.integer("max_bytes") == 10
    assert settings.integer("fetch_redirects") == 2
    assert settings.text("user") == "from argument"
    assert settings.text("register") == ""


@pytest.mark.parametrize("written", ["true", "yes", "1", "True"])
def test_yes_and_no_in_words(written: str) -> None:
    assert load({"fetch_private": written}, environment={"SIJILL_SETTINGS": ""}).flag("fetch_private") is True


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"no_such.*max_bytes"):
        load({"no_such": 1}, environment={})
    with pytest.raises(SettingError, match="SIJILL_MAX_BYTES"):
        load(environment={"SIJILL_MAX_BYTES": "many"})
    with pytest.raises(SettingError, match=r"guess.*lowest_reported"):
        load({"counting_rule": "guess"}, environment={})
    with pytest.raises(SettingError, match="no such settings file"):
        load(environment={}, file=tmp_path / "absent.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("= =")
    with pytest.raises(SettingError, match=r"broken\.toml"):
        load(environment={}, file=broken)


def test_each_setting_is_explained_once() -> None:
    assert len({s.name for s in TABLE}) == len(TABLE)
    assert all(s.help and not s.help.endswith(".") for s in TABLE)
