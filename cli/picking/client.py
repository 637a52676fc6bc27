"""What fzf runs for each query and each preview: passes its arguments to the picker, and prints the answer.

fzf runs this file by its path, without the package: it needs nothing but the standard library, so that it starts fast.
"""

import os
import socket
import sys

SOCKET = "_SCENT_PICKER_SOCKET"
# What fzf tells the command of a preview about its window.
SIZE = ("FZF_PREVIEW_COLUMNS", "FZF_PREVIEW_LINES")
LENGTH_BYTES = 4


def main() -> None:
    """Ask the picker, and print what it answers; nothing if it has ended."""
    words = [*sys.argv[1:], *(os.environ.get(name, "") for name in SIZE)]
    request = b"\0".join(map(os.fsencode, words))
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(os.environ[SOCKET])
            connection.sendall(len(request).to_bytes(LENGTH_BYTES, "big") + request)
            while piece := connection.recv(1 << 16):
                sys.stdout.buffer.write(piece)
            sys.stdout.flush()
    except OSError:
        pass


if __name__ == "__main__":
    main()
