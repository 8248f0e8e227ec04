"""What a page's starter and its server agree on; light, since the server reads little else."""

PREFIX = "nrs-view-"
"""How the name of a server's private folder begins."""
SETTINGS, ADDRESS, LOG, OWNER = "voila.json", "address.json", "server.log", "server.pid"
"""Files in it."""
LOOPBACK = "127.0.0.1"
