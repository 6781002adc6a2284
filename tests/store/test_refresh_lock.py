"""One refresh at a time works on a database, whichever process or thread asks."""

from __future__ import annotations

import time

import pytest

from evidence.errors import RefreshRunningError
from evidence.store.database import Database
from tests.support.processes import kill, run_python, said
from tests.support.store import put_setting, settings

HOLD = """
import sys
from evidence.errors import RefreshRunningError
from evidence.store.database import Database
database = Database.open(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
try:
    with database.refresh_lock():
        print("mine", flush=True)
        sys.stdin.readline()
except RefreshRunningError:
    print("taken", flush=True)
"""


def test_the_refresh_lock_is_held_once_and_given_back(url: str, database: Database) -> None:
    other = Database.open(url)
    for _ in range(2):
        with database.refresh_lock():
            for second in (database, other):
                with pytest.raises(RefreshRunningError, match="another refresh"), second.refresh_lock():
                    pass
    with other.refresh_lock():
        pass
    other.close()


def test_a_database_in_memory_has_a_refresh_lock_too() -> None:
    database = Database.in_memory()
    with database.refresh_lock(), pytest.raises(RefreshRunningError), database.refresh_lock():
        pass
    with database.refresh_lock():
        pass
    database.close()


def test_of_processes_that_race_for_the_refresh_lock_one_wins(url: str, database: Database) -> None:
    processes = [run_python(HOLD, url) for _ in range(3)]
    assert [said(process) for process in processes] == ["ready"] * 3
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert sorted(said(process) for process in processes) == ["mine", "taken", "taken"]
    with pytest.raises(RefreshRunningError), database.refresh_lock():
        pass
    for process in processes:
        process.communicate("done\n")
    with database.refresh_lock():
        pass


def test_a_killed_refresh_gives_its_lock_back(url: str, database: Database) -> None:
    process = run_python(HOLD, url)
    assert said(process) == "ready"
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    assert said(process) == "mine"
    kill(process)
    deadline = time.monotonic() + 10  # a server notices the lost connection a moment later
    while True:
        try:
            with database.refresh_lock():
                return
        except RefreshRunningError:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_writing_and_refreshing_do_not_lock_each_other_out(database: Database) -> None:
    with database.refresh_lock():
        put_setting(database, "graded meanwhile")
    assert settings(database) == {"graded meanwhile"}
