"""A page's kernel: ``python -m nrs_lib.views.kernel -f CONNECTION_FILE``.

An ordinary kernel listens on a port of the machine, for what processes forked from it
print. A page's kernel forks none, and nobody but its server may reach it: it goes without.
"""

from ipykernel import kernelapp


def main() -> None:
    """Run the kernel."""
    threads = kernelapp.IOPubThread
    kernelapp.IOPubThread = lambda *given, **named: threads(*given, **named | {"pipe": False})
    kernelapp.launch_new_instance()


if __name__ == "__main__":
    main()
