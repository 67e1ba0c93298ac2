"""Names in Chinese, which writes no spaces: those on a list, and those that only sound like one of the corridor's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo.reading.recognise.mentions import ACTOR, PLACE, PROJECT, Mention, Spans, is_project, of_kind
from geo.reading.recognise.words import WORD_LISTS, word_list
from geo.reading.toponyms import Lexicon, Referent
from geo.reading.transcribed import SIGNS

HAN = re.compile(r"[\u3400-\u9fff]")
_BODIES = re.compile("|".join(WORD_LISTS["bodies_han"].split()))
_SAYS = re.compile("|".join(WORD_LISTS["says_han"].split()))
_NEVER = word_list("never_han")
_WORDS = re.compile("|".join(WORD_LISTS["words_han"].split()))
# "Pakistan and China signed on the 11th"
_TOGETHER = re.compile(
    rf"(?:[和与同][\u3400-\u9fff]{{2,6}}?)?(?:\d{{1,2}}日)?(?:{'|'.join(WORD_LISTS['says_han'].split())})"
)
_PAYS = re.compile(r"(?:支付|承担|出资|负责|提供|承建|埋单)")
_FUNDS = re.compile(r"(?:出资|拨款|注资|还款)")
_COMPANY = re.compile(
    r"[^\W的在和与及至到]{1,4}?队(?![员伍长])|(?:[^\W的在和与及至到说称将为向从由对已也是有了并一]|有限){0,14}?"
    rf"(?:{'|'.join(WORD_LISTS['organisations_han'].split())}|水电[一二三四五六七八九十]*局)"
)
_TITLE = re.compile(r"(?:”号|号”|之[\u3400-\u9fff]{1,2}”|》|」号)")
_DOTS = ("·", "•", "・")
_AT, _REACHES = ("在", "至", "到", "于", "赴", "从", "自"), ("抵达", "到达", "直达")
_QUOTE = re.compile(r"[“《「][\u3400-\u9fff]{0,2}$")
_OFFICE = re.compile(
    rf"(?:[^\W将为向对和与同在已的]{{0,4}}?(?:{'|'.join(WORD_LISTS['offices_han'].split())})|(?:{'|'.join(WORD_LISTS['people_han'].split())}))"
)
# What a name in Chinese goes on with: 吐尔尕特口岸 is a border crossing, 塔贝拉水电站 a project.
_TAIL = re.compile(
    rf"(?:(?P<project>{'|'.join(WORD_LISTS['projects_han'].split())})"
    rf"|(?:{'|'.join(sorted(WORD_LISTS['kinds_han'], key=len, reverse=True))}))"
    rf"(?!{'|'.join(WORD_LISTS['not_kinds_han'].split())})"
)
_PROJECTS = tuple(WORD_LISTS["projects_han"].split())
_QUALIFIED = re.compile("|".join(WORD_LISTS["qualified_han"].split()))
_ASKED = tuple(WORD_LISTS["asked_han"].split())
_EXISTS = tuple(WORD_LISTS["exists_han"].split())
# Names of so few signs may stand inside a longer one, which has at most so many.
_SHORT, _LONGEST = 3, 12
_CLAUSE = frozenset("，。；！？“\n")
_PLACED = frozenset(WORD_LISTS["after_places_han"].replace("\n", "").replace(" ", ""))
_THEN = re.compile(r"(?:同日|当天|当日|日前|近日|随后)(?:向|将|已|还)")


def _acts_in_chinese(text: str, start: int, end: int) -> bool:
    """Whether a name begins a clause and none of the signs follows that stand behind a place."""
    follows = text[end : end + 1]
    begins = start == 0 or text[start - 1] in _CLAUSE
    if begins and _THEN.match(text, end):
        return True
    if text[end - 1] == "省" and _SOUNDS.match(text, end):
        return False  # what follows is a name, and lies there
    return begins and bool(HAN.match(follows)) and follows not in _PLACED


def _is_there(text: str, name: str, end: int) -> bool:
    """Whether something is said to be at a place (伊斯兰堡已有八所学校), or its name ends with a kind."""
    return text.startswith(_EXISTS, end) or name.endswith(_KINDS)


def _is_part_of_a_longer(text: str, first: int, name: str, since: int, lexicon: Lexicon) -> bool:
    """Whether a short name stands inside one that sounds like a longer name: 胡布 (Hub) in 谢胡布尔.

    ``since`` is where the name before it ends.
    """
    if len(name) > _SHORT:
        return False
    low, high = first, first + len(name)
    while low > max(since, first - _LONGEST) and text[low - 1] in SIGNS:
        low -= 1
    while high < min(len(text), first + _LONGEST) and text[high] in SIGNS:
        high += 1
    if len(name) < _SHORT and first - low > _SHORT:
        return True  # so many signs before it that only transcribe are a name that it ends
    return high - low > len(name) + 1 and bool(lexicon.transcribed(text[low:high]))


def names_in_chinese(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Names in scripts that write no spaces: the longest from left to right."""
    if not HAN.search(text):
        return
    best: dict[int, tuple[int, str]] = {}
    for last, (length, name) in lexicon.signs.iter(text):
        first = last + 1 - length
        if first not in best or last > best[first][0]:
            best[first] = (last, name)
    after = -1
    for first in sorted(best):
        last, name = best[first]
        if first <= after or name in _NEVER or _WORDS.match(text, last + 1):
            continue
        if _TITLE.match(text, last + 1) and _QUOTE.search(text, max(0, first - 3), first):
            after = last  # a ship or a book that bears the name
            continue
        if text[first - 1 : first] in _DOTS or text[last + 1 : last + 2] in _DOTS:
            continue  # 哈桑·米尔扎: part of a person's name
        if text[first - 1 : first + 1] in _REACHES or _is_part_of_a_longer(text, first, name, after + 1, lexicon):
            continue
        one = _whole(text, first, last, name, lexicon)
        inside = lexicon.referents(best[one.end][1]) if one.end in best else ()
        kind, reason = _acting(text, one, name, inside, after >= 0 and first == after + 1)
        yield one._replace(kind=kind, reason=reason)
        after = one.end - 1


