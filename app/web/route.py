"""What stands between an address and its page: the session, the API in its name, the forgery check."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.web import cookies as names
from app.web import csrf
from app.web.addresses import local_path, path_of, sign_in_address
from app.web.client import ApiProblem, Asking
from app.web.days import LONDON

Handler = Callable[[Request], Awaitable[Response]]


class SignInNeeded(Exception):
    """Nobody is signed in, or the session is over (`ended`)."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__("sign-in needed")
        self.ended = ended


def page_route(
    path: str,
    handler: Handler,
    *,
    methods: Sequence[str] = ("GET",),
    public: bool = False,
    name: str | None = None,
) -> Route:
    """A page's route. `handler` finds `request.state.api`, `.person`, `.today` and `.csrf_secret` set.

    A `public` page is shown to anybody; there `.person` is None unless somebody is signed in.
    """

    async def guarded(request: Request) -> Response:
        await prepare(request, public=public)
        try:
            await csrf.check(request, request.state.csrf_secret)
            return await handler(request)
        except ApiProblem as problem:
            if problem.status != 401 or public:
                raise
            request.app.state.sessions.forget(request.state.secret)
            raise SignInNeeded(ended=True) from problem
        finally:
            await request.close()  # lets go of an uploaded file

    return Route(path, guarded, methods=list(methods), name=name or handler.__name__)


async def to_sign_in(request: Request, error: Exception) -> Response:
    """Send the browser to the sign-in page, and from there back to where it was."""
    ended = isinstance(error, SignInNeeded) and error.ended
    address = sign_in_address(_came_from(request), ended=ended)
    if request.headers.get("hx-request") == "true":
        response: Response = Response(status_code=204, headers={"HX-Redirect": address})
    else:
        response = RedirectResponse(address, 303)
    if ended:
        request.app.state.cookies.drop(response, names.SESSION)
    return response


async def prepare(request: Request, *, public: bool) -> None:
    """Settle who asks, and with which token, before a page is made; `SignInNeeded` where that is nobody."""
    app, state = request.app.state, request.state
    asking = Asking(
        request_id=getattr(state, "request_id", None), address=request.client.host if request.client else None
    )
    moment: datetime = app.clock()
    state.today = moment.astimezone(LONDON).date()
    state.person, state.secret = None, app.cookies.read(request, names.SESSION)
    state.csrf_secret = state.secret or app.cookies.read(request, names.VISIT)
    state.api = app.api.for_request(asking)
    if state.secret is None:
        if not public:
            raise SignInNeeded(ended=False)
        return
    try:
        standing = await app.sessions.standing(state.secret, asking, moment)
    except ApiProblem as problem:
        if problem.status != 401:
            raise
        if not public:
            raise SignInNeeded(ended=True) from problem
        return
    state.person = standing.person
    state.api = app.api.for_request(
        Asking(request_id=asking.request_id, address=asking.address, token=standing.token)
    )


def _came_from(request: Request) -> str:
    host = request.headers.get("host", "")
    if request.headers.get("hx-request") == "true":
        return path_of(request.headers.get("hx-current-url"), host)
    if request.method == "GET":
        return local_path(f"{request.url.path}?{request.url.query}".removesuffix("?"))
    return path_of(request.headers.get("referer"), host)
