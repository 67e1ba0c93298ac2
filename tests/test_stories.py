"""Articles that tell one story are grouped; articles about the same matter are not. All texts here are made up."""

from __future__ import annotations

import random
from itertools import combinations, permutations

import pytest

from geo.reading import stories
from geo.reading.stories import Sketch, compare, group_stories, is_same, pack_sketch, sketch_text, unpack_sketch

# One agency's report, in sentences.
REPORT = (
    "Officials of both countries met in Quetta on Tuesday to settle how the coastal road will be paid for.",
    "The road is to run 214 kilometres from the fishing town of Pasni to a customs post beyond the hills.",
    "A first loan of 310 million dollars was promised in spring, but the bank has not released any of it.",
    "Bashir Mengal, who speaks for the provincial government, said the money would come before the monsoon.",
    "He added that four bridges washed away two years ago must be rebuilt before heavy trucks can pass.",
    "Engineers who saw the site last week counted nine places where the embankment has slipped towards the sea.",
    "Traders at the fish market complained that ice now takes two days to reach them from the nearest factory.",
    "They have asked for a cold store near the harbour and say that half of each catch is sold as meal.",
    "The contractor has moved three hundred workers into a camp and hired guards from two nearby villages.",
    "An earlier tender was withdrawn because only one company made an offer, which was far above the estimate.",
    "The delegations agreed to meet again in October and to publish the route with all its crossings.",
    "Until then the old track along the cliffs stays open to small cars in daylight and in dry weather only.",
)
# Another paper on the same meeting, in its own words, with two of the same figures.
OTHER = (
    "No date yet for the shore highway: that is what remained when two delegations left Quetta this week.",
    "Residents between Pasni and the border have waited through five budgets, and the promised credit is still locked.",
    "Of the 310 million dollars that were announced with flags in spring, a clerk at the treasury has seen nothing.",
    "The spokesman of the province, Bashir Mengal, nevertheless believes that diggers will roll before the rains.",
    "Four bridges lie in the river since the flood; whoever carries fish or gas bottles fords the water beside them.",
    "At the auction hall, men told this paper that they throw away what the ice lorry does not reach in time.",
    "They want a cooling house and would rather have it than asphalt.",
    "It did not help that a single bidder came forward last year with a price nobody would sign.",
    "In October both sides talk again; a map with each culvert is to be shown by then.",
    "Meanwhile the cliff path serves those with small cars and strong nerves, as long as the sun shines.",
)
# What both have from the same press conference.
QUOTE = (
    "“We will not wait for another winter, and I tell our friends plainly that the valley has paid for this road "
    "already with its orchards, its wells and its patience,” the minister told reporters after the meeting."
)


def text_of(*sentences: str) -> str:
    return "\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


