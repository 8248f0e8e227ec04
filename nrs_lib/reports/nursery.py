"""A process that has imported and read what reports need, and forks: one kernel or worker each.

A fork takes a hundredth of the time of an interpreter with its libraries, and shares their
memory. The nursery never runs a report itself and never starts a thread, since a lock that
another thread holds is held for ever in a fork; it refuses to fork where there is one.

Nothing outlives its owner. A fork ends with the connection that asked for it, the nursery
with the process that started it, and whatever a fork left running is ended too.

Started by `nrs_lib.reports.nurseries.Nursery` as ``python -m nrs_lib.reports.nursery N``, with
the listening socket as descriptor N and its owner's pipe as standard input.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping

from nrs_lib.reports.system import (
    adopt_orphans,
    children,
    end_with_parent,
    refuse_threads,
    signal_group,
)

_LARGEST_REQUEST = 1 << 22
_MOST_HANDED_ON = 4
_NEW_THINGS = 500_000
_OF_FORMATS = ("rfc3987_syntax", "rfc3986_validator", "isoduration", "fqdn", "webcolors")


class Server:
    """Answers requests one at a time.

    Parameters
    ----------
    listener
        Connections come in here; only their owner can reach it.
    owner
        A pipe whose other end the owner holds.
    """

    def __init__(self, listener: socket.socket, owner: int) -> None:
        self._listener = listener
        self._forks: dict[int, socket.socket] = {}
        self._awake, awoken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        for source, do in (
            (listener, self._answer),
            (owner, self._end),
            (self._awake, self._children_ended),
        ):
            self._selector.register(source, selectors.EVENT_READ, do)
        signal.set_wakeup_fd(awoken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        adopt_orphans()

    def serve(self) -> None:
        """Answer until the owner is gone."""
        while True:
            for key, _ in self._selector.select():
                key.data()

    def _answer(self) -> None:
        connection, _ = self._listener.accept()
        try:
            connection.settimeout(10)
            request, handed = _received(connection)
            if "imports" in request:
                # Nobody waits for an answer.
                connection.close()
                have(request)
            elif request.get("hold"):
                _called(request["hold"])(**request["settings"])
                connection.sendall(b'{"held": true}\n')
                connection.close()
            else:
                self._fork(connection, request, handed)
        except Exception as fault:
            traceback.print_exc()
            with contextlib.suppress(OSError):
                connection.sendall(json.dumps({"fault": type(fault).__name__}).encode() + b"\n")
            connection.close()

    def _fork(
        self, connection: socket.socket, request: Mapping[str, object], handed: list[int]
    ) -> None:
        refuse_threads()
        pid = os.fork()
        if pid == 0:
            self._become(connection, request, handed)
        for handle in handed:
            os.close(handle)
        self._forks[pid] = connection
        self._selector.register(
            connection, selectors.EVENT_READ, lambda: self._told(pid, connection)
        )

    def _become(
        self, connection: socket.socket, request: Mapping[str, object], handed: list[int]
    ) -> None:
        """Go on as what was asked for; never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._selector.close()
            for other in (self._listener, *self._forks.values()):
                other.close()
            # Told from here and not by the parent, so that it comes before all else.
            connection.sendall(json.dumps({"pid": os.getpid()}).encode() + b"\n")
            _settle(request)
            do = _called(request["do"])

            def tell() -> None:
                connection.sendall(b'{"ready": true}\n')
                connection.close()

            do(*handed, tell=tell, **request["settings"])
            code = 0
        except SystemExit as fault:
            code = fault.code if isinstance(fault.code, int) else bool(fault.code)
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _told(self, pid: int, connection: socket.socket) -> None:
        """A signal for a fork; or its asker is gone, and it goes too."""
        try:
            words = connection.recv(4096)
        except OSError:
            words = b""
        if pid not in self._forks:
            return
        if not words:
            # Signals go to whom we have not yet reaped, so its number is nobody else's.
            signal_group(pid, signal.SIGKILL)
            self._selector.unregister(connection)
            return
        for line in words.splitlines():
            signal_group(pid, json.loads(line)["signal"])

    def _children_ended(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._awake, 4096)
        for pid in list(self._forks):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            # Its group is ended while its number is still its own.
            signal_group(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            connection = self._forks.pop(pid)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(connection)
            with contextlib.suppress(OSError):
                told = {"exit": os.waitstatus_to_exitcode(status)}
                connection.sendall(json.dumps(told).encode() + b"\n")
            connection.close()
        self._end_adopted()

    def _end_adopted(self) -> None:
        """What a fork left running in a group of its own has come to us as its new parent."""
        for pid in children():
            if pid not in self._forks:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while any(pid not in self._forks for pid in children()):
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
                if ended is None or ended.si_pid in self._forks:
                    return
                os.waitpid(ended.si_pid, 0)

    def _end(self) -> None:
        for pid in self._forks:
            signal_group(pid, signal.SIGKILL)
        for pid in list(self._forks):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._forks.clear()
        self._end_adopted()
        os._exit(0)


def _received(connection: socket.socket) -> tuple[dict, list[int]]:
    """One line, and the descriptors that came with it."""
    words, handed, _, _ = socket.recv_fds(connection, 65536, _MOST_HANDED_ON)
    while words and not words.endswith(b"\n") and len(words) < _LARGEST_REQUEST:
        more = connection.recv(65536)
        if not more:
            break
        words += more
    return json.loads(words), list(handed)


def _called(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _settle(request: Mapping[str, object]) -> None:
    """A group, an environment, a folder, limits and chance of its own."""
    os.setsid()
    end_with_parent()
    _surround(request["environment"])
    os.chdir(request["folder"])
    if request.get("memory"):
        import resource

        # Of its own and written to, where the system can tell; what is shared is not counted.
        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        resource.setrlimit(kind, (request["memory"], request["memory"]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if "random" in sys.modules:
        sys.modules["random"].seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)


def _surround(wanted: Mapping[str, str]) -> None:
    """Variables as wanted and no others; most are those that the nursery has itself."""
    for name in set(os.environ).difference(wanted):
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def main() -> None:
    """Read the owner's wishes from its pipe, import and hold what they name, and serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wishes = b""
    while not wishes.endswith(b"\n"):
        more = os.read(0, 65536)
        if not more:
            return
        wishes += more
    have(json.loads(wishes))
    Server(socket.socket(fileno=int(sys.argv[1])), owner=0).serve()


def have(wishes: Mapping[str, object]) -> None:
    """Import and hold what is wished for; what fails is told by who comes to need it.

    Parameters
    ----------
    wishes
        ``imports``, names of modules, and ``holds``: see `nrs_lib.reports.nurseries.Nursery`.
    """
    # What is imported and read stays; looking for rings in it takes a tenth of the time.
    gc.disable()
    # jsonschema reads what these know of formats that no notebook has; the first builds a grammar
    # of web addresses, in two seconds.
    absent = dict.fromkeys(name for name in _OF_FORMATS if name not in sys.modules)
    sys.modules.update(absent)
    for name in wishes["imports"]:
        # A notebook's import that fails is told by the notebook's own cell.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    # A notebook of a researcher may want them.
    for name in absent:
        del sys.modules[name]
    for hold in wishes.get("holds", ()):
        # What could not be read here is read by each report, which tells why it cannot.
        try:
            _called(hold["hold"])(**hold["settings"])
        except Exception:
            traceback.print_exc()
    _calm()


def _calm() -> None:
    """Keep what is here out of the collector's way, so that forks go on sharing its memory."""
    # Not searched before: that takes a fifth of a second, and what it frees leaves holes that
    # each fork would fill in pages of its own.
    gc.freeze()
    gc.enable()
    # A report is many small things that all stay until it is done; the usual 700 new ones
    # between two searches for rings among them would have it look thousands of times.
    gc.set_threshold(_NEW_THINGS)


if __name__ == "__main__":
    main()
