"""A secret is made once, whole, and read by its owner alone."""

import threading

from portal.key_files import kept


def test_it_is_made_once_and_kept(tmp_path):
    path = tmp_path / "keys" / "secret"
    assert kept(path, lambda: b"first") == b"first" == kept(path, lambda: b"second")
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_who_comes_while_it_is_being_made_waits_for_nobody_and_agrees(tmp_path):
    path, slow, begun, found = tmp_path / "secret", threading.Event(), threading.Event(), []

    def make() -> bytes:
        begun.set()
        slow.wait(10)
        return b"slow"

    thread = threading.Thread(target=lambda: found.append(kept(path, make)))
    thread.start()
    begun.wait(10)
    assert kept(path, lambda: b"quick") == b"quick"
    slow.set()
    thread.join()
    assert found == [b"quick"] and [each.name for each in tmp_path.iterdir()] == ["secret"]
