"""What is agreed on with the browsers there are, and that nothing but BrokenProtocol comes of anything else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.engine import Codec, Extensions
from meetings.errors import BrokenProtocol
from meetings.net import sdp
from meetings.net.sdp import Line, Local
from tests.house.plan import ROOT

GOLDEN = ROOT / "tests" / "golden" / "meetings"
PUBLISHING = {
    "chromium-156": (111, {Codec.VP8: 96}, {Codec.VP8: 97}, Extensions(4, 10, 11, 1, 3)),
    "firefox-like": (109, {Codec.VP8: 120}, {Codec.VP8: 124}, Extensions(3, 8, 9, 1, 7)),
    "safari-like": (111, {Codec.VP8: 102}, {Codec.VP8: 103}, Extensions(4, 10, 11, 1, 3)),
}
FINGERPRINT = "sha-256 " + ":".join(["AB"] * 32)
LOCAL = Local(77, "ours", "p" * 24, FINGERPRINT, (("192.0.2.1", 8100), ("2001:db8::1", 8100)))


def golden(name):
    return (GOLDEN / f"{name}.sdp").read_bytes().decode()


def answered(text):
    answer, agreed = sdp.answer_publish(sdp.parse(text), LOCAL)
    return sdp.parse(answer), agreed, answer


@pytest.mark.parametrize("browser", PUBLISHING)
def test_a_publisher_gets_vp8_opus_and_its_layers(browser):
    opus, vp8, rtx, extensions = PUBLISHING[browser]
    _answer, agreed, _text = answered(golden(f"{browser}-publish"))
    microphone, camera, screen, sound = agreed
    assert microphone.codecs == sound.codecs == {Codec.OPUS: opus} and not microphone.repairs
    assert (camera.codecs, camera.repairs, camera.rids) == (vp8, rtx, ("q", "h", "f"))
    assert (screen.codecs, screen.repairs, screen.rids) == (vp8, rtx, ("h", "f"))
    assert {each.direction for each in agreed} == {"sendonly"}
    assert sdp.merged(agreed) == extensions


def test_without_vp8_it_is_the_h264_that_every_decoder_has():
    answer, agreed, text = answered(golden("safari-like-without-vp8"))
    assert agreed[1].codecs == {Codec.H264: 98} and agreed[1].repairs == {Codec.H264: 99}
    assert "a=fmtp:98 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f" in text
    assert [each.payload_type for each in answer.media[1].formats] == [98, 99]


def test_listed_sources_and_their_retransmissions_are_told_apart():
    _answer, agreed, _text = answered(golden("firefox-like-publish"))
    assert agreed[1].ssrcs == (2000, 2002, 2004) and agreed[1].repair_ssrcs == {
        2000: 2001,
        2002: 2003,
        2004: 2005,
    }


def test_the_answer_mirrors_the_offer_and_speaks_for_us():
    answer, _agreed, text = answered(golden("chromium-156-publish"))
    assert answer.remote == sdp.Remote("ours", "p" * 24, (("sha-256", FINGERPRINT[8:]),), "passive")
    assert [(each.mid, each.direction, each.is_rejected) for each in answer.media] == [
        (mid, "recvonly", False) for mid in "0123"
    ]
    assert answer.bundle == ("0", "1", "2", "3") and "a=ice-lite\r\n" in text
    assert "a=rid:q recv\r\na=rid:h recv\r\na=rid:f recv\r\na=simulcast:recv q;h;f\r\n" in text
    assert (
        text.count("typ host") == 2
        and "192.0.2.1 8100 typ host" in text
        and "2001:db8::1 8100 typ host" in text
    )
    assert "goog-remb" not in text and text.count("transport-cc\r\n") == 4
    assert {"nack", "nack pli", "ccm fir"} == set(re.findall(r"a=rtcp-fb:96 ((?:nack|ccm).*)\r", text))
    assert "usedtx=1" in text and "useinbandfec=1" in text


def test_an_extension_that_goes_one_way_is_answered_for_the_other():
    _answer, _agreed, text = answered(golden("firefox-like-publish"))
    assert "a=extmap:8/recvonly urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id" in text
    assert "csrc-audio-level" not in text


def test_what_we_do_not_know_is_rejected_and_the_rest_goes_on():
    """Facts of aiortc, 22 and 26: a rejected line needs no credentials, and there are no data channels."""
    answer, agreed, text = answered(golden("chromium-156-plain"))
    assert [each.is_rejected for each in answer.media] == [False, False, True]
    assert "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n" in text
    assert answer.bundle == ("0", "1") and not agreed[2].codecs and agreed[2].direction == "inactive"


def test_a_line_that_the_browser_gave_up_stays_given_up():
    text = golden("chromium-156-publish")
    gone = re.sub(r"m=video 9( .*\r\n(?:(?!m=).*\r\n)*a=mid:2\r\n)", r"m=video 0\1", text)
    gone = gone.replace("BUNDLE 0 1 2 3", "BUNDLE 0 1 3")
    answer, agreed, _text = answered(gone)
    assert [each.is_rejected for each in answer.media] == [False, False, True, False]
    assert [bool(each.codecs) for each in agreed] == [True, True, False, True]


def test_addresses_of_browsers_are_never_looked_at():
    """Facts of aiortc, 24: a .local name would be asked for on the whole network."""
    assert ".local" in golden("safari-like-publish")
    assert ".local" not in repr(sdp.parse(golden("safari-like-publish")))


def test_an_id_that_a_one_byte_header_cannot_hold_is_not_agreed_on():
    """Facts of aiortc, 30."""
    text = (
        golden("chromium-156-publish").replace("extmap:3 ", "extmap:15 ").replace("extmap:10 ", "extmap:16 ")
    )
    _answer, agreed, answer = answered(text)
    assert sdp.merged(agreed) == Extensions(4, 0, 11, 1, 0)
    assert "transport-wide" not in answer and "rtp-stream-id" not in answer.replace(
        "repaired-rtp-stream-id", ""
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a=setup:actpass", "a=setup:passive"),
        ("a=rtcp-mux\r\n", ""),
        ("BUNDLE 0 1 2 3", "BUNDLE 0 1"),
        ("a=fingerprint:sha-256", "a=fingerprint:sha-256 !"),
        ("a=ice-ufrag:", "a=ice-ufrag:ä"),
        ("a=mid:3", "a=mid:0"),
        ("a=mid:3", "a=mid:3 4"),
        ("a=rid:q send\r\na=rid:h", "a=rid:(q) send\r\na=rid:h"),
        ("rtpmap:111 opus/48000/2", "rtpmap:111 opus/many"),
        ("v=0", "v=1"),
        ("m=audio 9 ", "m=audio nine "),
        ("a=ssrc:", "a=ssrc:9999999999"),
        ("opus", "speex"),
    ],
)
def test_what_cannot_be_meant_is_refused(old, new):
    text = golden("chromium-156-publish")
    assert old in text
    text = text.replace(old, new)
    if new == "speex":
        text = text.replace("VP8", "XP8").replace("H264", "X264")
    if "(q)" in new:
        text = text.replace("send q;", "send (q);")
    with pytest.raises(BrokenProtocol):
        sdp.answer_publish(sdp.parse(text), LOCAL)


def test_two_meanings_of_one_extension_id_are_refused():
    text = golden("chromium-156-publish")
    first, rest = text.split("m=video", 1)
    _answer, agreed, _text = answered(first.replace("extmap:4 ", "extmap:5 ") + "m=video" + rest)
    with pytest.raises(BrokenProtocol):
        sdp.merged(agreed)


# Receiving


def test_the_answer_of_a_receiver_is_read():
    remote, agreed = sdp.read_subscribe_answer(golden("chromium-156-subscribed"))
    assert (remote.setup, remote.ufrag) == ("active", "iFE4")
    assert [each.mid for each in agreed] == ["a0", "a1", "v0", "v1", "s0"]
    assert agreed[2].codecs == {Codec.VP8: 96, Codec.H264: 98} and agreed[2].repairs == {
        Codec.VP8: 97,
        Codec.H264: 99,
    }
    assert sdp.merged(agreed) == Extensions(mid=4, transport_cc=3)


@pytest.mark.parametrize("old", ["a=setup:active", "a=extmap:3 "])
def test_an_answer_to_what_we_did_not_offer_is_refused(old):
    text = golden("chromium-156-subscribed").replace(
        old, {"a=setup:active": "a=setup:passive"}.get(old, "a=extmap:7 ")
    )
    with pytest.raises(BrokenProtocol):
        sdp.read_subscribe_answer(text)


numbers = st.integers(1, 2**32 - 1)
lines = st.lists(
    st.builds(
        Line,
        mid=st.from_regex(r"[avs][0-9]{1,3}", fullmatch=True),
        kind=st.sampled_from(["audio", "video"]),
        ssrc=numbers,
        repair_ssrc=numbers,
        direction=st.sampled_from(["sendonly", "inactive"]),
        msid=st.from_regex(r"[a-z0-9-]{1,20} [a-z0-9]{1,8}", fullmatch=True),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda line: line.mid,
)
addresses = st.lists(st.tuples(st.ip_addresses().map(str), st.integers(1, 65_535)), max_size=4).map(tuple)


@settings(deadline=None)
@given(lines, addresses, st.integers(0, 2**62))
def test_our_offer_says_what_it_was_made_of(made, candidates, version):
    local = Local(5, "u" * 8, "p" * 24, FINGERPRINT, candidates)
    text = sdp.offer_subscribe(made, local, version)
    offer = sdp.parse(text)
    assert (offer.version, offer.remote.ufrag, offer.remote.setup) == (version, "u" * 8, "actpass")
    assert offer.bundle == tuple(each.mid for each in made) and text.count(" typ host") == len(candidates)
    assert [(each.mid, each.kind, each.direction) for each in offer.media] == [
        (each.mid, each.kind, each.direction) for each in made
    ]
    for media, line in zip(offer.media, made, strict=True):
        assert media.ssrcs == tuple(dict.fromkeys((line.ssrc, line.repair_ssrc)))
        assert media.repairs == {line.ssrc: line.repair_ssrc}
    assert all(len(line) < 300 for line in text.split("\r\n"))


def test_fifty_people_fit_into_a_message():
    """At most 64 KiB a message: docs/meeting-protocol.md."""
    made = [Line(f"a{at}", "audio", at + 1) for at in range(8)]
    made += [Line(f"v{at}", "video", 2 * at + 100, 2 * at + 101) for at in range(25)]
    made += [Line(f"s{at}", "video", 2 * at + 900, 2 * at + 901) for at in range(3)]
    assert len(sdp.offer_subscribe(made, LOCAL, 1)) < 48 * 1024


# Anything else

goldens = st.sampled_from([path.read_bytes().decode() for path in sorted(GOLDEN.glob("*.sdp"))])
edits = st.lists(
    st.tuples(
        st.sampled_from(["drop", "repeat", "cut", "put", "swap"]), st.integers(0, 400), st.text(max_size=12)
    ),
    max_size=8,
)


def edited(text, made):
    kept = text.split("\r\n")
    for deed, where, what in made:
        at = where % len(kept)
        if deed == "drop" and len(kept) > 1:
            del kept[at]
        elif deed == "repeat":
            kept.insert(at, kept[at])
        elif deed == "cut":
            kept[at] = kept[at][: len(what)]
        elif deed == "put":
            kept[at] = kept[at][: len(kept[at]) // 2] + what + kept[at][len(kept[at]) // 2 :]
        else:
            kept[at], kept[-1] = kept[-1], kept[at]
    return "\r\n".join(kept)


@settings(deadline=None)
@given(goldens, edits)
def test_an_edited_description_is_read_or_broken(text, made):
    spoiled = edited(text, made)
    for read in (answered, sdp.read_subscribe_answer):
        reason = reason_of(read, spoiled)
        assert len(reason) < 100 and "\r" not in reason


def reason_of(read, text):
    """Why it is broken; empty when it is not."""
    try:
        read(text)
    except BrokenProtocol as broken:
        return str(broken)
    return ""


@settings(deadline=None)
@given(st.text(max_size=400) | st.text(alphabet="vmao=0:; \r\n", max_size=400).map("v=0\r\n".__add__))
def test_any_text_is_broken(text):
    with pytest.raises(BrokenProtocol):
        sdp.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "v=0\n" * 7000,
        "v=0\nm=" + "a" * 70_000,
        "v=0\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 0\na=mid:1\n" * 300,
        "v=0\nm=audio 9 X " + "1 " * 900 + "1\na=mid:0",
        "v=0\na=ssrc:" + "9" * 3000,
        None,
    ],
)
def test_what_is_too_much_is_broken(text):
    with pytest.raises(BrokenProtocol):
        sdp.parse(text)
