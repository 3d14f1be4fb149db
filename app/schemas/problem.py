"""The one body of every error: RFC 9457's members beside those that callers on the platform already read."""

from pydantic import BaseModel, ConfigDict, Field


class FieldProblem(BaseModel):
    """One field that could not be taken. Never what was sent in it."""

    field: str = Field(description="Where it stands, for example `sentence.start_date` or `events[2].date`")
    code: str = Field(description="A stable code, for example `date_invalid`")
    message: str = Field(description="How to mend it, in plain words")


class Problem(BaseModel):
    """What went wrong, in words for the person and codes for the program."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:throughcare:problem:invalid_input",
                    "title": "Something sent cannot be taken",
                    "status": 400,
                    "detail": "Give a date as YYYY-MM-DD, for example 2026-11-22",
                    "instance": "019ab1c2-7c52-7b1e-9d52-5f2f1f7f3a10",
                    "errorCode": "invalid_input",
                    "userMessage": "Validation failure: Give a date as YYYY-MM-DD, for example 2026-11-22",
                    "developerMessage": "date: date_invalid",
                    "moreInfo": None,
                    "errors": [
                        {
                            "field": "date",
                            "code": "date_invalid",
                            "message": "Give a date as YYYY-MM-DD, for example 2026-11-22",
                        }
                    ],
                }
            ]
        }
    )

    type: str = Field(description="A name for this kind of problem that never changes")
    title: str = Field(description="The kind of problem in a few words")
    status: int = Field(description="The HTTP status")
    detail: str = Field(description="What happened and what to do next")
    instance: str = Field(description="The request's id, to quote when asking for help")
    errorCode: str = Field(description="The stable code of the problem")  # noqa: N815 - the platform's own names
    userMessage: str = Field(description="Words that may be shown to a person")  # noqa: N815
    developerMessage: str = Field(description="Codes for whoever mends the call")  # noqa: N815
    moreInfo: str | None = Field(default=None, description="Where to read more")  # noqa: N815
    errors: list[FieldProblem] | None = Field(default=None, description="Each field at fault, if any")
