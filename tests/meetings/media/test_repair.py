"""Lost packets: asked for again a few times, then a key frame is asked for instead; receivers' wishes within limits."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.repair import MOST_MISSING, MOST_TRIES, UNANSWERED_NS, Answers, KeyframeWish, Missing

MS = 1_000_000
RTT = 100 * MS


class TestMissing:
    """What one source lacks."""

    def test_two_places_late_is_not_lost_yet(self):
        missing = Missing()
        missing.lost([10], 0)
        assert missing.due(5 * MS, RTT, highest=12) == []
        assert missing.due(5 * MS, RTT, highest=13) == [10]

    def test_twenty_milliseconds_late_is_lost(self):
        missing = Missing()
        missing.lost([10], 0)
        assert missing.due(20 * MS, RTT, highest=11) == [10]

    def test_it_is_asked_again_after_a_round_trip(self):
        missing = Missing()
        missing.lost([10], 0)
        assert missing.due(20 * MS, RTT, 20) == [10]
        assert missing.due(119 * MS, RTT, 20) == []
        assert missing.due(120 * MS, RTT, 20) == [10]

    def test_on_a_short_way_not_sooner_than_forty_milliseconds(self):
        missing = Missing()
        missing.lost([10], 0)
        missing.due(20 * MS, MS, 20)
        assert missing.due(50 * MS, MS, 20) == []
        assert missing.due(60 * MS, MS, 20) == [10]

    def test_what_came_is_not_asked_for(self):
        missing = Missing()
        missing.lost([10, 11], 0)
        missing.found([10])
        assert missing.due(RTT, RTT, 20) == [11]

    def test_after_five_tries_it_is_given_up(self):
        missing, tries = Missing(), 0
        missing.lost([10], 0)
        for at in range(20):
            tries += len(missing.due(at * RTT + 20 * MS, RTT, 20))
        assert tries == MOST_TRIES
        assert missing.take_gave_up()
        assert not missing.take_gave_up()
        assert len(missing) == 0

    def test_a_flood_of_gaps_is_given_up_at_once(self):
        missing = Missing()
        missing.lost(range(MOST_MISSING + 1), 0)
        assert missing.take_gave_up()
        assert missing.due(RTT, RTT, 5000) == []

    @given(
        st.lists(
            st.tuples(st.sets(st.integers(0, 300)), st.sets(st.integers(0, 300)), st.integers(0, 200)),
            max_size=30,
        )
    )
    def test_nothing_is_asked_for_more_than_five_times(self, steps: list[tuple[set[int], set[int], int]]):
        missing, now, asked = Missing(), 0, dict.fromkeys(range(301), 0)
        for lost, found, passed in steps:
            now += passed * MS
            missing.lost(lost - {number for number, times in asked.items() if times}, now)
            missing.found(found)
            for number in missing.due(now, RTT, 400):
                asked[number] += 1
        assert max(asked.values()) <= MOST_TRIES


class TestKeyframeWish:
    """Many who want a key frame, few who are asked for one."""

    def test_it_is_asked_for_at_once(self):
        wish = KeyframeWish(500 * MS)
        assert not wish.due(0, -1)
        wish.want(1)
        assert wish.due(1, -1)

    def test_everybody_who_comes_meanwhile_is_served_by_the_same(self):
        wish = KeyframeWish(500 * MS)
        asked = 0
        for at in range(25):
            wish.want(at * 10 * MS)
            asked += wish.due(at * 10 * MS, -1)
        assert asked == 1
        assert not wish.due(600 * MS, last_keyframe=300 * MS)

    def test_unanswered_it_is_asked_for_again_sooner_than_the_interval(self):
        wish = KeyframeWish(1000 * MS)
        wish.want(0)
        assert [wish.due(at * MS, -1) for at in (0, 399, 400, 799, 800)] == [True, False, True, False, True]

    def test_answered_it_is_asked_for_again_after_the_interval(self):
        wish = KeyframeWish(1000 * MS)
        wish.want(0)
        assert wish.due(0, -1) and not wish.due(200 * MS, 100 * MS)
        wish.want(300 * MS)
        assert [wish.due(at * MS, 100 * MS) for at in (300, 999, 1000)] == [False, False, True]

    def test_a_key_frame_just_before_the_wish_does_not_serve_it(self):
        wish = KeyframeWish(500 * MS)
        wish.want(100 * MS)
        assert wish.due(100 * MS, last_keyframe=99 * MS)

    def test_a_wish_that_nobody_repeats_is_dropped(self):
        wish = KeyframeWish(500 * MS)
        wish.want(0)
        assert not wish.due(5001 * MS, -1)

    @given(st.booleans(), st.lists(st.tuples(st.booleans(), st.integers(1, 300)), max_size=80))
    def test_requests_are_never_closer_than_the_interval(
        self, is_answered: bool, steps: list[tuple[bool, int]]
    ):
        wish, now, asked = KeyframeWish(500 * MS), 0, []
        for wanted, passed in steps:
            now += passed * MS
            if wanted:
                wish.want(now)
            if wish.due(now, asked[-1] if is_answered and asked else -1):
                asked.append(now)
        least = 500 * MS if is_answered else UNANSWERED_NS
        assert all(later - sooner >= least for sooner, later in zip(asked, asked[1:], strict=False))


class TestAnswers:
    """What a receiver asks for is sent again, but not to everybody's harm."""

    def test_what_is_still_on_its_way_is_not_sent_again(self):
        answers = Answers()
        assert answers.allow([5], 0, RTT, 1_000_000) == [5]
        assert answers.allow([5, 6], 99 * MS, RTT, 1_000_000) == [6]
        assert answers.allow([5], 100 * MS, RTT, 1_000_000) == [5]

    def test_nothing_is_sent_for_ever(self):
        answers = Answers()
        assert sum(len(answers.allow([5], at * RTT, RTT, 1_000_000)) for at in range(100)) == 4

    @given(
        st.lists(st.tuples(st.lists(st.integers(0, 65_535), max_size=300), st.integers(0, 50)), max_size=20)
    )
    def test_a_greedy_receiver_gets_a_bounded_number(self, steps: list[tuple[list[int], int]]):
        answers, now, given_out = Answers(), 0, 0
        for numbers, passed in steps:
            now += passed * MS
            given_out += len(answers.allow(numbers, now, RTT, 1_000_000))
        assert given_out * 8000 <= 0.25 * 1_000_000 * (1 + now / (1000 * MS))

    def test_a_poor_line_still_gets_some(self):
        answers = Answers()
        assert len(answers.allow(range(100), 1000 * MS, RTT, 60_000)) == 20
