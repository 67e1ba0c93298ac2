"""What the browser tests share: visits to the page that watch what it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Server, Watch, cut_off

pytest.register_assert_rewrite("tests.browser.look")

from tests.browser.look import Visit  # noqa: E402 - after the line that makes its asserts speak


@pytest.fixture
def visit(page_at: Callable, server: Server) -> Callable[..., Visit]:
    """Opens the page: a query of the address first, then the size and whatever else a context takes.

    Motion is reduced unless a test asks for it, so that no test waits for an animation. ``at`` names
    another server than the shared one; ``wait=False`` returns before the page is asked for.
    """
    return _opener(page_at, server)


@pytest.fixture(scope="module")
def stay(browser, server: Server) -> Iterator[Callable[..., Visit]]:
    """Like ``visit``, for one page that all tests of a module look at; they put back what they change."""
    watch = Watch()
    with cut_off(browser, watch) as (open_page, _):
        yield _opener(open_page, server)
    assert watch.outside == [], "the page asked for something that is not on this machine"
    assert watch.errors == []


@pytest.fixture(scope="module")
def here(stay: Callable[..., Visit]) -> Visit:
    """The page at its start, one for all tests of a module; they put back what they change."""
    return stay()


def _opener(page_at: Callable, server: Server) -> Callable[..., Visit]:
    def open_page(query: str = "", *, at: str | None = None, wait: bool = True, **options: object) -> Visit:
        options = {"width": 1400, "height": 900, "reduced_motion": "reduce", **options}
        new = Visit(page_at(**options), at or server.address)
        return new.open(query) if wait else new

    return open_page
