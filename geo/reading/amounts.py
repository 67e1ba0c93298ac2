"""Which quantities a text states, in the units that records keep.

Only units of ``cpec_map.record.UNITS`` are read, because only they can be compared with what is published. Why not a
general reader of quantities: docs/decisions/0007-reading-articles.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from text_to_num import text2num


@dataclass(frozen=True)
class Amount:
    """A stated quantity: characters ``start`` to ``end`` (exclusive), its kind, and its value in a unit of records.

    ``low`` and ``high`` bound what the words round to, in the same unit: "6.8 billion" is anything from 6.75 to 6.85.
    """

    start: int
    end: int
    text: str
    kind: str
    value: str
    unit: str
    low: float
    high: float


# Unit as written (lower case) -> kind, unit of the records, factor into it.
_UNITS: dict[str, tuple[str, str, Decimal]] = {}
for _words, _kind, _unit, _factor in (
    ("km kms kilometre kilometres kilometer kilometers", "length", "km", "1"),
    ("m metre metres meter meters", "length", "m", "1"),
    ("mile miles", "length", "km", "1.609344"),
    ("acre acres", "area", "acres", "1"),
    ("hectare hectares ha", "area", "ha", "1"),
    ("km² km2 sq.km sqkm", "area", "km²", "1"),
    ("mw megawatt megawatts", "power", "MW", "1"),
    ("gw gigawatt gigawatts", "power", "GW", "1"),
    ("% percent pc", "share", "%", "1"),
    ("km/h kmh kph", "speed", "km/h", "1"),
    ("year years", "duration", "years", "1"),
    ("month months", "duration", "months", "1"),
    ("dwt", "mass", "DWT", "1"),
    ("tonne tonnes ton tons t", "mass", "t", "1"),
):
    for _word in _words.split():
        _UNITS[_word] = (_kind, _unit, Decimal(_factor))
for _words in ("square kilometre", "square kilometres", "square kilometer", "square kilometers", "sq km"):
    _UNITS[_words] = ("area", "km²", Decimal(1))
for _words in ("km per hour", "kilometres per hour", "kilometers per hour", "km an hour", "kilometres an hour"):
    _UNITS[_words] = ("speed", "km/h", Decimal(1))
_UNITS["per cent"] = ("share", "%", Decimal(1))

_MAGNITUDES = {
    "thousand": "1000", "lakh": "100000", "million": "1000000", "mn": "1000000", "m": "1000000", "crore": "10000000",
    "billion": "1000000000", "bn": "1000000000", "b": "1000000000", "trillion": "1000000000000", "tn": "1000000000000",
}  # fmt: skip
_CURRENCIES = {"$": "USD", "us$": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD", "rs": "PKR", "pkr": "PKR",
               "rupees": "PKR", "rupee": "PKR", "₨": "PKR"}  # fmt: skip

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,3}(?:,\d{2})*,\d{3}|\d{1,9}(?:\.\d{1,4})?"
_COUNT = (
    r"(?:(?=[ehfnost])(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)\b[\s-]?){1,5}"
)
_MAGNITUDE = r"thousand|lakh|million|crore|billion|trillion|mn|bn|tn"
_UNIT = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_MONEY = re.compile(
    rf"(?<![\w])(?P<before>US\$|\$|USD|PKR|Rs\.?|₨)\s?(?P<number>{_NUMBER})(?:\s?-?(?P<magnitude>{_MAGNITUDE}|[mb](?![\w])))?(?!\w|[-–]\d)"
    rf"|(?<![\w.,])(?P<number2>{_NUMBER}|{_COUNT})\s?-?(?P<magnitude2>{_MAGNITUDE})?\s?-?"
    r"(?:US\s|Pakistani\s)?(?P<after>dollars?|rupees?|USD|PKR)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    rf"(?<![\w.,$])(?P<number>{_NUMBER}|{_COUNT})(?:\s?-?(?P<magnitude>{_MAGNITUDE}))?[\s-]?(?P<unit>{_UNIT})(?![\w/²])",
    re.IGNORECASE,
)

# Where a quantity may begin; only there the long patterns are tried.
_START = re.compile(
    r"(?=[$₨\dUPREFHNOSTefhnost])(?:\$|₨|(?<![\w.,$])\d|(?<!\w)(?:US[$D]|PKR|Rs|[Oo]ne|[Ff](?:our|ive|orty|ifty)|[Nn]ine|"
    r"[Tt](?:wo|hree|en|welve|hirt|went|housand)|[Ss](?:ix|even)|[Ee](?:ight|leven)|[Hh]undred))"
)


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every quantity that a text states, in its order, none overlapping another."""
    found: list[Amount] = []
    end = 0
    for start in _START.finditer(text):
        if start.start() < end:
            continue
        match = max(
            (one for form in (_MONEY, _MEASURE) if (one := form.match(text, start.start())) is not None),
            key=re.Match.end,
            default=None,
        )
        amount = _amount(match) if match is not None else None
        if amount is not None:
            found.append(amount)
            end = amount.end
    return tuple(found)


