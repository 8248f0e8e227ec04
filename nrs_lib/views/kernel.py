"""A page's kernel: ``python -m nrs_lib.views.kernel -f CONNECTION_FILE``.

An ordinary kernel listens on a port of the machine, for what processes forked from it
print. A page's kernel forks none, and nobody but its server may reach it: it goes without.
"""

from ipykernel import kernelapp

from nrs_lib.reports.system import close_port


def main() -> None:
    """Run the kernel."""
    close_port(kernelapp)
    kernelapp.launch_new_instance()


if __name__ == "__main__":
    main()
