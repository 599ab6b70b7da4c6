"""The Jinja environment of the peer: the portal's own templates, so that both answer with the same page."""

from typing import Any

from django.utils.translation import gettext, ngettext
from jinja2 import Environment
from markupsafe import Markup

from portal.kit.ids import dom_id
from portal.kit.text import initials, shorten
from portal.web.assets import drawing, scripts, static
from portal.web.render import brief_moment, day, moment, sentence


def environment(**options: Any) -> Environment:
    """What Django's backend asks for; it keeps every compiled template."""
    jinja = Environment(
        **options,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        cache_size=-1,
    )
    jinja.install_gettext_callables(_gettext, ngettext, newstyle=False)
    jinja.globals.update(
        _=_gettext, static=static, scripts=scripts, drawing=drawing, icon=drawing, dom_id=dom_id
    )
    jinja.globals.update(fixed=lambda name: Markup(jinja.get_template(name).render()))
    jinja.filters.update(
        brief_moment=brief_moment,
        day=day,
        moment=moment,
        sentence=sentence,
        initials=initials,
        shorten=shorten,
    )
    return jinja


def _gettext(message: str, **values: object) -> str:
    text = gettext(message)
    return text % values if values else text
