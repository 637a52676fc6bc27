"""Libraries that an extra of scent installs: what is reported while one is missing."""

import pytest

from scent.errors import MissingExtraError
from scent.formats.documents.base.extras import is_installed, missing_module, requires_extra


def test_the_message_for_a_missing_library_names_the_command_that_installs_it() -> None:
    with pytest.raises(MissingExtraError) as caught, requires_extra("pdf"):
        import no_such_library  # noqa: F401 - it is not there
    assert caught.value.message == "it needs no_such_library, which is not installed: pip install 'scent[pdf]'"
    missing = missing_module(caught.value.message)
    assert missing
    assert not is_installed(missing)
    assert missing_module("it needs json, which is not installed: pip install 'scent[json]'") == "json"
    assert is_installed("json")
    assert missing_module("it is damaged") is None
