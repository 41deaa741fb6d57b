"""English names of laws, as official translations and practice write them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from zhengtong.contexts.knowledge.domain.numbering import parse_article

# lower case, British spelling, without "the", "of the People's Republic of China" and "(PRC)"
_LAWS = {
    "constitution": "宪法", "civil code": "民法典", "criminal law": "刑法", "criminal code": "刑法",
    "labour law": "劳动法", "labour contract law": "劳动合同法", "employment contract law": "劳动合同法",
    "labour dispute mediation and arbitration law": "劳动争议调解仲裁法",
    "law on mediation and arbitration of labour disputes": "劳动争议调解仲裁法",
    "labour dispute mediation and arbitration": "劳动争议调解仲裁法",
    "employment promotion law": "就业促进法", "social insurance law": "社会保险法", "trade union law": "工会法",
    "work safety law": "安全生产法", "company law": "公司法", "partnership enterprise law": "合伙企业法",
    "enterprise bankruptcy law": "企业破产法", "securities law": "证券法", "insurance law": "保险法",
    "foreign investment law": "外商投资法", "e-commerce law": "电子商务法", "electronic commerce law": "电子商务法",
    "anti-monopoly law": "反垄断法", "anti-unfair competition law": "反不正当竞争法", "advertising law": "广告法",
    "consumer rights protection law": "消费者权益保护法",
    "law on the protection of consumer rights and interests": "消费者权益保护法",
    "food safety law": "食品安全法", "product quality law": "产品质量法", "trademark law": "商标法",
    "patent law": "专利法", "copyright law": "著作权法", "cybersecurity law": "网络安全法",
    "data security law": "数据安全法", "personal information protection law": "个人信息保护法",
    "administrative licensing law": "行政许可法", "administrative penalty law": "行政处罚法",
    "administrative penalties law": "行政处罚法", "administrative compulsion law": "行政强制法",
    "administrative litigation law": "行政诉讼法", "administrative procedure law": "行政诉讼法",
    "administrative reconsideration law": "行政复议法", "state compensation law": "国家赔偿法",
    "legislation law": "立法法", "civil procedure law": "民事诉讼法", "criminal procedure law": "刑事诉讼法",
    "arbitration law": "仲裁法", "notarization law": "公证法", "lawyers law": "律师法",
    "resident identity card law": "居民身份证法", "law on resident identity cards": "居民身份证法",
    "passport law": "护照法", "exit and entry administration law": "出境入境管理法",
    "exit-entry administration law": "出境入境管理法", "nationality law": "国籍法",
    "road traffic safety law": "道路交通安全法", "public security administration punishments law": "治安管理处罚法",
    "compulsory education law": "义务教育法", "education law": "教育法", "teachers law": "教师法",
    "law on the protection of minors": "未成年人保护法", "minors protection law": "未成年人保护法",
    "law on the protection of women's rights and interests": "妇女权益保障法",
    "women's rights protection law": "妇女权益保障法", "anti-domestic violence law": "反家庭暴力法",
    "law on the protection of disabled persons": "残疾人保障法",
    "law on the protection of persons with disabilities": "残疾人保障法",
    "law on the protection of the rights and interests of the elderly": "老年人权益保障法",
    "elderly rights protection law": "老年人权益保障法", "population and family planning law": "人口与计划生育法",
    "maternal and infant health care law": "母婴保健法", "physicians law": "医师法",
    "drug administration law": "药品管理法", "vaccine administration law": "疫苗管理法",
    "enterprise income tax law": "企业所得税法", "individual income tax law": "个人所得税法",
    "personal income tax law": "个人所得税法", "value-added tax law": "增值税法", "vat law": "增值税法",
    "tax collection administration law": "税收征收管理法", "deed tax law": "契税法", "stamp tax law": "印花税法",
    "land administration law": "土地管理法", "urban real estate administration law": "城市房地产管理法",
    "law on fire protection": "消防法", "fire protection law": "消防法", "fire prevention law": "消防法",
    "marriage law": "婚姻法", "contract law": "合同法", "succession law": "继承法", "inheritance law": "继承法",
    "property law": "物权法", "property rights law": "物权法", "tort law": "侵权责任法",
    "tort liability law": "侵权责任法",
    "adoption law": "收养法", "environmental protection law": "环境保护法",
    "ecological and environmental code": "生态环境法典",
}  # fmt: skip


def _plain(name: str) -> str:
    text = re.sub(r"[’`]", "'", name).lower()
    text = re.sub(r"\s*(?:of|in) (?:the )?(?:people's republic of china|prc|p\.r\.c\.|china)\b|\(.*?\)", "", text)
    text = re.sub(r"\b(?:the|china's|chinese|prc)\b", "", text).replace("labor", "labour")
    return re.sub(r"\s+", " ", text).strip(" ,.")


_BY_NAME = {_plain(english): chinese for english, chinese in _LAWS.items()}


def chinese_name(name: str) -> str | None:
    """劳动合同法 for "the Labor Contract Law of the PRC"; None where the name is not known."""
    return _BY_NAME.get(_plain(name))


_SMALL = frozenset({"and", "of", "on", "the", "in"})
_BY_CHINESE = {chinese: english for english, chinese in reversed(_LAWS.items())}  # the first listed is the usual one
_ARTICLE = re.compile(r"^第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?$")


@functools.cache
def _titles() -> dict[str, str]:
    """Names that nobody needs for asking, only for reading: ``data/english_names.yaml``."""
    read: dict[str, str] = yaml.safe_load((Path(__file__).parent / "data" / "english_names.yaml").read_text("utf-8"))
    return read


def english_name(law: str, more: Mapping[str, str] | None = None) -> str | None:
    """Labour Contract Law for 中华人民共和国劳动合同法; None where none is known. ``more``: titles of a city's own."""
    plain = law.removeprefix("中华人民共和国")
    if found := _titles().get(plain) or (more or {}).get(law):
        return found
    usual = _BY_CHINESE.get(plain)
    if usual is None:
        return None
    words = [w if n and w in _SMALL else w[0].upper() + w[1:] for n, w in enumerate(usual.split())]
    return " ".join(words).replace("Vat ", "VAT ")


def law_in_english(law: str, locator: str, more: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Name and place as an English reader finds them, with the Chinese by which the text can be looked up."""
    name = english_name(law, more)
    number = parse_article(locator) if _ARTICLE.match(locator) else None
    part = f"{number.main}-{number.inserted}" if number and number.inserted else f"{number.main}" if number else ""
    place = f"Article {part} ({locator})" if part else locator
    return (f"{name} ({law})" if name else law), place
