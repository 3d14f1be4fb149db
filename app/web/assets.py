"""Stylesheets and scripts: our own, the design system that dev.py fetched, and htmx from its CDN."""

import hashlib
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

HTMX_URL = "https://cdn.jsdelivr.net/npm/htmx.org@2.0.11/dist/htmx.min.js"
HTMX_INTEGRITY = "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"
HTMX_FILE = "htmx.min.js"

OWN = Path(__file__).parent.parent / "static"
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
ASKED_AGAIN = "no-cache"
"""For a script that another imports: no version stands in that address, and the two must fit each other."""


class Assets:
    """Addresses that change with their file's content, so that browsers may keep them for a year."""

    def __init__(self, fetched: Path) -> None:
        self._folders = {"static": OWN, "assets": fetched}
        self._addresses = {name: self._addressed(name) for name in self._folders}

    def address(self, name: str) -> str | None:
        """Where a file is served; None if it is not here, so that a page without it stays plain but whole."""
        return next((found[name] for found in self._addresses.values() if name in found), None)

    def mounts(self) -> list[Mount]:
        """The folders as they are served."""
        return [
            Mount(f"/{name}", _Kept(directory=folder, check_dir=False), name=name)
            for name, folder in self._folders.items()
        ]

    def _addressed(self, name: str) -> dict[str, str]:
        files = sorted(self._folders[name].glob("*.*"))
        return {file.name: f"/{name}/{file.name}?v={_short_digest(file)}" for file in files}


class _Kept(StaticFiles):
    """Files with a word on how long to keep them; a folder that is not there has none."""

    async def check_config(self) -> None:
        pass

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code == 404:
                return Response("Not found", 404, media_type="text/plain")
            raise
        response.headers["Cache-Control"] = _kept_for(path, scope.get("query_string", b""))
        return response


def _kept_for(path: str, query: bytes) -> str:
    if query.startswith(b"v="):
        return FOR_A_YEAR
    return ASKED_AGAIN if path.endswith(".js") else FOR_AN_HOUR


def _short_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