def edited(sentences: tuple[str, ...], every: int) -> tuple[str, ...]:
    """Each of so many words replaced by another."""
    words = [sentence.split(" ") for sentence in sentences]
    places = [(row, column) for row, line in enumerate(words) for column in range(len(line))]
    for row, column in places[every // 2 :: every]:
        words[row][column] = "reportedly"
    return tuple(" ".join(line) for line in words)


def grouped(texts: dict[str, str]) -> list[list[str]]:
    found = group_stories({name: sketch_text(text) for name, text in texts.items()})
    return [[member.article for member in story.members] for story in found]


@pytest.mark.parametrize(
    "copy",
    [
        text_of(*REPORT).upper(),
        "Coastal road: money by the monsoon\nFrom our correspondent\n" + text_of(*REPORT),
        text_of(*edited(REPORT, 16)),
        text_of(*REPORT[6:], *REPORT[:6]),
        text_of(*REPORT[:7]),
        "No ice for Pasni\n" + text_of(*edited(REPORT[:8], 24)),
    ],
    ids=["in capitals", "another headline", "edited", "reordered", "shortened", "shortened, edited, another headline"],
)
def test_a_reprint_tells_the_same_story(copy: str) -> None:
    assert grouped({"a": text_of(*REPORT), "b": copy}) == [["a", "b"]]


@pytest.mark.parametrize(
    "other",
    [
        text_of(*OTHER),
        text_of(*OTHER[:5], QUOTE, *OTHER[5:]),
        QUOTE,
        "",
        "Officials met in Quetta.",
    ],
    ids=["its own words", "the same quote", "the quote alone", "nothing", "one sentence"],
)
def test_another_report_of_the_same_meeting_is_a_story_of_its_own(other: str) -> None:
    assert grouped({"a": text_of(*REPORT[:6], QUOTE, *REPORT[6:]), "b": other}) == [["a"], ["b"]]


def test_a_review_that_quotes_two_stories_whole_does_not_make_them_one() -> None:
    review = text_of(*REPORT, *OTHER)
    assert is_same(sketch_text(text_of(*REPORT)), sketch_text(review))
    assert is_same(sketch_text(text_of(*OTHER)), sketch_text(review))

    found = grouped({"a": text_of(*REPORT), "b": text_of(*OTHER), "c": review})

    assert len(found) == 2
    assert not any({"a", "b"} <= set(story) for story in found)


def test_groups_follow_from_the_set_of_articles_and_not_from_their_order() -> None:
    texts = {
        "a": text_of(*OTHER),
        "b": text_of(*REPORT),
        "c": text_of(*REPORT, *OTHER),
        "d": text_of(*REPORT[:8]),
        "e": text_of(*edited(OTHER, 20)),
    }

    found = {str(grouped(dict(order))) for order in permutations(texts.items())}

    assert len(found) == 1


def test_a_story_is_called_by_its_smallest_id_and_says_how_alike_its_members_are() -> None:
    texts = {"b": text_of(*REPORT), "a": text_of(*REPORT[:7]), "c": text_of(*OTHER)}

    first, second = group_stories({name: sketch_text(text) for name, text in texts.items()})

    assert (first.id, second.id) == ("a", "c")
    assert [(one.article, one.similarity) for one in first.members] == [("a", 1.0), ("b", 1.0)]
    assert [(one.article, one.similarity) for one in second.members] == [("c", None)]


def test_more_copies_than_are_compared_with_each_other_are_still_one_story() -> None:
    chance = random.Random(3)
    texts = {
        f"copy-{number:03}": text_of(*edited(tuple(chance.sample(REPORT, 11)), chance.randint(18, 40)))
        for number in range(20 * stories._NEIGHBOURS)
    }
    texts |= {f"other-{number:03}": "Our own report. " + made_up(number) for number in range(20 * stories._NEIGHBOURS)}

    found = grouped(texts)

    assert sorted(map(len, found)) == [1] * (20 * stories._NEIGHBOURS) + [20 * stories._NEIGHBOURS]


def made_up(number: int) -> str:
    chance = random.Random(number)
    return " ".join("".join(chance.choices("aeiklmnorst", k=6)) for _ in range(200))


def test_texts_in_chinese_are_compared_by_their_characters() -> None:
    report = "代表团周二在奎达会晤商讨沿海公路的资金来源并同意十月再次举行会谈届时公布全部路线和桥梁位置"
    other = "当地渔民抱怨冰块运到市场需要两天时间他们要求在港口附近修建冷库否则一半的渔获只能做成鱼粉"

    assert grouped({"a": report, "b": report[:30] + "据报道" + report[30:], "c": other}) == [["a", "b"], ["c"]]


def test_a_long_text_is_kept_as_a_sample_that_says_nearly_the_same() -> None:
    words = made_up(1).split()
    words = [f"{word}{number}" for number in range(20) for word in words]
    long, half = sketch_text(" ".join(words)), sketch_text(" ".join(words[:2000]))

    assert len(long) == 4 * stories.SKETCH_RUNS < 4 * len(words)
    assert compare(long, half) == pytest.approx(1.0)
    assert compare(half, sketch_text(" ".join((*words[:1000], *reversed(words[1000:2000]))))) == pytest.approx(
        0.5, abs=0.07
    )


@pytest.mark.parametrize("text", ["", "one", "a lone half \ud800 of a character", text_of(*REPORT), made_up(5) * 40])
def test_a_sketch_comes_back_from_the_journal(text: str) -> None:
    sketch = sketch_text(text)

    assert unpack_sketch(pack_sketch(sketch)) == sketch


@pytest.mark.parametrize("text", ["abc", "äöü", "AAA=", "not base64!", "AAAA" * 1000])
def test_what_is_no_sketch_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpack_sketch(text)


def test_likeness_is_the_same_both_ways_and_never_above_one() -> None:
    sketches: list[Sketch] = [
        sketch_text(text) for text in (text_of(*REPORT), text_of(*REPORT[:5]), text_of(*OTHER), "")
    ]

    for one, other in combinations(sketches, 2):
        assert compare(one, other) == compare(other, one)
        assert 0 <= compare(one, other) <= 1
    assert compare(sketches[0], sketches[0]) == 1
    assert compare(sketches[3], sketches[3]) == 0
