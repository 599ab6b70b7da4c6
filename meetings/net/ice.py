"""The lite agent of one PeerConnection: whose checks are answered, and where the peer is (RFC 8445, 2.5; pure).

A lite agent sends no checks. It proves those that arrive, answers them, and lets the browser choose the pair. An ICE
restart makes new credentials; the old ones stay valid until the browser nominates a pair under the new ones, so media
goes on. The browser's own address candidates are not needed and never looked at: where a proven check came from is
where the browser can be reached.
"""

from dataclasses import dataclass, field

from meetings.net.stun import Address, Attribute, ErrorCode, Kind, Message, refusal, success

UFRAG_CHARACTERS, PWD_CHARACTERS = 8, 24
_REMEMBERED = 128  # Checks whose repetition from another address is seen through
MOST_ADDRESSES = 16  # A browser has as many pairs as it has networks times relays; more is somebody at play.
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Of one side and one generation: `ufrag` names it, `pwd` proves it."""

    ufrag: str
    pwd: str


def credentials(randomness: bytes) -> Credentials:
    """Credentials of 48 and 144 bits from 32 random octets, in the letters of RFC 8839, 5.4."""
    letters = "".join(_ALPHABET[each & 63] for each in randomness)
    return Credentials(
        letters[:UFRAG_CHARACTERS], letters[UFRAG_CHARACTERS : UFRAG_CHARACTERS + PWD_CHARACTERS]
    )


@dataclass(slots=True)
class Generation:
    """What lies between two ICE restarts: our credentials, and the browser's as soon as it has told them."""

    local: Credentials
    remote_ufrag: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from a check: an answer to send, where media is to go from now on, or why it was dropped."""

    answer: bytes | None = None
    proven: bool = False
    moves: bool = False  # the peer's media goes to where this check came from, from now on
    dropped: str = ""


@dataclass(slots=True)
class Agent:
    """One browser's. `addresses` are those that proved themselves, each with the instant of the last proof."""

    local: Credentials
    address: Address | None = None  # where media goes
    addresses: dict[Address, int] = field(default_factory=dict)
    _current: Generation = field(init=False)
    _next: Generation | None = field(init=False, default=None)
    _is_nominated: bool = field(init=False, default=False)
    _seen: dict[bytes, Address] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._current = Generation(self.local)

    @property
    def ufrags(self) -> tuple[str, ...]:
        """Local fragments that checks may name now."""
        return tuple(each.local.ufrag for each in self._generations())

    def renew(self, local: Credentials) -> None:
        """An ICE restart: checks may name these from now on, and the old ones until these are nominated. Of several
        restarts without a nomination between them, only the last counts."""
        self.local = local
        self._next = Generation(local)

    def told(self, remote_ufrag: str) -> None:
        """The browser said its fragment that belongs to the newest of ours."""
        (self._next or self._current).remote_ufrag = remote_ufrag

    def check(self, message: Message, source: Address, now_ns: int) -> Verdict:
        """Judge a request. What is not proven is dropped without an answer and changes nothing."""
        ours, theirs = message.username
        generation = next((each for each in self._generations() if each.local.ufrag == ours), None)
        if generation is None:
            return Verdict(dropped="stranger")
        if not message.has_fingerprint or Attribute.MESSAGE_INTEGRITY not in message.attributes:
            return Verdict(dropped="unsigned")
        password = generation.local.pwd.encode()
        if not message.is_authentic(password):
            return Verdict(dropped="unauthentic")
        if generation.remote_ufrag and theirs != generation.remote_ufrag:
            return Verdict(dropped="stranger")
        if self._seen.setdefault(message.transaction, source) != source:
            return Verdict(dropped="replayed")
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return self._answer(message, source, now_ns, generation)

    def forget(self, keep: int = MOST_ADDRESSES) -> list[Address]:
        """Drop the addresses that were not heard for longest, never the one media goes to. Returns the dropped."""
        spare = sorted((ns, each) for each, ns in self.addresses.items() if each != self.address)
        dropped = [each for _ns, each in spare[: max(0, len(self.addresses) - keep)]]
        for each in dropped:
            del self.addresses[each]
        return dropped

    def _answer(self, message: Message, source: Address, now_ns: int, generation: Generation) -> Verdict:
        password = generation.local.pwd.encode()
        refused = _refused(message)
        if refused is not None:
            return Verdict(
                refusal(message.transaction, refused, password, message.unknown), dropped="refused"
            )
        self.addresses[source] = now_ns
        moves = self._moves(Attribute.USE_CANDIDATE in message.attributes, source, generation)
        return Verdict(success(message.transaction, source, password), proven=True, moves=moves)

    def _moves(self, nominates: bool, source: Address, generation: Generation) -> bool:
        """A nomination always moves, and ends an older generation; before the first one, the first check does."""
        if nominates:
            self._is_nominated = True
            if generation is self._next:
                self._current, self._next = generation, None
        elif self._is_nominated or self.address is not None:
            return False
        moves = self.address != source
        self.address = source
        return moves

    def _generations(self) -> tuple[Generation, ...]:
        return (self._next, self._current) if self._next else (self._current,)


def _refused(message: Message) -> ErrorCode | None:
    """Why a proven request gets no success (RFC 8445, 7.3.1.1: beside a lite agent, the other one controls)."""
    if message.kind is not Kind.REQUEST or Attribute.PRIORITY not in message.attributes:
        return ErrorCode.BAD_REQUEST
    if message.unknown:
        return ErrorCode.UNKNOWN_ATTRIBUTE
    if Attribute.ICE_CONTROLLED in message.attributes:
        return ErrorCode.ROLE_CONFLICT
    return None
