"""Numbers are believed only when their check digits are right, and hidden wherever people could read them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.identifiers import (
    credit_code_check_character,
    identity_check_character,
    is_bank_card,
    is_credit_code,
    is_mobile_phone,
    mask_personal_data,
    parse_identity_number,
)

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@st.composite
def identity_numbers(draw):
    division = str(draw(st.integers(110000, 999999)))
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    first = f"{division}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + identity_check_character(first)


@st.composite
def bank_cards(draw):
    first = "62" + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=13, max_size=16)))
    return next(first + digit for digit in "0123456789" if is_bank_card(first + digit))


phones = st.integers(13_000_000_000, 19_999_999_999).map(str)


def test_the_example_of_the_standard_is_right():
    # GB 11643-1999, appendix: 11010519491231002X
    found = parse_identity_number("11010519491231002x")
    assert (found.number, found.division, found.birth_date, found.sex) == (
        "11010519491231002X", "110105", date(1949, 12, 31), "female",
    )  # fmt: skip


@given(identity_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_one_wrong_character_makes_an_identity_number_wrong(number, place, letter):
    assert parse_identity_number(number) is not None
    wrong = number[:place] + letter + number[place + 1 :]
    assert wrong == number or parse_identity_number(wrong) is None


@pytest.mark.parametrize("text", ["", "1" * 18, "11010519490231002X", "010105194912310021", "１" * 18, "身份证" * 6])
def test_what_cannot_be_an_identity_number_is_none(text):
    assert parse_identity_number(text) is None


@given(st.text(CREDIT_ALPHABET, min_size=9, max_size=9), st.integers(0, 999_999), st.integers(0, 17), st.data())
def test_any_one_wrong_character_makes_a_credit_code_wrong(tail, division, place, data):
    first = f"91{division:06d}{tail}"
    code = first + credit_code_check_character(first)
    assert is_credit_code(code)
    assert is_credit_code(code.lower())
    letter = data.draw(st.sampled_from(CREDIT_ALPHABET))
    wrong = code[:place] + letter + code[place + 1 :]
    assert wrong == code or not is_credit_code(wrong)


def test_a_known_credit_code_is_right():
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y4I")


def test_phones_and_cards():
    assert is_mobile_phone("13800138000")
    assert not is_mobile_phone("12345678901")
    assert is_bank_card("4111 1111 1111 1111")
    assert not is_bank_card("4111 1111 1111 1112")


prose = st.text(st.characters(exclude_characters="0123456789*", exclude_categories=["Cs", "Nd", "No"]), max_size=30)


@given(prose, st.one_of(identity_numbers(), bank_cards(), phones), prose)
def test_a_personal_number_anywhere_in_a_text_is_hidden_and_the_rest_stays(before, number, after):
    text = f"{before} {number} {after}"
    masked = mask_personal_data(text)
    assert number not in masked
    assert len(masked) == len(text)
    assert mask_personal_data(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证11010519491231002X，电话138 0013 8000", "身份证1****************X，电话138 **** 8000"),
        ("110105 19491231 002X", "1***** ******** ***X"),
        ("我的号是１３８００１３８０００", "我的号是１３８****８０００"),
        ("+86-13800138000 或 li.hua@example.com", "+86-138****8000 或 l*****@example.com"),
        ("老证110105491231002", "老证1*************2"),
        ("卡4111 1111 1111 1111", "卡**** **** **** 1111"),
        ("11010519491231002X 13800138000", "1****************X 138****8000"),
        ("身份证号110105194912310021（抄错一位）", "身份证号1****************1（抄错一位）"),
        ("ID: 1101 0519 4912 3100 21", "ID: 1*** **** **** **** *1"),
        ("手机138.0013.8000、138 - 0013 - 8000", "手机138.****.8000、138 - **** - 8000"),
        ("手机①③⑧⓪⓪①③⑧⓪⓪⓪", "手机①③⑧****⑧⓪⓪⓪"),
        ("电话幺三八零零一三八零零零", "电话幺三八****八零零零"),
        ("电话壹叁捌零零壹叁捌零零零", "电话壹叁捌****捌零零零"),
        ("身份证一一零一零五一九四九一二三一零零二X", "身份证一****************X"),
        ("我叫欧阳小明，姓名：李华 电话", "我叫欧***，姓名：李* 电话"),
        ("我叫張三豐今年六十", "我叫張**今年六十"),
        ("My name is Li Hua and", "My name is L* *** and"),
        ("我是王小明，身份证丢了；本人欧阳洁，女", "我是王**，身份证丢了；本人欧**，女"),
        ("我家电话0990-8765432，打家里(010) 87654321", "我家电话****-*******，打家里(***) ********"),
        ("军官证号军字第1234567号，社保卡号A12345678", "军官证号军*********号，社保卡号A********"),
        ("护照E12345678、EA1234567，通行证C12345678", "护照E********、E********，通行证C********"),
        ("京A12345和沪AD12345过户", "京A*****和沪A******过户"),
        ("微信号是li_hua88，QQ 12345678，微信：lihua1990", "微信号是l*******，QQ 1*******，微信：l********"),
        ("住滨江路18号3栋2单元501室", "住滨江路**号*栋*单元***室"),
        ("幸福小区5号楼301", "幸福小区*号楼***"),
    ],
)
def test_numbers_as_people_write_them_are_hidden_in_their_shape(text, masked):
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "", "没有号码", "拨打12345或010-12345678", "2026年11月20日", "统一社会信用代码91350100M000100Y43",
        "事项编码11440106007513099H4440106001000", "受理编号110105194912310021", "第1-20条，费用1,200元",
        "姓名变更怎么办", "我叫车去医院，能报销吗", "用微信支付可以吗", "名叫什么都行吗", "一二三四五六七八九十",
        "GB/T 39735-2020", "我是高中生，想转学", "我是江阴人", "我是李女士", "本人于2018年入职", "我是万科业主",
        "社保局电话0990-8765432没人接", "你们座机010-87654321占线", "军官证怎么补", "残疾证20240101到期",
        "医保卡余额120000元",
        "江澜市滨江区滨江路 18 号 1 楼 3-5 号窗口", "两室一厅的房子", "3号楼2026年加装电梯", "事项 990100-GA-0101",
        "新版A4纸",
        "My name is on the list", "第二百三十四条第一款", "办理时间 9:00-12:00 13:30-17:00",
    ],
)  # fmt: skip
def test_what_is_no_personal_number_stays_readable(text):
    assert mask_personal_data(text) == text


@given(st.text(max_size=200))
def test_any_text_keeps_its_length(text):
    assert len(mask_personal_data(text)) == len(text)


def test_what_follows_a_number_after_a_space_does_not_save_it_from_being_hidden():
    assert mask_personal_data("110101199003078937 X") == "1****************7 X"
    assert mask_personal_data("110101199003078937 3 次") == "1****************7 3 次"


def test_a_door_stays_where_somebody_is_to_come_to_it():
    told = "我叫李华，幸福小区5号楼301漏水，电话13800138000"
    assert mask_personal_data(told, doors=False) == "我叫李*，幸福小区5号楼301漏水，电话138****8000"