def _amount(match: re.Match[str]) -> Amount | None:
    parts = match.groupdict()
    written = parts["number"] or parts.get("number2") or ""
    number, decimals = _number(written)
    if number is None:
        return None
    magnitude = Decimal(_MAGNITUDES.get((parts["magnitude"] or parts.get("magnitude2") or "").lower(), "1"))
    if "unit" in parts:
        kind, unit, factor = _UNITS[parts["unit"].lower()]
    else:
        currency = _CURRENCIES[(parts["before"] or parts["after"]).lower().rstrip(".")]
        kind, (unit, factor) = "money", _money_unit(currency, number * magnitude)
    value = number * magnitude * factor
    # What the words round to: half a step of their last digit.
    half = float(Decimal(1).scaleb(-decimals) * magnitude * factor / 2)
    end = match.end() - (len(match.group()) - len(match.group().rstrip(" -")))
    text = match.string[match.start() : end]
    return Amount(match.start(), end, text, kind, _plain(value), unit, float(value) - half, float(value) + half)


def _money_unit(currency: str, value: Decimal) -> tuple[str, Decimal]:
    if value >= 10**9:
        return f"{currency} billion", Decimal(1).scaleb(-9)
    return f"{currency} million", Decimal(1).scaleb(-6)


def _number(written: str) -> tuple[Decimal | None, int]:
    """A number as written, in digits or words, and how many decimals it has."""
    plain = written.replace(",", "").strip(" -")
    try:
        number = Decimal(plain)
        return number, max(0, -int(number.as_tuple().exponent))
    except InvalidOperation:
        return _number_in_words(plain.lower()), 0


@lru_cache(maxsize=1000)
def _number_in_words(words: str) -> Decimal | None:
    try:
        return Decimal(text2num(words, "en"))
    except ValueError:
        return None


def _plain(value: Decimal) -> str:
    text = format(value.quantize(Decimal("0.0001")).normalize(), "f")
    return text if text != "-0" else "0"


# Unit of the records -> factor into the unit that its kind is compared in.
_COMMON = {
    "km": 1000.0, "m": 1.0, "acres": 0.40468564224, "ha": 1.0, "km²": 100.0, "MW": 1.0, "GW": 1000.0,
    "USD million": 1.0, "USD billion": 1000.0, "PKR million": 1.0, "PKR billion": 1000.0, "%": 1.0, "km/h": 1.0,
    "years": 12.0, "months": 1.0, "DWT": 1.0, "t": 1.0,
}  # fmt: skip


def comparable(value: float, unit: str) -> tuple[float, str] | None:
    """A value in the unit in which values of its kind are compared, with a word for what it counts.

    Dollars and rupees stay apart, as do deadweight and weight. ``None`` for a unit that records do not keep.
    """
    if unit not in _COMMON:
        return None
    kind = {"km": "m", "km²": "ha", "acres": "ha", "GW": "MW", "years": "months"}.get(unit, unit)
    return value * _COMMON[unit], kind.split()[0]
