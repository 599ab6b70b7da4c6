"""Real Chromium connects to us: it takes our descriptions, DTLS ends with AEAD, an ICE restart keeps the media."""

from dataclasses import replace

import pytest

from meetings.engine import Codec
from meetings.net.sdp import Line, offer_subscribe, read_subscribe_answer
from meetings.net.transport import State
from tests.meetings.net.pages import until

HANDSHAKE, CLIENT_HELLO = 22, 1
GCM = "SRTP_AEAD_AES_128_GCM"


async def flows(node, transport, packets=100):
    """That many packets more have come than were there."""
    before = node.engine.packets[transport.peer]
    await until(lambda: node.engine.packets[transport.peer] > before + packets)


async def test_a_publisher_connects_with_aead_and_its_media_comes(page, node):
    transport = node.transport()
    await page.evaluate("makePublisher()")
    agreed = await node.take(page, transport)
    await page.evaluate("settled()")
    stats = await page.evaluate("transportStats()")
    assert (stats["dtlsState"], stats["srtpCipher"], stats["dtlsRole"]) == ("connected", GCM, "client")
    await flows(node, transport)
    await until(lambda: node.engine.reports[transport.peer] > 2)
    assert node.states[transport.peer] == [State.CONNECTING, State.CONNECTED]
    hello = [data for _from, data in node.engine.seen if data[0] == HANDSHAKE and data[13] == CLIENT_HELLO]
    assert len(hello) > 1, "its ClientHello came in pieces (facts of aiortc, 21)"
    assert [(each.mid, each.kind, each.rids) for each in agreed] == [
        ("0", "audio", ()),
        ("1", "video", ("q", "h", "f")),
        ("2", "video", ("h", "f")),
        ("3", "audio", ()),
    ]


async def test_an_ice_restart_keeps_keys_and_media(page, node):
    transport = node.transport()
    await page.evaluate("makePublisher()")
    await node.take(page, transport)
    await page.evaluate("settled()")
    await flows(node, transport)
    keys, before = node.engine.keys[transport.peer], transport.ufrag
    transport.renew()
    assert set(transport.ufrags) == {before, transport.ufrag}
    await node.take(page, transport, restart=True)
    await until(lambda: transport.ufrags == (transport.ufrag,))
    await flows(node, transport)
    assert node.engine.keys[transport.peer] == keys and transport.state is State.CONNECTED
    assert (await page.evaluate("transportStats()"))["iceLocalUsernameFragment"] in await page.evaluate(
        "pc.localDescription.sdp"
    )


@pytest.mark.parametrize("host", ["::1"])
async def test_a_publisher_connects_over_ipv6(page, node, host):
    transport = node.transport()
    await page.evaluate("makePublisher()")
    await node.take(page, transport)
    await page.evaluate("settled()")
    await flows(node, transport)
    assert ":" in node.engine.bound[transport.peer][0]
    assert (await page.evaluate("transportStats()"))["remote"]["address"] == host


def lines(audio, video, screens):
    kinds = [("a", "audio", audio), ("v", "video", video), ("s", "video", screens)]
    named = [(f"{letter}{at}", kind) for letter, kind, count in kinds for at in range(count)]
    return [
        Line(mid, kind, 1000 + 2 * at, 1001 + 2 * at if kind == "video" else 0, msid=f"- {mid}")
        for at, (mid, kind) in enumerate(named)
    ]


async def test_a_receiver_takes_our_offer_and_its_growth(page, node):
    transport = node.transport()
    await page.evaluate("makeReceiver()")
    first = lines(4, 6, 2)
    agreed = await node.give(page, transport, first, 1)
    await page.evaluate("settled()")
    assert [each.mid for each in agreed] == [each.mid for each in first]
    assert {each.direction for each in agreed} == {"recvonly"}
    assert {Codec.VP8: 96} == {
        codec: number for codec, number in agreed[4].codecs.items() if codec is Codec.VP8
    }
    assert agreed[4].extensions.transport_cc == 3
    grown = [*first, *(Line(f"v{at}", "video", 5000 + 2 * at, 5001 + 2 * at) for at in range(6, 12))]
    more = await node.give(page, transport, grown, 2)
    assert [each.mid for each in more] == [each.mid for each in grown]
    assert await page.evaluate("pc.getTransceivers().map(each => each.currentDirection)") == ["recvonly"] * 18
    assert transport.state is State.CONNECTED


