"""A nursery forks what it is asked for, keeps nothing of it, and ends with its owner."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from nrs_lib.errors import PlatformError
from nrs_lib.reports.forking import can_fork, fork, hold
from nrs_lib.reports.nurseries import Nursery
from nrs_lib.reports.pool import Pool
from nrs_lib.reports.system import refuse_threads
from nrs_lib.reports.workshops import Workshop

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
HERE, LATER = "tests.support.forked", "colorsys"


@pytest.fixture(scope="module")
def nursery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("n")
    paths = os.pathsep.join([str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")])
    kept = Nursery(
        folder=folder, imports=[HERE, "numpy"], environment={**os.environ, "PYTHONPATH": paths}
    )
    yield kept
    kept.close()


def asked(nursery, name: str, tmp_path, **settings: object):
    memory = settings.pop("memory", None)
    return fork(
        nursery.address,
        f"{HERE}:{name}",
        settings={"to": str(tmp_path / "told"), **settings},
        # The nursery has another of one of them.
        environment={"OWN": "1", "OMP_NUM_THREADS": "2"},
        folder=tmp_path,
        memory=memory,
    )


def is_there(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(is_so, seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.02)
    return is_so()


@pytest.mark.parametrize("code", [0, 3])
def test_its_exit_code_is_told(nursery, tmp_path, code):
    assert asked(nursery, "leave", tmp_path, code=code).wait(10) == code


def test_it_has_its_own_environment_folder_and_group(nursery, tmp_path):
    assert asked(nursery, "describe", tmp_path).wait(10) == 0

    environment, folder, is_leader = (tmp_path / "told").read_text().splitlines()
    assert sorted(environment.split(",")) == ["OMP_NUM_THREADS=2", "OWN=1"]
    assert folder == str(tmp_path)
    assert is_leader == "True"


def test_chance_begins_anew_in_each(nursery, tmp_path):
    drawn = []
    for _ in range(2):
        asked(nursery, "draw", tmp_path).wait(10)
        drawn.append((tmp_path / "told").read_text())

    assert drawn[0] == drawn[1]


def test_what_one_imports_or_sets_the_next_does_not_see(nursery, tmp_path):
    for _ in range(2):
        asked(nursery, "count_up", tmp_path).wait(10)
        assert (tmp_path / "told").read_text() == "1"


def test_what_is_held_every_later_one_has(nursery, tmp_path):
    hold(nursery.address, f"{HERE}:keep", settings={"value": "held"})

    asked(nursery, "show_kept", tmp_path).wait(10)

    assert (tmp_path / "told").read_text() == "held"


def test_what_is_left_for_later_the_first_do_without(tmp_path):
    own = Nursery(folder=tmp_path, imports=[HERE], later=[LATER])
    try:
        first = asked(own, "show_imported", tmp_path, module=LATER, after=str(tmp_path / "go"))
        assert first.is_ready(30)

        own.complete()
        asked(own, "show_imported", tmp_path, module=LATER).wait(30)
        second = (tmp_path / "told").read_text()
        (tmp_path / "go").touch()
        first.wait(30)

        assert (second, (tmp_path / "told").read_text()) == ("True", "False")
    finally:
        own.close()


@pytest.mark.parametrize("is_gone_before", [False, True])
def test_one_that_takes_anothers_place_has_what_was_left_for_later(tmp_path, is_gone_before):
    own = Nursery(folder=tmp_path, imports=[HERE], later=[LATER])
    try:
        if is_gone_before:
            psutil.Process(own.pid).kill()
            assert wait_until(lambda: not own.is_alive())
        own.complete()
        own.replaced()

        asked(own, "show_imported", tmp_path, module=LATER).wait(30)

        assert (tmp_path / "told").read_text() == "True"
    finally:
        own.close()


def test_a_signal_reaches_what_it_started_too(nursery, tmp_path):
    forked = asked(nursery, "start_another", tmp_path)
    assert forked.is_ready(10)
    other = int((tmp_path / "told").read_text())

    forked.kill()

    assert forked.wait(10) == -9
    assert wait_until(lambda: not is_there(other))


def test_what_left_its_group_ends_with_it(nursery, tmp_path):
    forked = asked(nursery, "start_another", tmp_path, own_group=True)
    assert forked.is_ready(10)
    other = int((tmp_path / "told").read_text())

    forked.kill()

    assert wait_until(lambda: not is_there(other))


def test_one_that_is_ready_at_once_is_known_by_its_number(nursery, tmp_path):
    for _ in range(20):
        forked = asked(nursery, "be_ready", tmp_path)
        assert forked.is_ready(10)
        assert forked.wait(10) == 0


def test_it_ends_when_its_asker_lets_go(nursery, tmp_path):
    forked = asked(nursery, "sleep", tmp_path)
    assert forked.is_ready(10)

    forked.close()

    assert wait_until(lambda: not psutil.pid_exists(forked.pid))


def test_it_gets_no_more_memory_than_allowed(nursery, tmp_path):
    assert asked(nursery, "eat", tmp_path, memory=2**30).wait(20) == 1


def test_a_nursery_that_died_is_started_again(tmp_path):
    own = Nursery(folder=tmp_path)
    try:
        psutil.Process(own.pid).kill()
        assert wait_until(lambda: not own.is_alive())
        with pytest.raises(PlatformError):
            fork(own.address, "os:getpid", settings={}, environment={}, folder=tmp_path)

        forked = fork(own.revived(), "builtins:print", settings={}, environment={}, folder=tmp_path)
        assert forked.wait(30) == 1
    finally:
        own.close()


def test_one_of_which_the_system_does_not_yet_say_that_it_ended_is_replaced(tmp_path, monkeypatch):
    # A killed process refuses connections before it can be waited for.
    own = Nursery(folder=tmp_path, imports=["tests.support.forked"])
    try:
        fork(own.address, "os:getpid", settings={}, environment={}, folder=tmp_path).wait(30)
        psutil.Process(own.pid).kill()
        assert wait_until(lambda: not is_there(own.pid))
        monkeypatch.setattr(own, "is_alive", lambda: True)

        with Pool(Workshop(tmp_path, {}, own), workers=2) as pool:
            assert all(is_there(worker.process.pid) for worker in pool._workers)
    finally:
        own.close()


def test_nothing_outlives_an_owner_that_was_killed(tmp_path):
    words = (
        "import sys, time\n"
        "from nrs_lib.reports.forking import fork\n"
        "from nrs_lib.reports.nurseries import Nursery\n"
        f"n = Nursery(imports=['{HERE}'])\n"
        f"f = fork(n.address, '{HERE}:sleep', settings={{'to': ''}},"
        " environment={}, folder='.')\n"
        "f.is_ready(30)\n"
        "print(n.pid, f.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    root = Path(__file__).parents[3]
    owner = subprocess.Popen(
        [sys.executable, "-c", words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(tmp_path)},
    )
    numbers = [int(word) for word in owner.stdout.readline().split()]
    owner.kill()
    owner.wait()

    assert len(numbers) == 2
    assert wait_until(lambda: not any(is_there(pid) for pid in numbers))


def test_a_process_with_threads_does_not_fork():
    import threading

    stop = threading.Event()
    beside = threading.Thread(target=stop.wait)
    beside.start()
    try:
        with pytest.raises(RuntimeError, match="threads"):
            refuse_threads()
    finally:
        stop.set()
        beside.join()
