"""A script of somebody else's that follows the board data over HTTP: it may be killed at any moment and goes on.

It appends what it is given to a file, then moves its cursor; killed between the two it is given the same once more.
Arguments: host, port, token, folder, records a page. It ends when `stop` lies in the folder and nothing is left.
"""

import http.client
import json
import sys
import time
from pathlib import Path

PAUSE = 0.02


def follow(host: str, port: int, token: str, folder: Path, limit: int) -> None:
    """Read to the end, again and again."""
    kept, place = folder / "records", folder / "place"
    _cut_half_line(kept)
    after = place.read_text() if place.exists() else ""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    headers = {"Authorization": f"Bearer {token}"}
    while True:
        is_last = (folder / "stop").exists()
        address = f"/api/v1/board-decisions?limit={limit}" + (f"&after={after}" if after else "")
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        page = json.loads(answer.read())
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


def _cut_half_line(file: Path) -> None:
    """What was being written when the script was killed: it comes again."""
    if file.exists():
        whole = file.read_bytes()
        file.write_bytes(whole[: whole.rfind(b"\n") + 1])


if __name__ == "__main__":
    follow(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]), int(sys.argv[5]))
