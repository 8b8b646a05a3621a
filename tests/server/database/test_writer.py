"""One writer at a time: among threads, among processes, and given back however a transaction ends."""

import fcntl
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest
from django.db import OperationalError, connection, transaction

from outreach.server.database.folding import fold
from outreach.server.database.writer import FirstComeLock, WriterLock
from outreach.server.places.models import Commune

sqlite_only = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about SQLite")


def is_free(path: Path | str) -> bool:
    """Whether another process could write now."""
    with Path(f"{path}.writer").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_a_second_thread_waits_until_the_first_is_done(tmp_path):
    first, second = (WriterLock(str(tmp_path / "a.db"), timeout=10) for _ in range(2))
    first.acquire()
    order = []

    def write() -> None:
        with second:
            order.append("second")

    thread = threading.Thread(target=write)
    thread.start()
    order.append("first")
    first.release()
    thread.join(10)
    assert order == ["first", "second"]
    assert not second.held


def test_whoever_came_first_is_served_first():
    lock = FirstComeLock()
    assert lock.acquire(1)
    order: list[int] = []
    waiting: list[threading.Thread] = []

    def write(number: int) -> None:
        assert lock.acquire(10)
        order.append(number)
        lock.release()

    for number in range(20):
        waiting.append(threading.Thread(target=write, args=(number,)))
        waiting[-1].start()
        while len(lock._waiting) <= number:  # it stands in the queue before the next one comes
            time.sleep(0.001)
    assert not lock.acquire(0.01)
    lock.release()
    for thread in waiting:
        thread.join(10)
    assert order == list(range(20))


def test_as_many_hold_it_as_there_are_places():
    lock = FirstComeLock(places=2)
    with lock.held(0), lock.held(0):
        assert not lock.acquire(timeout=0)
        with pytest.raises(TimeoutError), lock.held(0):
            pass
    assert lock.acquire(timeout=0)
    assert lock.acquire(timeout=0)


def test_it_says_how_long_one_waited():
    lock, waits = FirstComeLock(), list[float]()

    def wait() -> None:
        with lock.held(10) as waited:
            waits.append(waited)

    with lock.held(0) as waited:
        second = threading.Thread(target=wait)
        second.start()
        while not lock._waiting:
            time.sleep(0.001)
        time.sleep(0.05)
    second.join(10)
    assert waits[0] >= max(0.05, waited)


def test_waiting_ends_with_the_word_locked(tmp_path):
    first, second = (WriterLock(str(tmp_path / "a.db"), timeout=0.05) for _ in range(2))
    with first, pytest.raises(sqlite3.OperationalError, match="locked"):
        second.acquire()
    with second:
        assert second.held


def test_another_process_is_waited_for(tmp_path):
    path = tmp_path / "a.db"
    lock = WriterLock(str(path), timeout=0.05)
    with Path(f"{path}.writer").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            lock.acquire()
    with lock:
        assert not is_free(path)
    assert is_free(path)


@sqlite_only
class TestConnections:
    @pytest.fixture
    def free(self, transactional_db):
        return lambda: is_free(connection.settings_dict["NAME"])

    def test_the_file_is_durable_and_writes_ahead(self, free):
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)

    def test_a_transaction_holds_the_right_to_write_to_its_end(self, free):
        with transaction.atomic():
            assert not free()
            with transaction.atomic():
                Commune.objects.create(code="00001", name="a", province="b")
            assert not free()
        assert free()

    def test_a_transaction_that_fails_gives_it_back(self, free):
        def fail() -> None:
            with transaction.atomic():
                Commune.objects.create(code="00001", name="a", province="b")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert free()
        assert not Commune.objects.exists()

    def test_a_single_write_takes_it_only_while_it_lasts(self, free):
        Commune.objects.create(code="00001", name="a", province="b")
        assert free()
        with pytest.raises(OperationalError), connection.cursor() as cursor:
            cursor.execute("INSERT INTO nowhere VALUES (1)")
        assert free()

    def test_reading_goes_on_while_somebody_writes(self, free):
        Commune.objects.create(code="00001", name="a", province="b")
        found: SimpleQueue[int] = SimpleQueue()

        def read() -> None:
            try:
                found.put(Commune.objects.count())
            finally:
                connection.close()  # which waits for whoever writes

        thread = threading.Thread(target=read)
        with transaction.atomic():
            Commune.objects.create(code="00002", name="a", province="b")
            thread.start()
            assert found.get(timeout=10) == 1
        thread.join()

    def test_closing_in_the_middle_gives_it_back(self, free):
        connection.ensure_connection()
        connection.cursor().execute("BEGIN IMMEDIATE")
        assert not free()
        connection.close()
        assert free()

    def test_what_was_deleted_is_overwritten_once_nobody_reads_it_and_others_write_meanwhile(self, free):
        """A backup reads for long, and tablets sync as ever."""
        path = Path(connection.settings_dict["NAME"])
        log = path.with_name(f"{path.name}-wal")
        Commune.objects.create(code="00001", name="a", province="b")
        written = threading.Event()

        def write() -> None:
            Commune.objects.create(code="00002", name="a", province="b")
            connection.close()
            written.set()

        with closing(sqlite3.connect(path, check_same_thread=False)) as backup:
            backup.execute("BEGIN")
            backup.execute("SELECT count(*) FROM places_commune").fetchone()
            Commune.objects.filter(code="00001").delete()
            folding, writing = threading.Thread(target=folded), threading.Thread(target=write)
            folding.start()
            writing.start()
            assert written.wait(5)
            assert folding.is_alive()
            assert log.stat().st_size
            backup.rollback()
            folding.join(10)
        assert log.stat().st_size == 0
        writing.join(10)

    def test_a_log_that_cannot_be_emptied_is_told(self, free, monkeypatch, caplog):
        connection.ensure_connection()
        monkeypatch.setattr("django.db.connection.writer.timeout", 0)
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as backup:
            Commune.objects.create(code="00001", name="a", province="b")
            backup.execute("BEGIN")
            backup.execute("SELECT count(*) FROM places_commune").fetchone()
            Commune.objects.all().delete()
            fold()
        assert "not yet overwritten" in caplog.text


def folded() -> None:
    """``fold``, in a thread."""
    fold()
    connection.close()