def _whole(text: str, first: int, last: int, name: str, lexicon: Lexicon) -> Mention:
    """A name of a list, with the word for its kind that it goes on with: 吐尔尕特口岸, 塔贝拉水电站."""
    referents = lexicon.referents(name)
    project = is_project(referents) or name.endswith(_PROJECTS)
    tail = None if project else _TAIL.match(text, last + 1)
    if tail is not None:
        last = tail.end() - 1
        project = bool(tail["project"])
        meant = "project" if project else WORD_LISTS["kinds_han"].get(tail.group(), "place")
        referents = tuple(
            replace(one, kind="project", record=None) if project else one for one in of_kind(referents, meant)
        )
    return Mention(first, last + 1, text[first : last + 1], PROJECT if project else PLACE, "", referents)


def _acting(text: str, one: Mention, name: str, inside: tuple[Referent, ...], adjoins: bool) -> tuple[str, str]:
    """Whether a name stands for a place or for who acts there, and why; ``inside`` is what the name behind it means,
    ``adjoins`` whether another stands right before it.
    """
    before = text[one.start - 1 : one.start]
    placed = before in _AT
    if name.endswith("公司") or (_COMPANY.match(text, one.end) and not placed):
        return ACTOR, "is part of an organisation's name"
    if one.kind == PROJECT:
        return PROJECT, "is a name of it in Chinese"
    nation = any(referent.kind == "country" for referent in one.referents)
    if nation and _QUALIFIED.match(text, one.end):
        return ACTOR, "only says whose it is"
    if inside and not any(referent.kind == "country" for referent in inside):
        return PLACE, "says where the place after it lies"
    if _OFFICE.match(text, one.end):
        return PLACE, "is where the office is held"
    if adjoins or (placed and _SAYS.match(text, one.end)):  # 信德省海得拉巴; "said in Islamabad"
        return PLACE, "is a name of it in Chinese"
    if _FUNDS.match(text, one.end) or (before == "由" and _PAYS.match(text, one.end)):
        return ACTOR, "is who pays or does it"
    there = _is_there(text, name, one.end)
    longer = one.end - one.start > len(name)
    if (
        text.endswith(_ASKED, max(0, one.start - 2), one.start)
        or (_BODIES.match(text, one.end) and not there)
        or _TOGETHER.match(text, one.end)
        or (not longer and not there and _acts_in_chinese(text, one.start, one.end))
    ):
        return ACTOR, "is what acts or speaks here"
    return PLACE, "is a name of it in Chinese"


