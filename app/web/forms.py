"""Reads a form that was sent: its texts by name."""

from starlette.requests import Request


async def typed_form(request: Request) -> dict[str, str]:
    """Everything typed, files aside; of several boxes of one name the last."""
    form = await request.form()
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}
