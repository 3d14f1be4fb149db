"""What the home page says of tasks and notices."""

from asyncio import gather

from starlette.requests import Request

from app.web.home_needs import Need


async def needs_of_tasks(request: Request, prison: str | None) -> list[Need]:
    """The person's own tasks, what is overdue where they work, and what they have not read."""
    counts, notices = await gather(
        request.state.api.get("/tasks/counts", params={"prison": prison}),
        request.state.api.get("/notices", params={"state": "unread", "size": 1}),
    )
    told, unread = counts.json, notices.json["unread"]
    place = f"&prison={prison}" if prison else ""
    late = told["mine_overdue"]
    step = "See to what is overdue first." if late else "Begin with what is due first."
    return [
        Need(told["mine"], "Your tasks", step, f"/tasks?whose=mine{place}", bool(late)),
        Need(
            told["all_overdue"],
            "Overdue tasks",
            "On cases that you see, on both sides.",
            f"/tasks?whose=anyone&state=overdue{place}",
        ),
        Need(unread, "Unread notices", "What happened on your cases.", "/notices"),
    ]
