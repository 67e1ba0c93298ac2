"""Places that are given relative to another: "20 km north of Hub", in English, Chinese and Urdu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from text_to_num import text2num

from geo.reading.recognise.mentions import PLACE, Mention

_BEARINGS = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
_COMPASS = {bearing: way for way, bearing in _BEARINGS.items()}
_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty)"
_OF = ("of ", "of the ", "below ", "above ", "beyond ", "below the ", "above the ", "beyond the ")
# "20 km north of Hub", and with a distance only: "7 km upstream of Dasu", "25 km below the Khunjerab Pass".
_RELATIVE = re.compile(
    rf"\b(\d{{1,4}}(?:\.\d{{1,2}})?|{_COUNT})\s*-?\s*(km|kilomet(?:re|er)s?|miles?|nautical\s+miles?)\s+"
    r"(?:(?:to\s+the\s+|due\s+)?((?:north|south)(?:[\s-]?(?:east|west))?|east|west)\s+of"
    r"|(?:upstream|downstream|short)\s+of|below|above|beyond)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_KM = {"mile": 1.609344, "nautical": 1.852}
# 达苏以北18公里, اورماڑہ سے 30 کلومیٹر جنوب
_BEARINGS_HAN = {
    "东北": 45.0, "东南": 135.0, "西南": 225.0, "西北": 315.0, "北": 0.0, "东": 90.0, "南": 180.0, "西": 270.0,
}  # fmt: skip
_BEARINGS_URDU = {
    "شمال مشرق": 45.0, "جنوب مشرق": 135.0, "جنوب مغرب": 225.0, "شمال مغرب": 315.0,
    "شمال": 0.0, "مشرق": 90.0, "جنوب": 180.0, "مغرب": 270.0,
}  # fmt: skip
_RELATIVE_HAN = re.compile(
    rf"(?:市|县|城)?以?(?P<way>{'|'.join(_BEARINGS_HAN)})(?:方向|面|部)?约?(?P<km>\d{{1,4}}(?:\.\d{{1,2}})?)(?:公里|千米)(?:处(?![长理]))?"
)
_RELATIVE_URDU = re.compile(
    rf"\sسے\s(?:تقریباً?\s)?(?P<km>\d{{1,4}})\sکلو\s?میٹر\s(?:کے\sفاصلے\sپر\s)?(?P<way>{'|'.join(_BEARINGS_URDU)})(?!\w)"
)


def with_relative_places(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    for one in found:
        behind = _RELATIVE_HAN.match(text, one.end) or _RELATIVE_URDU.match(text, one.end)
        if one.kind == PLACE and behind is not None:
            km, way = float(behind["km"]), behind["way"]
            whole = text[one.start : behind.end()]
            said = _BEARINGS_HAN[way] if way in _BEARINGS_HAN else _BEARINGS_URDU[way]
            reason = f"lies {km:g} km {_COMPASS[said]} of {one.text}"
            yield Mention(one.start, behind.end(), whole, PLACE, reason, one.referents, (km, said))
            continue
        near = one.kind == PLACE and text.endswith(_OF, max(0, one.start - 11), one.start)
        match = _RELATIVE.search(text, max(0, one.start - 60), one.start) if near else None
        if match is None:
            yield one
            continue
        km = float(match[1]) if match[1][0].isdigit() else float(text2num(match[1].lower(), "en"))
        km *= next((factor for unit, factor in _KM.items() if match[2].lower().startswith(unit)), 1.0)
        way = re.sub(r"[\s-]", "", (match[3] or "").lower())
        bearing = _BEARINGS.get(way)
        whole = text[match.start() : one.end]
        reason = f"lies {km:.4g} km {match[3]} of {one.text}" if way else f"lies {km:.4g} km from {one.text}"
        yield Mention(match.start(), one.end, whole, PLACE, reason, one.referents, (km, bearing))
