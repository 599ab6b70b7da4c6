"""Whatever happens in a meeting, in whatever order: what always holds (a stateful property test)."""

from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from meetings import asks, tells
from meetings.errors import Unwelcome
from meetings.room.contents import SEAT_KEPT
from meetings.room.facts import Acknowledged, Closed, Media, RecordingEnded, Report, SentOut, Ticked
from meetings.room.roles import LEADING, MAY
from tests.meetings.support.rooms import Hall, hall

PEOPLE = [*(f"account:{number}" for number in range(1, 6)), "guest:1", "guest:2"]
ROLES = {"account:1": "chair", "account:2": "cochair", "guest:1": "guest", "guest:2": "guest"}
IN_THE_ROOM = (
    *tells.Numbered.__args__,
    tells.Welcome,
    tells.Reacted,
    tells.Knock,
    tells.Speaker,
    tells.Resumed,
)

person = strategies.sampled_from(PEOPLE)
anybody = strategies.sampled_from([*PEOPLE, "*"])
yes = strategies.booleans()
sources = strategies.sampled_from(["microphone", "camera", "screen"])
own_asks = strategies.one_of(
    strategies.builds(asks.State, sources, yes),
    strategies.builds(asks.Hand, strategies.sampled_from([True, True, False])),
    strategies.builds(asks.Say, strategies.sampled_from(["a", "b", "c"]), strategies.just("Xin chào")),
    strategies.builds(asks.Consent, strategies.just(True)),
    strategies.just(asks.React("👍")),
    strategies.just(asks.Restart()),
)
leading_asks = strategies.one_of(
    strategies.builds(asks.Admit, anybody),
    strategies.builds(asks.Refuse, anybody),
    strategies.builds(asks.Mute, anybody, sources),
    strategies.builds(asks.AskUnmute, person),
    strategies.builds(asks.Floor, person, yes),
    strategies.builds(asks.Moderate, yes),
    strategies.builds(asks.LowerHand, anybody),
    strategies.builds(asks.Lock, yes),
    strategies.builds(asks.Role, person, strategies.sampled_from(["cochair", "member"])),
    strategies.builds(asks.Remove, person),
    strategies.builds(asks.Record, yes),
)


