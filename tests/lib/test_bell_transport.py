"""The folder of bells: each is written whole, rings once, and is heard by one."""

from pathlib import Path
from queue import Empty
from threading import Barrier, Thread

import pytest
from kombu import Connection

from events_service.lib.bell_transport import Transport


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def connect(folder):
    """Open one more connection to the same folder."""
    opened = []

    def _connect():
        options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control")}
        opened.append(Connection(transport=Transport, transport_options=options))
        return opened[-1].SimpleQueue(folder.name)  # a name of each test's own: kombu remembers bindings for the whole process

    yield _connect
    for connection in opened:
        connection.release()


def press(queue, task, *ids):
    queue.put([list(ids), {}, {}], headers={"task": task, "argsrepr": repr(ids), "kwargsrepr": "{}"})


def hear(queue):
    """Answer every bell that hangs there, as task and its ids in words."""
    heard = []
    while True:
        try:
            message = queue.get(block=False)
        except Empty:
            return sorted(heard)
        message.ack()
        heard.append((message.headers["task"], message.headers["argsrepr"]))


def test_a_bell_is_heard_by_another_process_with_what_it_said(connect):
    press(connect(), "mail.sweep", 7)

    message = connect().get(block=False)

    assert message.headers["task"] == "mail.sweep"
    assert message.payload == [[7], {}, {}]


def test_a_bell_pressed_many_times_rings_once(connect):
    queue = connect()

    for _ in range(5):
        press(queue, "mail.sweep")

    assert hear(queue) == [("mail.sweep", "()")]


def test_a_bell_may_ring_again_once_it_was_heard(connect):
    queue = connect()
    press(queue, "mail.sweep")
    hear(queue)

    press(queue, "mail.sweep")

    assert hear(queue) == [("mail.sweep", "()")]


def test_bells_for_other_tasks_and_other_ids_ring_each(connect):
    queue = connect()

    press(queue, "mail.sweep", 1)
    press(queue, "mail.sweep", 2)
    press(queue, "registrations.sweep", 1)

    assert hear(queue) == [("mail.sweep", "(1,)"), ("mail.sweep", "(2,)"), ("registrations.sweep", "(1,)")]


def test_messages_that_name_no_task_are_all_kept(connect):
    queue = connect()

    queue.put("one")
    queue.put("one")

    assert [queue.get(block=False).payload for _ in range(2)] == ["one", "one"]


def test_a_bell_stands_in_the_folder_whole_or_not_at_all(connect, folder, monkeypatch):
    seen = []
    rename = Path.rename

    def _look_first(path, target):
        seen.append((list(folder.glob("*.msg")), path.read_text()))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", _look_first)

    press(connect(), "mail.sweep")

    [(bells_before_the_rename, text)] = seen
    assert bells_before_the_rename == []
    assert [bell.read_text() for bell in folder.glob("*.msg")] == [text]


def test_a_torn_bell_is_passed_over_and_taken_away(connect, folder):
    queue = connect()
    press(queue, "mail.sweep")
    (folder / f"0000.{folder.name}.msg").write_text('{"body": "W1sx')

    assert hear(queue) == [("mail.sweep", "()")]
    assert list(folder.glob("*.msg")) == []


def test_what_is_still_being_written_is_no_bell(connect, folder):
    (folder / ".unfinished").write_text('{"body"')

    assert hear(connect()) == []
    assert (folder / ".unfinished").exists()


def test_bells_of_another_queue_are_left_alone(connect, folder):
    (folder / "0000.other.msg").write_text("{}")

    assert hear(connect()) == []
    assert (folder / "0000.other.msg").exists()


def test_two_who_listen_at_once_never_hear_the_same_bell(connect):
    ringing, listeners, heard = connect(), [connect() for _ in range(2)], [[], []]
    for number in range(150):
        press(ringing, "mail.sweep", number)
    together = Barrier(2)

    def _listen(which):
        together.wait()
        heard[which] = hear(listeners[which])

    threads = [Thread(target=_listen, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(heard[0] + heard[1]) == sorted(("mail.sweep", f"({number},)") for number in range(150))
