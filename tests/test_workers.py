"""What the tests with real processes stand on."""

import socket

from workers import listens


def test_a_socket_that_nobody_listens_at_yet_is_not_ready(tmp_path):
    """Its file is there from bind on: who connects before listen is refused."""
    path = str(tmp_path / "workers")
    assert not listens(path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        assert not listens(path)
        server.listen()
        assert listens(path)
