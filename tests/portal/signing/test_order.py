"""Prepare, person, number, seal; then nothing but archival data."""

import pytest

from portal.kit.errors import NotAllowed
from portal.signing.order import COPY, WHOLE, Step, may, next_step, take
from portal.signing.pdf import steps_done


def test_a_document_goes_through_its_steps_in_order():
    done = ()
    for step in WHOLE:
        assert next_step(done) is step
        done = take(done, step)
    assert next_step(done) is None


@pytest.mark.parametrize(
    ("done", "step"),
    [
        ((), Step.PERSON),
        ((Step.PREPARE,), Step.NUMBER),
        ((Step.PREPARE,), Step.SEAL),
        ((Step.PREPARE, Step.PERSON), Step.SEAL),
        ((Step.PREPARE, Step.PERSON), Step.PERSON),
        (WHOLE, Step.NUMBER),
        (WHOLE, Step.SEAL),
    ],
)
def test_no_step_is_taken_early_or_twice(done, step):
    assert not may(done, step)
    with pytest.raises(NotAllowed, match="phải|tiếp theo|không được"):
        take(done, step)


def test_archival_data_may_follow_the_seal_as_often_as_needed():
    done = take(WHOLE, Step.ARCHIVE)
    assert take(done, Step.ARCHIVE)[-1] is Step.ARCHIVE


def test_an_electronic_copy_is_signed_by_the_agency_alone():
    assert next_step((Step.PREPARE,), COPY) is Step.SEAL


def test_the_file_itself_tells_how_far_it_has_come(stages):
    assert steps_done(stages.laid_out) == ()
    assert steps_done(stages.prepared) == (Step.PREPARE,)
    assert steps_done(stages.by_person.pdf) == (Step.PREPARE, Step.PERSON)
    assert steps_done(stages.numbered) == (Step.PREPARE, Step.PERSON, Step.NUMBER)
    assert steps_done(stages.sealed.pdf) == WHOLE
