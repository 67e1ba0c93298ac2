"""Names in Chinese, which writes no spaces: those on a list, and those that only sound like one of the corridor's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo.reading.recognise.mentions import ACTOR, PLACE, PROJECT, Mention, Spans, is_project, of_kind
from geo.reading.recognise.words import WORD_LISTS, word_list
from geo.reading.toponyms import Lexicon
from geo.reading.transcribed import SIGNS

HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_BODIES = re.compile("|".join(WORD_LISTS["bodies_han"].split()))
_HAN_SAYS = re.compile("|".join(WORD_LISTS["says_han"].split()))
_HAN_NEVER = word_list("never_han")
_HAN_WORDS = re.compile("|".join(WORD_LISTS["words_han"].split()))
# "Pakistan and China signed on the 11th"
_HAN_TOGETHER = re.compile(
    rf"(?:[和与同][\u3400-\u9fff]{{2,6}}?)?(?:\d{{1,2}}日)?(?:{'|'.join(WORD_LISTS['says_han'].split())})"
)
_HAN_PAYS = re.compile(r"(?:支付|承担|出资|负责|提供|承建|埋单)")
_HAN_FUNDS = re.compile(r"(?:出资|拨款|注资|还款)")
_HAN_COMPANY = re.compile(r"[^\W的在和与及至到]{1,4}?(?:公司|集团|协会|队(?![员伍长]))")
_HAN_TITLE = re.compile(r"(?:”号|号”|之[\u3400-\u9fff]{1,2}”|》|」号)")
_HAN_QUOTE = re.compile(r"[“《「][\u3400-\u9fff]{0,2}$")
_HAN_OFFICE = re.compile(
    rf"(?:[^\W将为向对和与同在已的]{{0,4}}?(?:{'|'.join(WORD_LISTS['offices_han'].split())})|(?:{'|'.join(WORD_LISTS['people_han'].split())}))"
)
# What a name in Chinese goes on with: 吐尔尕特口岸 is a border crossing, 塔贝拉水电站 a project.
_HAN_TAIL = re.compile(
    rf"(?:(?P<project>{'|'.join(WORD_LISTS['projects_han'].split())})"
    rf"|(?:{'|'.join(sorted(WORD_LISTS['kinds_han'], key=len, reverse=True))}))"
    rf"(?!{'|'.join(WORD_LISTS['not_kinds_han'].split())})"
)
_HAN_PROJECTS = tuple(WORD_LISTS["projects_han"].split())
_HAN_QUALIFIED = re.compile("|".join(WORD_LISTS["qualified_han"].split()))
_HAN_ASKED = tuple(WORD_LISTS["asked_han"].split())
_HAN_EXISTS = ("已有", "共有", "现有", "还有", "设有", "部分", "多个", "多名", "数百", "数千")
# Names of so few signs may stand inside a longer one.
_SHORT = 3
_HAN_CLAUSE = frozenset("，。；！？“\n")
_HAN_PLACED = frozenset(WORD_LISTS["after_places_han"].replace("\n", "").replace(" ", ""))
_HAN_THEN = re.compile(r"(?:同日|当天|当日|日前|近日|随后)(?:向|将|已|还)")


def _acts_in_chinese(text: str, start: int, end: int) -> bool:
    """Whether a name begins a clause and none of the signs follows that stand behind a place."""
    follows = text[end : end + 1]
    begins = start == 0 or text[start - 1] in _HAN_CLAUSE
    if begins and _HAN_THEN.match(text, end):
        return True
    if text[end - 1] == "省" and _HAN_SOUNDS.match(text, end):
        return False  # what follows is a name, and lies there
    return begins and bool(HAN.match(follows)) and follows not in _HAN_PLACED


def _is_there(text: str, name: str, end: int) -> bool:
    """Whether something is said to be at a place (伊斯兰堡已有八所学校), or its name ends with a kind."""
    return text.startswith(_HAN_EXISTS, end) or name.endswith(_HAN_KINDS)


def _is_part_of_a_longer(text: str, first: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a short name stands inside one that sounds like a longer name: 胡布 (Hub) in 谢胡布尔."""
    low, high = first, end
    while low and text[low - 1] in SIGNS:
        low -= 1
    while high < len(text) and text[high] in SIGNS:
        high += 1
    return high - low > end - first + 1 and bool(lexicon.transcribed(text[low:high]))


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
        if _HAN_TITLE.match(text, last + 1) and _HAN_QUOTE.search(text, max(0, first - 3), first):
            after = last  # a ship or a book that bears the name
        elif name[0] == "达" and text[first - 1 : first] in ("抵", "到", "直"):
            continue  # 抵达卡西姆 reaches Qasim and is not Dhaka
        elif len(name) <= _SHORT and _is_part_of_a_longer(text, first, last + 1, lexicon):
            continue
        elif first > after and name not in _HAN_NEVER and not _HAN_WORDS.match(text, last + 1):
            referents = lexicon.referents(name)
            project = is_project(referents) or name.endswith(_HAN_PROJECTS)
            kind, reason = (PROJECT if project else PLACE), "is a name of it in Chinese"
            tail = _HAN_TAIL.match(text, last + 1) if kind == PLACE else None
            if tail is not None:
                last = tail.end() - 1
                kind = PROJECT if tail["project"] else PLACE
                meant = "project" if tail["project"] else WORD_LISTS["kinds_han"].get(tail.group(), "place")
                referents = tuple(
                    replace(one, kind="project", record=None) if tail["project"] else one
                    for one in of_kind(referents, meant)
                )
            nation = any(one.kind == "country" for one in referents)
            inside = lexicon.referents(best[last + 1][1]) if last + 1 in best else ()
            if name.endswith("公司"):
                kind, reason = ACTOR, "is named like an organisation"
            elif kind == PLACE and nation and _HAN_QUALIFIED.match(text, last + 1):
                kind, reason = ACTOR, "only says whose it is"
            elif kind == PLACE and inside and not any(one.kind == "country" for one in inside):
                reason = "says where the place after it lies"
            elif kind == PLACE and _HAN_OFFICE.match(text, last + 1):
                reason = "is where the office is held"
            elif (
                kind == PLACE
                and text[first - 1 : first] in ("在", "至", "到", "于", "赴")
                and _HAN_SAYS.match(text, last + 1)
            ):
                pass  # "said in Islamabad"
            elif (kind == PLACE and _HAN_FUNDS.match(text, last + 1)) or (
                kind == PLACE and text[first - 1 : first] == "由" and _HAN_PAYS.match(text, last + 1)
            ):
                kind, reason = ACTOR, "is who pays or does it"
            elif kind == PLACE and (
                text.endswith(_HAN_ASKED, max(0, first - 2), first)
                or _HAN_COMPANY.match(text, last + 1)
                or (_HAN_BODIES.match(text, last + 1) and not _is_there(text, name, last + 1))
                or _HAN_TOGETHER.match(text, last + 1)
                or (tail is None and not _is_there(text, name, last + 1) and _acts_in_chinese(text, first, last + 1))
            ):
                kind, reason = ACTOR, "is what acts or speaks here"
            yield Mention(first, last + 1, text[first : last + 1], kind, reason, referents)
            after = last


