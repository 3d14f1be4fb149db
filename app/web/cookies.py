"""The cookies of the pages: names, lifetimes and flags in one place."""

from starlette.requests import Request
from starlette.responses import Response

from app.settings import Settings

SESSION, DEVICE, VISIT, OUTSIDE = (
    "throughcare",
    "throughcare-device",
    "throughcare-visit",
    "throughcare-outside",
)
DEVICE_SECONDS = 365 * 24 * 3600
OUTSIDE_SECONDS = 600


class Cookies:
    """Reads and sets them. Over HTTPS they carry the `__Host-` prefix, so that no other host can set them."""

    def __init__(self, settings: Settings) -> None:
        # the demonstration is served over plain HTTP, where not every browser keeps a Secure cookie
        over_http = settings.demo and settings.public_url.startswith("http://")
        self._secure = settings.cookie_secure and not over_http

    def read(self, request: Request, name: str) -> str | None:
        """The cookie's value, if the browser sent one."""
        return request.cookies.get(self.full_name(name))

    def set(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Keep a value in the browser: for so long, or until it closes."""
        response.set_cookie(
            self.full_name(name),
            value,
            max_age=seconds,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def drop(self, response: Response, name: str) -> None:
        """Take it from the browser."""
        response.delete_cookie(
            self.full_name(name), path="/", secure=self._secure, httponly=True, samesite="lax"
        )

    def full_name(self, name: str) -> str:
        """The name as the browser knows it."""
        return f"__Host-{name}" if self._secure else name
