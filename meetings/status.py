"""What the process counts, and how it is told to Prometheus (text format 0.0.4). Pure but for being added to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Status:
    """Counters and gauges of one process."""

    counts: Counter[str] = field(default_factory=Counter)  # plain counters by name
    dropped: Counter[str] = field(default_factory=Counter)  # messages not sent to slow browsers, by type
    closed: Counter[int] = field(default_factory=Counter)  # WebSockets ended, by code
    lag: float = 0.0  # seconds by which the event loop was late, the worst of late
    cpu: float = 0.0  # percent of one core

    def late(self, seconds: float) -> None:
        """The loop came so much too late; forgotten by and by."""
        self.lag = max(seconds, self.lag * 0.95)


Sample = tuple[Mapping[str, str], float]


def exposition(families: Iterable[tuple[str, str, str, Iterable[Sample]]]) -> str:
    """Families of (name without prefix, `counter` or `gauge`, help, samples) as text."""
    lines: list[str] = []
    for name, kind, words, samples in families:
        full = f"meetings_{name}"
        lines += [f"# HELP {full} {words}", f"# TYPE {full} {kind}"]
        for labels, value in samples:
            told = ",".join(f'{key}="{_escaped(each)}"' for key, each in labels.items())
            lines.append(f"{full}{{{told}}} {value:g}" if told else f"{full} {value:g}")
    return "\n".join(lines) + "\n"


def families(
    status: Status, gauges: Mapping[str, float], packets: Mapping[str, int], rejected: Mapping[str, int]
) -> Iterable[tuple[str, str, str, Iterable[Sample]]]:
    """Everything /metrics shows. `gauges` come from the rooms, `packets` and `rejected` from the engine and the mux."""
    for name, words in GAUGES.items():
        yield name, "gauge", words, [({}, gauges.get(name, 0))]
    for name, words in PACKETS.items():
        yield name, "counter", words, [({}, packets.get(name.removesuffix("_total"), 0))]
    for name, words in COUNTS.items():
        yield name, "counter", words, [({}, status.counts[name.removesuffix("_total")])]
    yield "datagrams_dropped_total", "counter", "Datagrams not taken, by reason.", _by("reason", rejected)
    yield (
        "messages_dropped_total",
        "counter",
        "Messages not sent to slow browsers, by type.",
        _by("type", status.dropped),
    )
    yield (
        "websockets_closed_total",
        "counter",
        "WebSockets ended, by code.",
        _by("code", {str(code): count for code, count in status.closed.items()}),
    )
    yield "event_loop_lag_seconds", "gauge", "How late the event loop was of late.", [({}, status.lag)]
    yield "cpu_percent", "gauge", "Processor time in percent of one core.", [({}, status.cpu)]


GAUGES = {
    "rooms": "Rooms that are running.",
    "people": "People in them.",
    "waiting": "People in lobbies.",
    "sockets": "Open WebSockets.",
    "tasks": "Running tasks of the event loop.",
    "draining": "1 while nobody new is taken in.",
    "portal_reachable": "1 while the portal answers.",
    "events_waiting": "Events the portal has not yet taken.",
    "loss_percent": "Packets lost on the way to us.",
}
PACKETS = {
    "packets_in_total": "RTP packets received.",
    "packets_out_total": "RTP packets sent.",
    "bytes_in_total": "Bytes of RTP received.",
    "bytes_out_total": "Bytes of RTP sent.",
    "handshakes_failed_total": "DTLS handshakes that came to nothing.",
}
COUNTS = {
    "joins_total": "Seats taken.",
    "resumes_total": "Seats taken again after a lost connection.",
    "tokens_refused_total": "Join tokens that were not ours, too old or used.",
    "origins_refused_total": "WebSockets from pages of others.",
    "messages_total": "Messages from browsers.",
    "freezes_total": "Frozen pictures as browsers tell.",
    "faults_total": "Errors of our own that were caught.",
    "portal_failures_total": "Calls of the portal without an answer.",
    "events_refused_total": "Events the portal did not take.",
}


def _by(label: str, counts: Mapping[str, int]) -> list[Sample]:
    return [({label: name}, count) for name, count in sorted(counts.items())]


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
