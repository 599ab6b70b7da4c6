"""What Prometheus reads."""

import re

from meetings.status import Status, exposition, families

LINE = re.compile(r'^meetings_[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"\})? -?[0-9.e+-]+$')


def test_every_line_is_as_prometheus_wants_it():
    status = Status()
    status.counts["joins"] += 3
    status.dropped["levels"] += 2
    status.closed[4403] += 1
    text = exposition(families(status, {"rooms": 2}, {"packets_in": 10}, {'odd "reason"\n': 1}))
    lines = [each for each in text.splitlines() if not each.startswith("#")]
    assert all(LINE.match(each) for each in lines), [each for each in lines if not LINE.match(each)]
    for expected in (
        "meetings_rooms 2",
        "meetings_joins_total 3",
        "meetings_packets_in_total 10",
        'meetings_messages_dropped_total{type="levels"} 2',
        'meetings_websockets_closed_total{code="4403"} 1',
        'meetings_datagrams_dropped_total{reason="odd \\"reason\\"\\n"} 1',
    ):
        assert expected in lines


def test_every_family_is_explained_once():
    text = exposition(families(Status(), {}, {}, {}))
    named = re.findall(r"^# TYPE (\S+) (counter|gauge)$", text, re.MULTILINE)
    assert len(named) == len({name for name, _kind in named})
    assert all(name.endswith("_total") == (kind == "counter") for name, kind in named)


def test_how_late_the_loop_was_is_forgotten_by_and_by():
    status = Status()
    status.late(0.5)
    status.late(0.0)
    assert status.lag == 0.475