# What stands before a place: in, from, to, by way of, or another place of a list; and what behind one.
_HAN_BEFORE = re.compile(
    r"(?:[在从到至往赴自经距离近与通向抵—－-]|位于|抵达|到达|直达|来自|途经|选择|给了|旧称|原名|又称|的|电|省|县)$"
)
_HAN_AND = ("、", "和", "与", "及", "—", "至", "－", "-")
_HAN_AFTER = re.compile(
    r"(?:县|市|镇|乡|村|渔村|水闸|城|区|港|河|桥|堰|段|谷|以[东西南北]|附近|一带|郊外|西部|东部|南部|北部|出口|畔|境内|地区|口岸|车站|站|火车站|"
    r"讯[\s:：]|电[\s　])"
)
_HAN_DOTS = ("·", "•", "・")
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
    stems = {one.text[: -len(tail)]: one for one in found for tail in _HAN_TAILS if _is_stem(one.text, tail)}
    heard: list[Mention] = []
    for match in _HAN_STRETCH.finditer(text):
        start, end = match.span()
        if taken.touches(start, end):
            continue
        if text[start : start + 1] == "于" or text[start - 1 : start + 1] in ("抵达", "到达", "直达"):
            start += 1
        if text[start - 1 : start] in _HAN_DOTS or text[end : end + 1] in _HAN_DOTS:
            continue  # a person
        name = text[start:end]
        if name in stems:
            again = stems[name]
            reason = f"is {again.text}, named elsewhere in the text"
            heard.append(Mention(start, end, name, PLACE, reason, again.referents))
            ends.add(end)
            continue
        listed = (text[start - 1 : start] in _HAN_AND and start - 1 in ends) or (
            text[end : end + 1] in _HAN_AND and end + 1 in starts
        )
        if not listed and not _HAN_BEFORE.search(text, max(0, start - 2), start) and not _HAN_AFTER.match(text, end):
            continue
        meant = lexicon.transcribed(name)
        tail = _HAN_TAIL.match(text, end)
        if not meant and (tail is None or tail["project"] or tail.group() not in _HAN_SETTLED):
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
    return name.endswith(tail) and _HAN_STRETCH.fullmatch(name, 0, len(name) - len(tail)) is not None


_HAN_STRETCH = re.compile(f"[{SIGNS}]{{3,12}}")
_HAN_SOUNDS = re.compile(f"[{SIGNS}]{{3}}")
# Behind a name on no list only a place's kind stands so.
_HAN_SETTLED = ("县", "镇", "乡", "村", "河", "口岸", "火车站", "车站", "水库", "大坝", "山口", "河谷")
_HAN_KINDS = (*_HAN_SETTLED, "区", "州", "港", "桥", "站")
_HAN_TAILS = (*WORD_LISTS["kinds_han"], *_HAN_PROJECTS)
