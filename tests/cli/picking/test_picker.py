"""How fzf's commands are answered: on a private socket, the last of what the user has typed."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scent.cli.output.render import Style
from scent.cli.picking import client, picker
from scent.cli.picking.session import Found, Session


def test_a_query_that_fzf_has_given_up_is_not_searched() -> None:
    asked = []

    def search(query: str) -> Found:
        asked.append(query)
        return Found([])

    session = Session(search, lambda *_: None, Style(), "")
    with picker._listening() as (listening, address):
        with socket.socket(socket.AF_UNIX) as gone:
            gone.connect(address)
            words = b"list\0ren\0\0"
            gone.sendall(len(words).to_bytes(client.LENGTH_BYTES, "big") + words)
        with socket.socket(socket.AF_UNIX) as unfinished:
            unfinished.connect(address)
            unfinished.sendall(b"\0")
        with subprocess.Popen(
            [sys.executable, "-I", "-S", client.__file__, "list", "rent ' \n;"],
            env={client.SOCKET: address},
            stdout=subprocess.PIPE,
        ) as alive:
            for _ in range(3):
                picker._answer(listening, session)
            assert alive.communicate()[0] == b"-\tnothing matches\n"
    assert asked == ["rent ' \n;"]


def test_only_the_user_can_reach_the_socket_which_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A name as long as this one would be too long for a socket.
    long = tmp_path / ("d" * 100)
    long.mkdir()
    for directory in (tmp_path, long):
        monkeypatch.setattr("tempfile.tempdir", str(directory))
        with picker._listening() as (_, address):
            place = Path(address).parent
            assert stat.S_IMODE(place.stat().st_mode) == 0o700
            assert place.stat().st_uid == os.geteuid()
        assert not place.exists()
