"""Who asks: the session of the stock middleware, then the account and its rights, read for each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from benchmarks.peer.models import Account, Post, RoleGrant
from portal.people.rights import HeldPost, Person, viewer_on


class ViewerMiddleware:
    """Sets `request.viewer`, or refuses who has no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = Account.objects.filter(id=request.session.get("account", 0), state="active").first()
        if account is None:
            return HttpResponse(status=403)
        request.viewer = viewer_on(_person(account), timezone.localdate(), [])
        return self.get_response(request)


def _person(account: Account) -> Person:
    posts = Post.objects.filter(account=account).select_related("position")
    roles = RoleGrant.objects.filter(account=account).values_list("role", flat=True)
    return Person(
        account_id=account.id,
        full_name=account.full_name,
        posts=tuple(
            HeldPost(
                each.unit, each.position.title, each.position.is_head, False, each.valid_from, each.valid_to
            )
            for each in posts
        ),
        roles=frozenset(roles),
    )