# What stands before a place: in, from, to, by way of, or another place of a list; and what behind one.
_BEFORE = re.compile(
    r"(?:[在从到至往赴自经距离近与通向抵—－-]|位于|抵达|到达|直达|来自|途经|家住|地处|靠近|毗邻|紧邻|返回|选择|给了|旧称|原名|又称|的|电|省|县)$"
)
_SURE = re.compile(rf"(?:{'|'.join(WORD_LISTS['sure_han'].split())})$")
_AND = ("、", "和", "与", "及", "—", "至", "－", "-")
_AFTER = re.compile(
    r"(?:县|市|镇|乡|村|渔村|水闸|湖|冰川|岛|渠|城|区|港|河|桥|堰|段|谷|以[东西南北]|附近|一带|郊外|西部|东部|南部|北部|出口|畔|境内|地区|口岸|车站|站|火车站|"
    r"讯[\s:：]|电[\s　])"
)
_UNKNOWN = "is named like a place, and no gazetteer at hand knows it"


def transcribed_in_chinese(text: str, found: Sequence[Mention], lexicon: Lexicon) -> Iterator[Mention]:
    """Stretches of signs that no list has, that stand where a place does and sound like one of the corridor's.

    What has a word for its kind behind it (镇, 县) is a place also when it sounds like none; a name found so, or at
    the head of a longer one (帕拉斯村), is the same wherever the text writes it again.
    """
    if not HAN.search(text):
        return
    taken = Spans((one.start, one.end) for one in found)
    ends = {one.end for one in found if one.kind == PLACE}
    starts = {one.start for one in found if one.kind == PLACE}
    stems = {one.text[: -len(tail)]: one for one in found for tail in _TAILS if _is_stem(one.text, tail)}
    heard: list[Mention] = []
    for match in _STRETCH.finditer(text):
        start, end = match.span()
        if taken.touches(start, end):
            continue
        if text[start : start + 1] == "于" or text[start - 1 : start + 1] in _REACHES:
            start += 1
        if text[start - 1 : start] in _DOTS or text[end : end + 1] in _DOTS:
            continue  # a person
        name = text[start:end]
        if name in stems:
            again = stems[name]
            reason = f"is {again.text}, named elsewhere in the text"
            heard.append(Mention(start, end, name, PLACE, reason, again.referents))
            ends.add(end)
            continue
        listed = (text[start - 1 : start] in _AND and start - 1 in ends) or (
            text[end : end + 1] in _AND and end + 1 in starts
        )
        if not listed and not _BEFORE.search(text, max(0, start - 2), start) and not _AFTER.match(text, end):
            continue
        meant = lexicon.transcribed(name)
        tail = _TAIL.match(text, end)
        sure = tail is not None and not tail["project"] and tail.group() in _SETTLED
        if not meant and not sure and not _SURE.search(text, max(0, start - 2), start):
            continue
        if tail is not None and not tail["project"]:
            end = tail.end()
            meant = of_kind(meant, WORD_LISTS["kinds_han"].get(tail.group()))
        ends.add(end)
        reason = f"is spelled like {meant[0].name}" if meant else _UNKNOWN
        heard.append(Mention(start, end, text[start:end], PLACE, reason, tuple(meant[:4])))
        stems.setdefault(name, heard[-1])
    yield from heard


def _is_stem(name: str, tail: str) -> bool:
    """Whether a name is one in signs that only transcribe, and a word for its kind."""
    return name.endswith(tail) and _STRETCH.fullmatch(name, 0, len(name) - len(tail)) is not None


_STRETCH = re.compile(f"[{SIGNS}]{{3,{_LONGEST}}}")
_SOUNDS = re.compile(f"[{SIGNS}]{{3}}")
_SETTLED = tuple(WORD_LISTS["settled_han"].split())
_KINDS = (*_SETTLED, "区", "州", "港", "桥", "站")
_TAILS = (*WORD_LISTS["kinds_han"], *_PROJECTS)
