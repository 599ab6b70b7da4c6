"""Every address of the portal with its method and its guards, as the application itself knows them."""

from collections.abc import Iterator
from dataclasses import dataclass

from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from tests.house.plan import ROOT

LIST = ROOT / "tests" / "house" / "routes.txt"


@dataclass(frozen=True, slots=True)
class Address:
    """One way in: `POST /documents/{id:int}/approval`."""

    method: str
    path: str
    handler: BaseRouteHandler

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def guards(self) -> list[str]:
        """Names of the guards that say who may come: `public`, `staff`, `holds_role`."""
        return [each.__name__ for each in self.handler.resolve_guards() if getattr(each, "is_guard", False)]


def addresses() -> list[Address]:
    """Every address, in order."""
    from portal.app import create_app

    return sorted(_walk(create_app()), key=lambda each: (each.path, each.method))


def _walk(app: object) -> Iterator[Address]:
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or [route.route_handler]
        for handler in handlers:
            methods = handler.http_methods if isinstance(handler, HTTPRouteHandler) else {"LIVE"}
            yield from (Address(method, route.path_format, handler) for method in methods - {"OPTIONS"})


def lines() -> list[str]:
    """What routes.txt should say."""
    return [str(each) for each in addresses()]


def written() -> list[str]:
    """What routes.txt says."""
    return LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []


def bring_in_step() -> list[str]:
    """Add new addresses to the list; gives those that are gone, which only a person may strike."""
    present, kept = lines(), written()
    everything = sorted({*present, *kept}, key=lambda line: line.split(" ", 1)[::-1])
    LIST.write_text("\n".join(everything) + "\n", encoding="utf-8")
    return sorted(set(kept) - set(present))
