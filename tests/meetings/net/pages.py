"""A Chromium page with PeerConnections in it, and our side of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import Page

from meetings.net import sdp
from meetings.net.media_seam import Certificate
from meetings.net.mux import Mux
from meetings.net.transport import State, Transport
from tests.meetings.net.plain_engine import PlainEngine

SCRIPT = """
window.makePublisher = async (configuration = {}) => {
  const pc = window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle', ...configuration});
  const media = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 1280, height: 720}});
  pc.addTransceiver(media.getAudioTracks()[0], {direction: 'sendonly'});
  pc.addTransceiver(media.getVideoTracks()[0], {direction: 'sendonly', sendEncodings: [
    {rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 160000},
    {rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 450000}, {rid: 'f', maxBitrate: 1700000}]});
  pc.addTransceiver('video', {direction: 'sendonly', sendEncodings: [
    {rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 400000}, {rid: 'f', maxBitrate: 2500000}]});
  pc.addTransceiver('audio', {direction: 'sendonly'});
};
window.makeReceiver = (configuration = {}) => {
  window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle', ...configuration});
};
window.offer = async (options = {}) => {
  if (options.iceRestart) pc.restartIce();
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
};
window.accept = sdp => pc.setRemoteDescription({type: 'answer', sdp});
window.answer = async sdp => {
  await pc.setRemoteDescription({type: 'offer', sdp});
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
};
window.settled = () => new Promise((resolve, reject) => {
  const look = () => {
    if (pc.connectionState === 'connected') resolve();
    if (pc.connectionState === 'failed') reject(new Error('failed'));
  };
  pc.addEventListener('connectionstatechange', look);
  look();
});
window.transportStats = async () => {
  const all = [...(await pc.getStats()).values()];
  const transport = all.find(each => each.type === 'transport');
  const pair = all.find(each => each.id === transport.selectedCandidatePairId) || {};
  const at = id => all.find(each => each.id === id) || {};
  return {...transport, local: at(pair.localCandidateId), remote: at(pair.remoteCandidateId)};
};
"""

Until = Callable[[Callable[[], bool]], Awaitable[None]]


async def until(what: Callable[[], bool], seconds: float = 15) -> None:
    """Come back when it is so; TimeoutError when it never is."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110  # Nobody tells of a counter.
            await asyncio.sleep(0.02)


@dataclass
class Node:
    """Our side: a socket, the plain engine, a mux, a certificate."""

    engine: PlainEngine
    mux: Mux
    certificate: Certificate
    states: dict[int, list[State]] = field(default_factory=dict)

    def transport(self) -> Transport:
        heard: list[State] = []
        made = Transport(self.mux, self.engine, self.certificate, heard.append)
        self.states[made.peer] = heard
        return made

    async def take(self, page: Page, transport: Transport, *, restart: bool = False) -> list[sdp.Negotiated]:
        """One round of publishing: the page's offer, our answer."""
        offer = sdp.parse(await page.evaluate("restart => offer({iceRestart: restart})", restart))
        answer, agreed = sdp.answer_publish(offer, transport.local())
        self.begin(transport, offer.remote, agreed)
        await page.evaluate("sdp => accept(sdp)", answer)
        return agreed

    async def give(
        self, page: Page, transport: Transport, lines: list[sdp.Line], version: int
    ) -> list[sdp.Negotiated]:
        """One round of receiving: our offer, the page's answer."""
        offer = sdp.offer_subscribe(lines, transport.local(), version)
        remote, agreed = sdp.read_subscribe_answer(await page.evaluate("sdp => answer(sdp)", offer))
        self.begin(transport, remote, agreed)
        return agreed

    @staticmethod
    def begin(transport: Transport, remote: sdp.Remote, agreed: list[sdp.Negotiated]) -> None:
        transport.begin(remote.ufrag, remote.pwd, remote.fingerprints, sdp.merged(agreed))
