"""The errors for people keep what they say on the way home from a worker process."""

import pickle

import pytest

from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound, PortalError, Undelivered


def travelled(error: Exception) -> Exception:
    return pickle.loads(pickle.dumps(error))


@pytest.mark.parametrize("kind", [NotFound, Forbidden, NotAllowed, PortalError])
def test_a_sentence_travels(kind):
    error = travelled(kind("Không được."))
    assert (type(error), str(error)) == (kind, "Không được.")


def test_sentences_by_field_travel():
    assert travelled(Invalid({"file": "Trống.", "": "Hỏng."})).problems == {"file": "Trống.", "": "Hỏng."}


@pytest.mark.parametrize("permanent", [True, False])
def test_whether_to_try_again_travels(permanent):
    assert travelled(Undelivered("từ chối", permanent=permanent)).permanent is permanent
