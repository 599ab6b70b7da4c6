"""The lives of documents are drawn as they are decided."""

from tests.house import lifecycle_diagrams


def test_the_diagrams_are_those_of_the_tables():
    assert lifecycle_diagrams.written() == lifecycle_diagrams.drawn(), (
        "Run `./run messages`: the diagrams are old."
    )
