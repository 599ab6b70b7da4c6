"""What the tests of every room may ask for: the cast, a data folder of their own, browsers before the whole portal."""

from tests.support.browse import browse  # noqa: F401
from tests.support.call import portal  # noqa: F401
from tests.support.cast import cast  # noqa: F401
from tests.support.files import data  # noqa: F401
from tests.support.processes import valkey  # noqa: F401
