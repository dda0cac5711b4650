"""What the tests with real processes stand on."""

import os
import socket

import psutil
from workers import Nursery, listens


def test_a_socket_that_nobody_listens_at_yet_is_not_ready(tmp_path):
    """Its file is there from bind on: who connects before listen is refused."""
    path = str(tmp_path / "workers")
    assert not listens(path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        assert not listens(path)
        server.listen()
        assert listens(path)


def test_workers_are_forks_of_their_own_nursery(odoo_environment):
    """Two may be alive at once, each with the modules of its database."""
    env = odoo_environment
    env.drop_leftovers("process_nursery")
    names = [f"process_nursery_{number}_{os.getpid()}" for number in (1, 2)]
    with env.database(names[0]), env.database(names[1]):
        with Nursery(env, names[0]) as first, Nursery(env, names[1]) as second:
            for nursery, name in ((first, names[0]), (second, names[1])):
                with nursery.worker(name) as worker:
                    assert psutil.Process(worker.pid).ppid() == nursery.pid
