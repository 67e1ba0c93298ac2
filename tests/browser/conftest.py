"""What the browser tests share: a visit to the page that watches what it sends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest.register_assert_rewrite("tests.browser.look")

from tests.browser.look import Visit  # noqa: E402 - after the line that makes its asserts speak


@pytest.fixture
def visit(page_at: Callable, server) -> Callable[..., Visit]:
    """Opens the page: a query of the address first, then the size and whatever else a context takes.

    Motion is reduced unless a test asks for it, so that no test waits for an animation. ``at`` names
    another server than the shared one; ``wait=False`` returns before the map is drawn.
    """

    def open_page(query: str = "", *, at: str | None = None, wait: bool = True, **options: object) -> Visit:
        options = {"width": 1400, "height": 900, "reduced_motion": "reduce", **options}
        new = Visit(page_at(**options), at or server.address)
        if wait:
            return new.open(query)
        new.page.goto(f"{new.address}/{query}")
        return new

    return open_page
