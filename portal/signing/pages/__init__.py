"""The pages of keys: one's own, and the agency's."""

from portal.kit.i18n import _
from portal.signing.pages import agency, own_key

ROUTERS = [own_key.router, agency.router]


def _signing() -> str:
    return _("Chữ ký số")


# (name in the viewer's language, address, icon) for the administrator's menu.
ADMIN_LINKS = [(_signing, "/admin/signing", "key-round")]
