"""From "Họp ngay" to the record: the demo's own media server takes the people in, also after it was killed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.journeys.person import Person, words
from tests.support.processes import ROOT, attempts, free_port, running_demo


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory):
    with running_demo(tmp_path_factory.mktemp("meeting") / "data") as found:
        yield found


def seat_of(person: Person, meeting: str) -> dict[str, str]:
    """A seat, asked for as the page does: again while no media server is there yet."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', person.page)[1]
    headers = {"x-csrf-token": token, "accept": "application/json"}
    for _attempt in attempts():
        answer = person.client.post(f"{meeting}/seats", headers=headers)
        if answer.status_code != 503:
            break
    assert answer.status_code == 200, answer.text
    return answer.json()


@contextmanager
def entered(address: str, seat: dict[str, str]) -> Iterator[ClientConnection]:
    """The WebSocket of somebody who is in the room."""
    with connect(seat["url"], origin=address) as socket:
        said = {"type": "join", "version": 1, "token": seat["token"], "seat": "", "last_seq": 0}
        socket.send(json.dumps(said | {"microphone": False, "camera": False}))
        hear(socket, "welcome")
        yield socket


def hear(socket: ClientConnection, kind: str) -> dict:
    """The next message of this kind."""
    while True:
        message = json.loads(socket.recv(timeout=60))
        if message["type"] == kind:
            return message


def test_two_meet_at_once_and_the_record_stays(address: str) -> None:
    hoai = Person(address, "hoai.nt")
    hoai.open("/conferences")
    hoai.send("/conferences/now")
    meeting = re.search(r'"seat_url": "(/conferences/\d+)/seats"', hoai.page.replace("&#34;", '"'))[1]
    with entered(address, seat_of(hoai, meeting)) as socket:
        socket.send(json.dumps({"type": "say", "id": "loi-chao", "text": "Chào cả phòng"}))
        assert hear(socket, "said")["message"]["text"] == "Chào cả phòng"
        socket.send(json.dumps({"type": "say", "id": "mat", "text": "TUYỆT MẬT\nPhương án"}))
        assert hear(socket, "unsaid")["code"] == "secret"
        socket.send(json.dumps({"type": "end"}))
        with pytest.raises(Exception, match="4404"):
            hear(socket, "nothing")
    hoai.open(meeting)
    assert "Đã kết thúc" in words(hoai.page) and "Chào cả phòng" in hoai.page and "Phương án" not in hoai.page
    assert "Nguyễn Thị Hoài" in hoai.client.get(f"{meeting}/attendance.csv").text
    assert Person(address, "xa.ko").client.get(meeting).status_code == 404


def test_a_killed_media_server_is_back_and_takes_people_in_again(address: str) -> None:
    minh = Person(address, "minh.p")
    minh.open("/conferences")
    minh.send("/conferences/now")
    meeting = re.search(r'"seat_url": "(/conferences/\d+)/seats"', minh.page.replace("&#34;", '"'))[1]
    with entered(address, seat_of(minh, meeting)):
        [node] = [each for each in psutil.process_iter(["cmdline"]) if is_node_of(each, address)]
        node.kill()
        node.wait(20)
    for _attempt in attempts():
        try:
            with entered(address, seat_of(minh, meeting)):
                return
        except OSError:
            continue
    raise AssertionError("the media server did not come back")


def is_node_of(process: psutil.Process, address: str) -> bool:
    """Whether this is the media server that the portal at this address has started."""
    command = process.info["cmdline"] or []
    if command[-2:] != ["-m", "meetings"]:
        return False
    return process.environ().get("MEETINGS_PORTAL_URL") == address


def test_it_ends_with_the_portal(tmp_path: Path) -> None:
    with running_demo(tmp_path / "data") as address:
        url = f"http://127.0.0.1:{int(address.rpartition(':')[2]) + 1}/healthz"
        for _attempt in range(2000):
            try:
                assert httpx.get(url).json()["status"] == "ok"
                break
            except httpx.TransportError:
                continue
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_drained_media_server_gives_its_room_to_another(tmp_path: Path) -> None:
    one, two = free_port(), free_port()
    urls = f"ws://127.0.0.1:{one},ws://127.0.0.1:{two}"
    with (
        running_demo(tmp_path / "data", CONGVU_MEETINGS_URLS=urls, MEETINGS_PORT=str(one)) as address,
        second_node(tmp_path / "data", address, two, urls),
    ):
        minh, admin = Person(address, "minh.p"), Person(address, "quantri")
        minh.open("/conferences")
        minh.send("/conferences/now")
        meeting = re.search(r'"seat_url": "(/conferences/\d+)/seats"', minh.page.replace("&#34;", '"'))[1]
        first = seat_of(minh, meeting)
        for _attempt in attempts():
            admin.open("/admin/meeting-nodes")
            if len(re.findall("Hoạt động", admin.page)) == 2:
                break
        name = "demo" if f":{one}/" in first["url"] else "hai"
        with entered(address, first) as socket:
            admin.send(f"/admin/meeting-nodes/{name}/draining")
            hear(socket, "moved")
        again = seat_of(minh, meeting)
        assert again["url"] != first["url"]
        with entered(address, again):
            minh.open(meeting)
        assert "Phạm Minh" in minh.page


@contextmanager
def second_node(folder: Path, address: str, port: int, urls: str) -> Iterator[None]:
    """Another media server beside the demo's own, with the same secret."""
    own = {
        "CONGVU_DATA": str(folder),
        "CONGVU_PORT": address.rpartition(":")[2],
        "CONGVU_MEETINGS_URLS": urls,
        "MEETINGS_NODE": "hai",
        "MEETINGS_PORT": str(port),
        "MEETINGS_UDP_PORT": str(port),
        "MEETINGS_FOLDER": str(folder.parent / "hai"),
    }
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CONGVU_", "MEETINGS_"))
    }
    process = subprocess.Popen([sys.executable, "-m", "portal", "meet"], cwd=ROOT, env=kept | own)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
