"""A script of somebody else's that follows the board data over HTTP: it may be killed at any moment and goes on.

It appends what it is given to a file, then moves its cursor; killed between the two it is given the same once more.
Arguments: host, port, client, its secret, folder, records a page. A token that has run out is fetched anew. It ends
when `stop` lies in the folder and nothing is left.
"""

import http.client
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

PAUSE = 0.02


def follow(host: str, port: int, client: tuple[str, str], folder: Path, limit: int) -> None:
    """Read to the end, again and again."""
    kept, place = folder / "records", folder / "place"
    _cut_half_line(kept)
    after = place.read_text() if place.exists() else ""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    token = ""
    while True:
        is_last = (folder / "stop").exists()
        address = f"/api/v1/board-decisions?limit={limit}" + (f"&after={after}" if after else "")
        connection.request("GET", address, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        page = json.loads(answer.read())
        if answer.status == 401:
            token = _token(connection, *client)
            continue
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {page}")
        with kept.open("a") as file:
            for record in page["items"]:
                file.write(json.dumps({**record, "seen_at": time.time()}) + "\n")
        after = page["after"]
        (folder / "new-place").write_text(after)
        (folder / "new-place").replace(place)
        sys.stdout.write("\n")
        sys.stdout.flush()
        if is_last and page["next"] is None:
            return
        if page["next"] is None:
            time.sleep(PAUSE)


def _token(connection: http.client.HTTPConnection, client: str, secret: str) -> str:
    form = urlencode({"grant_type": "client_credentials", "client_id": client, "client_secret": secret})
    connection.request("POST", "/oauth/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    told = json.loads(answer.read())
    if answer.status != 200:
        raise SystemExit(f"{answer.status}: {told}")
    return str(told["access_token"])


def _cut_half_line(file: Path) -> None:
    """What was being written when the script was killed: it comes again."""
    if file.exists():
        whole = file.read_bytes()
        file.write_bytes(whole[: whole.rfind(b"\n") + 1])


if __name__ == "__main__":
    host, port, client, secret, folder, limit = sys.argv[1:]
    follow(host, int(port), (client, secret), Path(folder), int(limit))
