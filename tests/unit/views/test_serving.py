import json
import subprocess

import pytest

from nrs_lib.errors import DisclosureError, PlatformError, UsageError
from nrs_lib.reports.bundles import MANIFEST
from nrs_lib.reports.catalog import catalog
from nrs_lib.views import serving, settings
from nrs_lib.views.handover import OWNER, PREFIX
from nrs_lib.views.settings import furnish, sweep


@pytest.fixture(autouse=True)
def nothing_may_start(monkeypatch):
    monkeypatch.setattr(serving, "_start", lambda home: pytest.fail("a server was started"))


def refusal(family, *given, **named):
    with pytest.raises(family) as refused:
        serving.serve(*given, **named)
    assert refused.value.remedy
    return str(refused.value)


def test_a_missing_bundle_is_refused(tmp_path):
    assert "no bundle" in refusal(DisclosureError, tmp_path)


@pytest.mark.parametrize("ip", ["0.0.0.0", "::", "192.168.1.2", "example.org", ""])
def test_an_address_others_reach_is_refused(tmp_path, ip):
    assert "this machine only" in refusal(UsageError, tmp_path, ip=ip)


def test_a_folder_is_refused(tmp_path):
    assert "never a folder" in refusal(UsageError, tmp_path, notebook=serving.views())
    assert "never a folder" in refusal(UsageError, tmp_path, notebook=tmp_path / "none.ipynb")


def test_a_notebook_that_is_no_published_view_is_refused(tmp_path, monkeypatch):
    stray = tmp_path / "stray.ipynb"
    stray.write_text("{}", encoding="utf-8")
    assert "not a published view" in refusal(UsageError, tmp_path, notebook=stray)
    sidecar = (serving.views() / "unit_page.yaml").read_text(encoding="utf-8")
    unpublished = sidecar.replace("published: true", "published: false")
    (tmp_path / "stray.yaml").write_text(unpublished, encoding="utf-8")
    monkeypatch.setattr(serving, "views", lambda: tmp_path)
    assert "not a published view" in refusal(UsageError, tmp_path, notebook=stray)


@pytest.mark.parametrize(("library", "old"), [("voila", "0.5.5"), ("jupyter_server", "2.19.0")])
def test_a_library_with_known_holes_is_refused(tmp_path, monkeypatch, library, old):
    known = serving.version
    monkeypatch.setattr(serving, "version", lambda name: old if name == library else known(name))
    said = refusal(PlatformError, tmp_path)
    assert library in said
    assert old in said


def test_settings_are_private_and_hold_the_only_secret(tmp_path):
    view = catalog(serving.views())["unit_page"]
    token = furnish(tmp_path, bundle=tmp_path / "bundle", view=view, port=0)
    stored = tmp_path / settings.SETTINGS
    assert stored.stat().st_mode & 0o077 == 0
    assert json.loads(stored.read_text(encoding="utf-8"))["Voila"]["token"] == token
    assert len(token) > 40
    assert token not in str(settings.environment(tmp_path))


def test_the_environment_of_the_starter_stays_outside(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("JUPYTER_TOKEN", "x")
    passed = settings.environment(tmp_path)
    assert not {"AWS_SECRET_ACCESS_KEY", "JUPYTER_TOKEN"} & set(passed)
    assert "PATH" in passed


def test_folders_of_killed_servers_are_swept(tmp_path, monkeypatch):
    ended = subprocess.Popen(["true"])
    ended.wait()
    monkeypatch.setattr(settings.tempfile, "gettempdir", lambda: str(tmp_path))
    for name, pid in (("left", ended.pid), ("alive", 1)):
        (tmp_path / f"{PREFIX}{name}").mkdir()
        (tmp_path / f"{PREFIX}{name}" / OWNER).write_text(str(pid), encoding="utf-8")
    sweep()
    assert [path.name for path in tmp_path.iterdir()] == [f"{PREFIX}alive"]


def test_a_bundle_is_built_again_only_when_the_policy_changed(tmp_path):
    assert not serving._is_current(tmp_path)
    policy = {"policy_sha256": serving.read_policy().sha256}
    (tmp_path / MANIFEST).write_text(json.dumps(policy), encoding="utf-8")
    assert serving._is_current(tmp_path)
    (tmp_path / MANIFEST).write_text(json.dumps({"policy_sha256": "0"}), encoding="utf-8")
    assert not serving._is_current(tmp_path)
    (tmp_path / MANIFEST).write_text("spoilt", encoding="utf-8")
    assert serving._is_current(tmp_path)  # Refused by the check, not silently replaced.
