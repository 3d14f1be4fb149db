"""The paper on options 1 and 2 is what the rules say of the demonstration estate."""

from tests.parts.option_paper import PAGE, files


def test_the_paper_and_its_pictures_are_what_the_rules_say() -> None:
    for path, text in files().items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name}: run python -m tests.parts.option_paper and look at what changed"
        )


def test_the_paper_shows_every_picture_that_is_drawn() -> None:
    page = PAGE.read_text(encoding="utf-8")
    pictures = [path.name for path in files() if path.suffix == ".svg"]
    assert pictures
    assert all(f"(images/{name})" in page for name in pictures)