async def test_a_receiver_follows_our_ice_restart(page, node):
    transport = node.transport()
    await page.evaluate("makeReceiver()")
    await node.give(page, transport, lines(1, 1, 0), 1)
    await page.evaluate("settled()")
    transport.renew()
    await node.give(page, transport, lines(1, 1, 0), 2)
    await until(lambda: transport.ufrags == (transport.ufrag,))
    assert node.states[transport.peer] == [State.CONNECTING, State.CONNECTED]


async def test_lines_that_carry_nothing_yet_are_taken_and_woken(page, node):
    transport = node.transport()
    await page.evaluate("makeReceiver()")
    asleep = [replace(line, direction="inactive") for line in lines(1, 2, 1)]
    agreed = await node.give(page, transport, [lines(1, 0, 0)[0], *asleep[1:]], 1)
    assert [each.direction for each in agreed] == ["recvonly", "inactive", "inactive", "inactive"]
    await page.evaluate("settled()")
    agreed = await node.give(page, transport, lines(1, 2, 1), 2)
    assert {each.direction for each in agreed} == {"recvonly"} and transport.state is State.CONNECTED


async def test_a_publisher_with_h264_alone_sends_it(page, node):
    transport = node.transport()
    await page.evaluate("makePublisher()")
    await page.evaluate(
        """() => {
          const all = RTCRtpSender.getCapabilities('video').codecs;
          const kept = all.filter(each => ['video/H264', 'video/rtx'].includes(each.mimeType));
          pc.getTransceivers().slice(1, 3).forEach(each => each.setCodecPreferences(kept));
        }"""
    )
    agreed = await node.take(page, transport)
    assert set(agreed[1].codecs) == {Codec.H264}
    await page.evaluate("settled()")
    await flows(node, transport)


async def test_what_we_reject_is_no_trouble_for_the_rest(page, node):
    transport = node.transport()
    await page.evaluate("makePublisher()")
    await page.evaluate("() => { pc.createDataChannel('x'); }")
    agreed = await node.take(page, transport)
    assert [bool(each.codecs) for each in agreed] == [True, True, True, True, False]
    await page.evaluate("settled()")
    await flows(node, transport)


async def test_the_browser_hears_at_once_that_we_close(page, node):
    transport = node.transport()
    await page.evaluate("makePublisher()")
    await node.take(page, transport)
    await page.evaluate("settled()")
    transport.close()
    await page.wait_for_function("pc.getSenders()[0].transport.state === 'closed'")
    sizes = node.mux.sizes()
    assert (sizes["transports"], sizes["ufrags"], sizes["addresses"], node.engine.peers) == (0, 0, 0, set())


async def test_we_hear_that_the_browser_closes(page, node):
    transport = node.transport()
    await page.evaluate("makePublisher()")
    await node.take(page, transport)
    await page.evaluate("settled()")
    await page.evaluate("pc.close()")
    await until(lambda: transport.state is State.CLOSED)
    assert node.states[transport.peer][-1] is State.CLOSED and not node.engine.peers


ANSWER_ALL = """offers => Promise.all(offers.map(async sdp => {
  const pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  (window.all ||= []).push(pc);
  await pc.setRemoteDescription({type: 'offer', sdp});
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}))"""


async def test_thirty_at_once_connect_over_the_one_port(page, node):
    transports = [node.transport() for _ in range(30)]
    offers = [offer_subscribe(lines(1, 1, 0), each.local(), 1) for each in transports]
    answers = await page.evaluate(ANSWER_ALL, offers)
    for transport, answer in zip(transports, answers, strict=True):
        node.begin(transport, *read_subscribe_answer(answer))
    await until(lambda: all(each.state is State.CONNECTED for each in transports))
    assert len(set(node.engine.bound.values())) == 30
    await page.wait_for_function("all.every(each => each.connectionState === 'connected')")
