import asyncio
import logging
import subprocess
import sys

import pytest
from jupyter_client.kernelspec import NoSuchKernel
from tornado import web

from nrs_lib.views.guarding import FewKernels, OwnInterpreter, keep_log_discreet

PAGE = "unit_page.ipynb"
WARM = {"VOILA_PREHEAT": "True"}


@pytest.fixture
def kernels(monkeypatch):
    """A manager whose kernels are names only; ``started`` keeps what each was given."""
    manager = FewKernels(cap=2, environment={"A": "1"}, served_from="/x", look_again=0.01)
    manager.started = []

    async def start(*, kernel_id=None, **given):
        await asyncio.sleep(0)
        manager._kernels[f"kernel-{len(manager.started)}"] = object()
        manager.started.append(given)
        return "id"

    def warm():
        task = asyncio.get_running_loop().create_task(manager.start_kernel(env=WARM))
        manager._pools.setdefault(PAGE, []).append(task)
        return task

    monkeypatch.setattr(manager, "_async_start_kernel", start)
    # As Voilà does, for the next reader of a page.
    manager._pools, manager.warm = {}, warm
    yield manager
    manager._kernels.clear()


def test_a_reader_beyond_the_cap_is_refused(kernels):
    async def visits():
        answers = [kernels.start_kernel(env={}) for _ in range(3)]
        return await asyncio.gather(*answers, return_exceptions=True)

    *_, last = asyncio.run(visits())
    assert len(kernels.started) == 2
    assert isinstance(last, web.HTTPError)
    assert last.status_code == 503


def test_the_warm_kernel_waits_for_room(kernels):
    async def visits():
        await kernels.start_kernel(env={})
        await kernels.start_kernel(env={})
        warm = kernels.warm()
        await asyncio.sleep(0.03)
        waited = kernels.takes_reader(PAGE), warm.done()
        kernels._kernels.popitem()
        await warm
        return waited

    assert asyncio.run(visits()) == (False, False)
    assert len(kernels.started) == 3


def test_a_reader_takes_the_warm_kernel_though_no_other_has_room(kernels):
    async def visits():
        await kernels.start_kernel(env={})
        await kernels.warm()
        return kernels.takes_reader(PAGE)

    assert asyncio.run(visits())


def test_room_is_kept_for_a_reader_whose_kernel_is_still_to_start(kernels):
    """Those who came later would have it otherwise, and the first wait until one leaves."""

    async def visits():
        await kernels.start_kernel(env={})
        first = kernels.warm()
        taken = kernels.takes_reader(PAGE)
        kernels._pools[PAGE].clear()
        others = (
            kernels.takes_reader(PAGE),
            await asyncio.gather(kernels.start_kernel(env={}), return_exceptions=True),
        )
        await first
        return taken, others[0], others[1][0].status_code

    assert asyncio.run(visits()) == (True, False, 503)
    assert len(kernels.started) == 2


def test_nothing_of_a_request_reaches_the_kernel(kernels):
    asyncio.run(kernels.start_kernel(env={"QUERY_STRING": "unit=SV002"}, path="../elsewhere"))
    given = kernels.started[0]
    assert given["env"] == {"A": "1"}
    assert given["cwd"] == "/x"
    assert given["stdout"] == given["stderr"] == subprocess.DEVNULL


def test_the_only_kernel_is_this_interpreter():
    manager = OwnInterpreter()
    assert list(manager.get_all_specs()) == ["python3"]
    assert manager.get_kernel_spec("python3").argv[0] == sys.executable
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("bash")


def test_the_log_names_the_kind_of_error_and_nothing_of_it(capsys):
    made = logging.getLogRecordFactory()
    handler = logging.StreamHandler(sys.stdout)
    logger = logging.getLogger("tests.discreet")
    logger.addHandler(handler)
    try:
        keep_log_discreet()
        try:
            raise ValueError("811228-9874")
        except ValueError:
            logger.exception("Error at server while executing cell: %r", "x = '811228-9874'")
    finally:
        logging.setLogRecordFactory(made)
        logger.removeHandler(handler)
    said = capsys.readouterr().out
    assert said == "ValueError; details are kept out of the log\n"
