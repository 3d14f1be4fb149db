"""A person's browser without scripts: it keeps cookies, fills in forms, and looks at the whole of every page."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from starlette.testclient import TestClient

from app.domain.caller import Role
from app.web import cookies as names
from tests.parts.service import PASSWORD, RunningService

VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "path", "rect", "line", "circle", "col", "wbr"})
LABELLED = frozenset({"select", "textarea"})


@dataclass
class Element:
    """One element of a page: its name, its attributes and the text within it."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Form:
    """A form as a browser would send it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A page that was read; building it refuses what no page of ours may have."""

    def __init__(self, answer: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.answer, self.html = answer, answer.text
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        self._note_form(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, name: str, /, **attributes: str) -> list[Element]:
        """The elements of this name whose attributes have these values."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            e
            for e in self.elements
            if e.name == name and all(e.attributes.get(k) == v for k, v in wanted.items())
        ]

    def texts(self, name: str, /, **attributes: str) -> list[str]:
        """Their texts, spaces made plain."""
        return [" ".join(element.text.split()) for element in self.all(name, **attributes)]

    @property
    def heading(self) -> str:
        """The page's one first heading."""
        (found,) = self.texts("h1")
        return found

    @property
    def text(self) -> str:
        """Everything that can be read between the body's tags."""
        return " ".join(self.texts("body"))

    def form(self, action: str, method: str = "post") -> Form:
        """The form that leads to this address."""
        return next(f for f in self.forms if f.action == action and f.method == method)

    def _note_form(self, element: Element) -> None:
        told = element.attributes
        if element.name == "form":
            self.forms.append(Form(told.get("action", ""), told.get("method", "get").lower()))
        elif element.name == "input" and self.forms and told.get("name") and _is_sent(told):
            self.forms[-1].fields[told["name"]] = told.get("value", "")


def _is_sent(told: dict[str, str]) -> bool:
    return told.get("type") not in {"checkbox", "radio", "submit"} or "checked" in told


IDENTIFIER = re.compile(r"(?<![/=\w-])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""One that stands in words; the address in a mail may hold one."""


def look_at(answer: Any) -> Page:
    """The page of an answer, refused unless it is as every page of ours must be."""
    assert answer.headers["content-type"].startswith("text/html"), answer.text[:300]
    page = Page(answer)
    assert page.html.startswith("<!DOCTYPE html>")
    assert page.all("html")[0].attributes["lang"] == "en-GB"
    assert page.texts("title")[0].endswith(" - Throughcare")
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.text.count("OFFICIAL: SENSITIVE") >= 2
    assert " object at 0x" not in page.text, "what the page is made of is shown to people"
    if answer.status_code < 500:  # a fault is told with its reference
        assert not IDENTIFIER.search(page.text), "an identifier says nothing to people"
    assert answer.headers["cache-control"] == "no-store"
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(re.split(r",\s*", answer.headers["vary"]))
    _refuse_inline_code(page)
    _refuse_doubled_ids(page)
    _refuse_unlabelled_fields(page)
    _refuse_unguarded_forms(page)
    return page


def _refuse_inline_code(page: Page) -> None:
    for element in page.elements:
        assert element.name != "style"
        assert element.name != "script" or element.attributes.get("src")
        for name, value in element.attributes.items():
            assert not name.startswith("on"), f"{element.name} {name}"
            assert name != "style", f"{element.name} has a style"
            assert not value.strip().lower().startswith("javascript:")


def _refuse_doubled_ids(page: Page) -> None:
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert [name for name, times in ids.items() if times > 1] == []


def _refuse_unlabelled_fields(page: Page) -> None:
    labels = {e.attributes.get("for") for e in page.all("label")}
    hidden = {"hidden", "submit"}
    for element in page.elements:
        told = element.attributes
        typed_in = element.name == "input" and told.get("type") not in hidden
        if typed_in or element.name in LABELLED:
            assert told.get("id") in labels or "aria-label" in told, f"{told.get('name')} has no label"


def _refuse_unguarded_forms(page: Page) -> None:
    for form in page.forms:
        assert form.method == "get" or form.fields.get("csrf_token"), f"{form.action} can be forged"


@dataclass
class Browser:
    """A browser that a person uses."""

    client: TestClient

    def get(self, path: str, **headers: str) -> Any:
        """Open an address; redirects are not followed."""
        return self.client.get(path, headers=headers, follow_redirects=False)

    def open(self, path: str, status: int = 200) -> Page:
        """Open an address, following redirects, and look at the page."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == status, answer.text[:500]
        return look_at(answer)

    def send(self, form: Form, **typed: str) -> Any:
        """Send a form as filled in; redirects are not followed."""
        told = form.fields | typed
        if form.method == "get":
            return self.client.get(form.action, params=told, follow_redirects=False)
        return self.client.post(form.action, data=told, follow_redirects=False)

    def follow(self, answer: Any) -> Page:
        """Go where an answer leads, and look at the page."""
        assert answer.status_code == 303, f"{answer.status_code} {answer.text[:500]}"
        return self.open(urljoin(str(answer.url), answer.headers["location"]))

    def sign_in(self, username: str, password: str = PASSWORD, path: str = "/sign-in") -> Any:
        """Fill in the sign-in form that an address leads to."""
        return self.send(self.open(path).form("/sign-in"), username=username, password=password)


def browser(service: RunningService) -> Browser:
    """A browser that nobody has signed in with."""
    return Browser(service.anonymous())


def signed_in(service: RunningService, *roles: Role, **scope: Any) -> Browser:
    """A browser in which a new person with these roles has signed in."""
    person = browser(service)
    cookies = service.service.pages.state.cookies
    secret = service.session_of(service.register_person(*roles, **scope))
    person.client.cookies.set(cookies.full_name(names.SESSION), secret)
    return person