class Meeting(RuleBasedStateMachine):
    """People with browsers that follow what they are told, one portal, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.hall: Hall = hall(recording_allowed=True)
        self.open: dict[str, str] = {}  # seat of each person's newest connection that is still there
        self.seats: dict[str, str] = {}  # the seat a person's browser remembers
        self.gone: set[str] = set()

    @property
    def room(self):
        return self.hall.room.contents

    @initialize(moderated=yes)
    def begin(self, moderated: bool) -> None:
        self.room.moderated = moderated
        self.come("account:1", True)

    @rule(who=person, remembers=yes)
    def come(self, who: str, remembers: bool) -> None:
        former = self.seats.get(who, "") if remembers else ""
        known = [each.seq for each in self.hall.told.get(former, []) if getattr(each, "seq", 0)]
        try:
            seat = self.hall.come(
                who,
                ROLES.get(who, "member"),
                lobby=who.startswith("guest"),
                former=former,
                last_seq=max(known, default=0),
                microphone=True,
            )
        except Unwelcome:
            assert who in self.gone or self.room.locked or self.room.over
            return
        assert who not in self.gone, "whoever was removed never comes back"
        self.open[who] = self.seats[who] = seat

    @precondition(lambda self: self.open)
    @rule(data=strategies.data())
    def lose(self, data) -> None:
        self.hall.lose(self.open.pop(data.draw(strategies.sampled_from(sorted(self.open)))))

    @precondition(lambda self: self.open)
    @rule(data=strategies.data(), ask=own_asks)
    def act(self, data, ask) -> None:
        self.hall.ask(self.open[data.draw(strategies.sampled_from(sorted(self.open)))], ask)

    @precondition(lambda self: self.open)
    @rule(data=strategies.data(), ask=leading_asks)
    def lead(self, data, ask) -> None:
        seat = self.open[data.draw(strategies.sampled_from(sorted(self.open)))]
        place = self.room.seats.get(seat)
        role = self.room.role(place) if place else "waiting"
        before, kinds = self.room.seq, len(self.hall.events)
        effects = self.hall.ask(seat, ask)
        if role not in MAY[type(ask)]:
            assert not any(isinstance(each, Report | Media) for each in effects), (
                f"a {role} did {type(ask).__name__}"
            )
            assert (self.room.seq, len(self.hall.events)) == (before, kinds)

    @precondition(lambda self: self.open)
    @rule(data=strategies.data())
    def go(self, data) -> None:
        who = data.draw(strategies.sampled_from(sorted(self.open)))
        self.hall.ask(self.open.pop(who), asks.Leave())

    @precondition(lambda self: self.hall.waiting)
    @rule(count=strategies.integers(1, 8), writes=strategies.integers(0, 4))
    def answer(self, count: int, writes: int) -> None:
        for event in self.hall.waiting[:count]:
            self.hall.waiting.remove(event)
            code = "" if writes else "portal"
            self.hall.apply(Acknowledged(event.id, self.hall.now, code))
            if event.kind == "removed" and not code:
                self.gone.add(event.person)

    @rule(who=strategies.sampled_from(["account:5", "guest:2"]))
    def send_out(self, who: str) -> None:
        self.hall.apply(SentOut(who))
        self.gone.add(who)

    @rule(seconds=strategies.sampled_from([0, 1, 5, 20, 31]))
    def wait(self, seconds: int) -> None:
        self.hall.pass_by(seconds * 1000, Ticked())

    @rule()
    def stop_recorder(self) -> None:
        self.hall.apply(RecordingEnded(1))

    @invariant()
    def everybody_has_one_seat(self) -> None:
        people = [each.person for each in self.room.seats.values()]
        assert len(people) == len(set(people))
        assert not set(people) & set(self.room.lobby)
        assert all(seat == each.seat for seat, each in self.room.seats.items())

    @invariant()
    def nobody_who_was_removed_is_here(self) -> None:
        assert not self.gone & ({each.person for each in self.room.seats.values()} | set(self.room.lobby))

    @invariant()
    def hands_and_floor_are_of_those_present(self) -> None:
        here = {each.person for each in self.room.seats.values()}
        assert set(self.room.hands) <= here and len(self.room.hands) == len(set(self.room.hands))
        assert self.room.floor == "" or self.room.floor in here

    @invariant()
    def numbers_rise_by_one(self) -> None:
        log = [each.seq for each in self.room.log]
        assert log == list(range(self.room.seq - len(log) + 1, self.room.seq + 1))

    @invariant()
    def whoever_follows_sees_the_room_as_it_is(self) -> None:
        for seat, place in self.room.seats.items():
            if place.lost_at is None and any(
                isinstance(each, tells.Welcome) for each in self.hall.told[seat]
            ):
                assert sorted(self.hall.people(seat)) == sorted(
                    each.person for each in self.room.seats.values()
                )

    @invariant()
    def the_lobby_sees_nothing(self) -> None:
        for place in self.room.lobby.values():
            assert not any(isinstance(each, IN_THE_ROOM) for each in self.hall.told.get(place.seat, []))

    @invariant()
    def only_those_who_may_speak_are_heard(self) -> None:
        for place in self.room.seats.values():
            if (
                self.room.moderated
                and self.room.role(place) not in LEADING
                and self.room.floor != place.person
            ):
                assert "microphone" not in place.on
                assert "microphone" in place.held
            assert not place.on & place.held

    @invariant()
    def the_lost_are_given_up_in_time(self) -> None:
        for place in self.room.seats.values():
            if place.lost_at is not None:
                assert self.hall.now - place.lost_at < SEAT_KEPT + 60_000

    @invariant()
    def attendance_balances(self) -> None:
        here: set[str] = set()
        for event in self.hall.events:
            if event.kind == "joined":
                assert event.data["seat"] not in here
                here.add(event.data["seat"])
            elif event.kind == "left":
                here.remove(event.data["seat"])
        assert here == set(self.room.seats)
        named = [each.id for each in self.hall.events if each.kind != "said"]
        assert len(set(named)) == len(named)

    def teardown(self) -> None:
        self.hall.apply(Closed("ended"))
        assert sorted(self.hall.kinds()).count("joined") == sorted(self.hall.kinds()).count("left")


Meeting.TestCase.settings = settings(max_examples=50, stateful_step_count=70, deadline=None)
TestAnyMeeting = Meeting.TestCase
