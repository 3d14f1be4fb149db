"""Puts the browser's safety rules on every answer: pages, API, files, errors and redirects alike."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings

Header = tuple[bytes, bytes]

HTMX_FROM = "https://cdn.jsdelivr.net"

STEADY: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
    # "no-referrer" would make browsers send "Origin: null" with our own forms
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
NO_STORE: Header = (b"cache-control", b"no-store")


def standing_headers(settings: Settings) -> tuple[Header, ...]:
    """What every answer carries; Cache-Control beside them only where the answer says nothing itself."""
    return ((b"content-security-policy", content_policy(settings).encode()), *STEADY)


def content_policy(settings: Settings) -> str:
    """What a page may load and where its forms may lead: no inline code, no evaluation, nobody's frame."""
    outside = (settings.oidc_issuer, settings.oidc_authorize_url, settings.oidc_sign_out_url)
    signs_in_at = {_origin(url) for url in outside if url}
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {HTMX_FROM}",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'none'",
            "connect-src 'self'",
            " ".join(("form-action 'self'", *sorted(signs_in_at))),
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


class SecurityHeaders:
    """Pure ASGI: adds the standing headers as an answer starts."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.standing = standing_headers(settings)
        self.names = frozenset(name for name, _ in self.standing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(message.get("headers", ()))
            await send(message)

        await self.app(scope, receive, with_headers)

    def _completed(self, given: list[Header]) -> list[Header]:
        names = {name for name, _ in given}
        headers = [header for header in given if header[0] not in self.names]
        headers.extend(self.standing)
        if b"cache-control" not in names:
            headers.append(NO_STORE)
        return headers


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
