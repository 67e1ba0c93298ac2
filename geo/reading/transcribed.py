"""Names of the corridor's places as Chinese news transcribes them, where no list has the signs.

Transcriptions vary (齐拉斯 and 奇拉斯 are both Chilas), yet their consonants are those of the name. A stretch of signs
that only transcribe is turned into sounds (pypinyin), and compared with the names of places by classes of
consonants that Chinese does not tell apart, then by its letters (rapidfuzz).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz

from cpec_map.gazetteer import fold_words

# Signs that stand for syllables in foreign names.
SIGNS = (
    "阿埃艾安昂奥巴班邦包贝本比彼波伯博布查察茨达代丹当道德登迪底丁蒂东杜顿多厄恩尔法凡方费芬丰弗福夫富盖甘冈戈哥格根古瓜"
    "哈海汉汗豪赫黑亨胡霍基吉季加贾焦杰金津久卡凯坎康考柯科可克肯孔库夸奎拉腊莱赖兰朗劳勒雷里利莉立连林隆卢鲁伦罗洛吕"
    "马玛迈麦曼芒毛梅门蒙米密明摩莫默姆木穆纳奈南内尼纽农努诺帕潘庞佩彭皮平珀普其齐奇恰钱乔切钦琼丘曲让热日茹瑞若萨塞赛"
    "桑沙山尚绍舍申森什圣施舒斯苏孙索塔泰坦唐陶特滕提铁廷通图托瓦万旺韦维魏沃乌武西锡希夏香谢辛欣休雅亚延扬耶伊因英"
    "尤于约云扎泽章珠朱兹祖佐温翁昆拜迭浑敦聂涅挪帖图孜则策措优讷贡宾旁遮蓬喀菲嘉佳哲卓色瑟吾宁绒荣素范冯噶洪黎派培琴儒珊吐威肖逊尧宰赞詹珍芝宗亭尕"
)
# At least so many signs and consonants: shorter ones are often words.
_SHORTEST, _CONSONANTS = 3, 3
# How alike the letters must be (rapidfuzz ratio, percent).
_ALIKE = 66
# Others are proposed too when they are nearly as alike as the best.
_AS_ALIKE = 10
# What pinyin writes otherwise than English: 奇 is qi, and heard as chi.
_SPELLED = (("zh", "j"), ("q", "ch"), ("x", "sh"))
_INITIALS: Mapping[str, str] = {
    "b": "B", "p": "B", "d": "D", "t": "D", "g": "K", "k": "K", "h": "KH", "j": "JK", "q": "JK", "zh": "JS", "ch": "J",
    "z": "S", "c": "S", "s": "S", "sh": "S", "x": "SKH", "m": "M", "n": "N", "f": "FB", "w": "W", "l": "L", "r": "L",
}  # fmt: skip
_LETTERS: Mapping[str, str] = {
    "sh": "S", "ch": "J", "kh": "K", "gh": "K", "th": "D", "dh": "D", "bh": "B", "ph": "B", "zh": "S", "ng": "N",
    "b": "B", "p": "B", "d": "D", "t": "D", "g": "K", "k": "K", "q": "K", "c": "K", "j": "J", "z": "S", "s": "S",
    "x": "S", "m": "M", "n": "N", "f": "F", "w": "W", "v": "W", "l": "L", "r": "L",
}  # fmt: skip
# Letters that Chinese does not tell apart count as one when spellings are compared.
_ONE = str.maketrans(
    {"l": "r", "v": "w", "q": "k", "z": "s", "x": "s", "p": "b", "t": "d", "h": "", "g": "k", "y": "i"}
)
_SOUND = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)) + "|h")
_H = re.compile("(?<=[aeiou ])h(?=[aeiou])|^h")


def consonants(name: str) -> str:
    """The classes of a name's consonants, doubles once: ``MSFLKL`` of Muzaffargarh."""
    marked = _H.sub("H", name)
    found = "".join("H" if one == "H" else _LETTERS.get(one, "") for one in re.findall(f"H|{_SOUND.pattern}", marked))
    return re.sub(r"(.)\1+", r"\1", found)


@lru_cache(maxsize=4_096)
def _syllable(sign: str) -> tuple[str, tuple[str, ...]]:
    """A sign's letters, and for each of its consonants the classes that it may be."""
    (spoken,) = lazy_pinyin(sign)
    if spoken == "er":
        return "r", ("L",)
    (initial,) = lazy_pinyin(sign, style=Style.INITIALS, strict=False)
    end = "NM" if spoken.endswith(("n", "ng")) else ""  # 亚当 is Adam, too
    return spoken, tuple(filter(None, (_INITIALS.get(initial, ""), end)))


class Transcriptions:
    """The places that signs may transcribe, by their consonants; ``names`` are ids and names in Latin letters."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for key, name in names:
            joined = "".join(fold_words(name)) if name.isascii() else ""
            if joined.isascii() and len(bones := consonants(joined)) >= _CONSONANTS:
                found[bones][key, joined.translate(_ONE)] = None
        self._places = {bones: tuple(named) for bones, named in found.items()}
        self._beginnings = {bones[:end] for bones in self._places for end in range(len(bones) + 1)}

    def find(self, signs: str) -> tuple[str, ...]:
        """The ids of what a stretch of signs may transcribe, most alike first; empty when nothing is alike enough."""
        if len(signs) < _SHORTEST or any(sign not in SIGNS for sign in signs):
            return ()
        spoken = "".join(_syllable(sign)[0] for sign in signs)
        for pinyin, letter in _SPELLED:
            spoken = spoken.replace(pinyin, letter)
        spoken = spoken.translate(_ONE)
        alike: dict[str, float] = {}
        for bones in self._skeletons(signs):
            for key, name in self._places.get(bones, ()):
                ratio = fuzz.ratio(spoken, name)
                if ratio >= _ALIKE:
                    alike[key] = max(ratio, alike.get(key, 0.0))
        best = max(alike.values(), default=0.0)
        ranked = sorted(alike.items(), key=lambda one: (-one[1], one[0]))
        return tuple(key for key, ratio in ranked if ratio > best - _AS_ALIKE)

    def _skeletons(self, signs: str) -> set[str]:
        """The consonants that signs may stand for, as far as a place begins with them: never more than places have."""
        kept = {""}
        for sign in signs:
            for classes in _syllable(sign)[1]:
                grown = {one if one.endswith(kind) else one + kind for one in kept for kind in classes}
                kept = grown & self._beginnings
        return kept
