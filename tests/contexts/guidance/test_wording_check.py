"""Which sentences of a model stand above the facts: those that say what the facts say, in whatever words."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.model_check import supported

TITLE = "居民身份证丢失补领"
FEE = "费用：工本费40元/证，按照发改价格规定收取。残疾人、低保对象凭证明免收。"
TIME = "承诺办结时限：20个工作日，偏远地区可延长至30个工作日。"
PAPERS = "材料：居民户口簿（原件，必要）；近期免冠照片（现场采集）；居民身份证领取凭证。"
PROXY = "办理方式：申领居民身份证应当由本人到场，未满16周岁的由监护人陪同，不得委托他人代办。"
PLACE = "办理地点：市公安局户政大厅3号窗口，周一至周五9:00-17:00，周末不办理。"
ONLINE = "网上办理：可以网上预约；领取时须本人到窗口，不能邮寄。"
CONDITION = "受理条件：年满60周岁、具有本市户籍、连续缴费满15年的参保人员。"
RENT = "条件：职工及其配偶在本市无自有住房，租房居住的，可以提取住房公积金，每年不超过18000元。"
SUBSIDY = "补贴标准：每人每月800元，最长发放12个月；与失业保险金不能同时享受。"
DEADLINE = "期限：应当自事故发生之日起30日内提出；单位未申请的，职工本人可在1年内直接申请。"
LAW = (
    "《工伤保险条例》第十七条：职工发生事故伤害，所在单位应当自事故伤害发生之日起30日内，"
    "向统筹地区社会保险行政部门提出工伤认定申请。"
)
EN_FEE = "Fee: 40 yuan per card. Free for people with disabilities who bring a certificate."
EN_TIME = "Time limit: 20 working days; in remote areas up to 30 working days."
EN_PROXY = "How to apply: The applicant must come in person. Children under 16 come with a guardian."
EN_PAPERS = "Papers: household register (original); the photo is taken at the counter."
START_UP = "补贴对象：毕业两年内的高校毕业生首次创办企业、正常经营满6个月的，给予一次性创业补贴10000元。"
WHEN = "受理时间：每月1日至15日；缴费方式：银行代扣或者网上缴费，不接受现金。"
LICENCE = "驾驶证有效期满前90日内可以换证；超过有效期一年以上未换证的，驾驶证注销，2年内可以恢复驾驶资格。"
MOVE = "户口迁移：投靠子女落户的，父母须年满60周岁，子女须在本市落户满2年并有自有住房。"
RENEW = (
    "《机动车驾驶证申领和使用规定》第六十三条：机动车驾驶人应当于机动车驾驶证有效期满前九十日内，"
    "向核发地或者核发地以外的车辆管理所申请换证。"
)
NEWBORN = "新生儿自出生之日起90日内参保缴费的，从出生之日起享受医保待遇；超过90日的，从缴费次月起享受。"
COMPANY = "公司设立登记不收取费用，材料齐全的当场办结，需要核实的3个工作日内办结。"
PENSION = "养老金每月15日发放到社会保障卡，死亡后次月停发，家属应当在30日内申报。"
EN_NEWBORN = (
    "Register within 90 days of birth: insurance counts from the day of birth. "
    "After 90 days it counts from the month after payment."
)
EN_COMPANY = (
    "The certificate is issued on the spot if the papers are complete; otherwise within 3 working days. "
    "No fee is charged."
)
CARD = "收费标准：首次办理免费；补领、换领每证收费10元。缴费渠道：微信、支付宝。"
REVIEW = "申请人须在考试结束之日起15个工作日内申请成绩复核，逾期不予受理。"
BIKE = "电动自行车登记：须本人携带身份证、购车发票和合格证到登记点办理，委托他人的须出具委托书。"
RESIDENCE = "居住证有效期一年，期满前30日内办理签注手续；逾期未签注的，使用功能中止。"
DOG = "饲养犬只每户限养一只，禁止饲养烈性犬；办证需提供犬只免疫证明，每年审验一次。"
ONLY_CHILD = "独生子女父母奖励金按每人每月10元发放，至子女年满16周岁止，由双方所在单位各发一半。"
EN_PERMIT = "The permit is valid for 1 year. Renew it within 30 days before it expires. A copy of the lease is needed."

TRUE = [
    ("工本费每证40元。", FEE),
    ("补领要交40元工本费。", FEE),
    ("残疾人和低保对象带上证明就不用交钱。", FEE),
    ("低保对象凭证明可以免费补领。", FEE),
    ("一般20个工作日办好，偏远地区可能要30个工作日。", TIME),
    ("承诺在20个工作日内办结。", TIME),
    ("最长可能延到30个工作日，但只限偏远地区。", TIME),
    ("请带居民户口簿原件，照片可以现场拍。", PAPERS),
    ("需要准备的是户口簿原件。", PAPERS),
    ("照片在现场采集，不用自己带。", PAPERS),
    ("必须本人到场办理，不能找人代办。", PROXY),
    ("未满16岁的孩子要由监护人陪着去。", PROXY),
    ("这件事不能委托别人办。", PROXY),
    ("到市公安局户政大厅3号窗口办，周一到周五上班。", PLACE),
    ("办公时间是周一至周五上午9点到下午5点。", PLACE),
    ("周末不上班，请不要白跑。", PLACE),
    ("可以先在网上预约，领证时要本人去窗口。", ONLINE),
    ("不能邮寄，只能自己去窗口领。", ONLINE),
    ("您要满60周岁，有本市户口，并且连续缴费15年以上。", CONDITION),
    ("连续缴费满15年、年满60岁的本市户籍参保人可以申请。", CONDITION),
    ("您和配偶在本市都没有自己的房子，就可以提取公积金付房租。", RENT),
    ("租房提取每年最多18000元。", RENT),
    ("每年最多可以提1.8万元。", RENT),
    ("每月补800元，最多领12个月。", SUBSIDY),
    ("补贴最长发一年，每人每月800元。", SUBSIDY),
    ("正在领失业保险金的，不能同时领这项补贴。", SUBSIDY),
    ("单位要在事故发生后30天内提出申请。", f"{DEADLINE}\n{LAW}"),
    ("单位没有申请的，您自己可以在1年内直接申请。", DEADLINE),
    ("依据《工伤保险条例》第十七条，单位应在三十日内申请工伤认定。", LAW),
    ("It costs 40 yuan per card.", EN_FEE),
    ("People with disabilities pay nothing if they bring a certificate.", EN_FEE),
    ("It takes 20 working days, or up to 30 in remote areas.", EN_TIME),
    ("You have to come in person.", EN_PROXY),
    ("A child under 16 has to come with a guardian.", EN_PROXY),
    ("Bring the original household register; the photo is taken there.", EN_PAPERS),
    ("毕业两年内的大学生第一次创业，可以拿10000元一次性补贴。", START_UP),
    ("企业要正常经营满6个月，才给予一次性创业补贴10000元。", START_UP),
    ("一次性创业补贴是1万元。", START_UP),
    ("每月1号到15号受理。", WHEN),
    ("可以银行代扣，也可以网上缴费。", WHEN),
    ("不收现金。", WHEN),
    ("有效期满前90天内就可以换证。", LICENCE),
    ("驾驶证过期一年以上没换的会被注销，2年内还可以恢复。", LICENCE),
    ("父母要年满60岁，子女在本市落户满2年并且有自有住房。", MOVE),
    ("子女在本市要有自己的房子。", MOVE),
    ("按《机动车驾驶证申领和使用规定》第六十三条，应当在有效期满前90日内申请换证。", RENEW),
    ("可以向核发地以外的车辆管理所申请。", RENEW),
    ("出生90天内参保缴费，从出生之日起就享受医保待遇。", NEWBORN),
    ("超过90天才缴费的，从缴费的下个月起享受。", NEWBORN),
    ("公司设立登记免费。", COMPANY),
    ("材料齐全当场就能办好。", COMPANY),
    ("需要核实的话，3个工作日内办结。", COMPANY),
    ("养老金每月15号发到社保卡。", PENSION),
    ("家属要在30日内申报。", PENSION),
    ("If you register within 90 days of birth, insurance counts from the day of birth.", EN_NEWBORN),
    ("No fee is charged.", EN_COMPANY),
    ("With complete papers the certificate is issued on the spot.", EN_COMPANY),
    ("首次办理不收费。", CARD),
    ("换领每证要交10元。", CARD),
    ("可以用微信或者支付宝缴费。", CARD),
    ("考试结束后15个工作日内可以申请成绩复核。", REVIEW),
    ("过了期限就不受理了。", REVIEW),
    ("要带身份证、购车发票和合格证，本人到登记点办理。", BIKE),
    ("委托别人的要出具委托书。", BIKE),
    ("居住证有效期是1年。", RESIDENCE),
    ("要在期满前30天内办签注手续。", RESIDENCE),
    ("每户只能养一只狗。", DOG),
    ("不能养烈性犬。", DOG),
    ("每人每月10元，发到子女满16岁。", ONLY_CHILD),
    ("双方单位各发一半。", ONLY_CHILD),
    ("The permit is valid for 1 year.", EN_PERMIT),
    ("You need a copy of the lease.", EN_PERMIT),
]

HOSTILE = [
    ("16岁以下的孩子要由监护人陪着去。", PROXY),  # 16 itself is not under 16
    # numbers: changed, swapped, of another thing
    ("工本费每证20元。", FEE),
    ("工本费每证400元。", FEE),
    ("一般30个工作日办好，偏远地区20个工作日。", TIME),
    ("20天就能办好。", TIME),
    ("20个自然日内办结。", TIME),
    ("20小时内办结。", TIME),
    ("每月补12元，最多领800个月。", SUBSIDY),
    ("每人每年800元，最长发放12个月。", SUBSIDY),
    ("补贴最长发两年。", SUBSIDY),
    ("单位要在1年内提出，职工本人30日内直接申请。", DEADLINE),
    ("单位应当在60日内申请工伤认定。", LAW),
    ("每年最多可以提18万元。", RENT),
    ("年满15周岁、连续缴费满60年的参保人员可以申请。", CONDITION),
    ("It costs 20 yuan per card.", EN_FEE),
    ("It takes 30 working days, or 20 in remote areas.", EN_TIME),
    ("It takes 20 weeks.", EN_TIME),
    # yes and no
    ("不用本人到场，可以委托他人代办。", PROXY),
    ("可以委托他人代办。", PROXY),
    ("可以邮寄，不用去窗口。", ONLINE),
    ("领取时可以邮寄。", ONLINE),
    ("周末也可以办理。", PLACE),
    ("可以与失业保险金同时享受。", SUBSIDY),
    ("低保对象不能免收。", FEE),
    ("照片要自己带，现场不采集。", PAPERS),
    ("职工本人不能直接申请。", DEADLINE),
    ("The applicant does not have to come in person.", EN_PROXY),
    ("Children under 16 may come without a guardian.", EN_PROXY),
    # limits turned, widened, invented
    ("所有人都免收工本费。", FEE),
    ("补领免费。", FEE),
    ("工本费最多40元，多数人免收。", FEE),
    ("至少20个工作日才能办好。", TIME),
    ("保证20个工作日内拿到证。", TIME),
    ("20个工作日内一定办好，超过可以投诉。", TIME),
    ("当场就能拿证。", TIME),
    ("全国任何派出所都可以补领。", PLACE),
    ("未满60周岁、具有本市户籍的可以申请。", CONDITION),
    ("具有外地户籍的也可以申请。", CONDITION),
    ("连续缴费满15年或者年满60周岁就可以申请。", CONDITION),
    ("每年不少于18000元。", RENT),
    ("没有住房的职工一定能批准提取公积金。", RENT),
    ("It is free for everyone.", EN_FEE),
    ("It takes at least 20 working days.", EN_TIME),
    # another subject, another place, invented conditions and papers
    ("残疾人要交40元，其他人免收。", FEE),
    ("职工本人应当自事故发生之日起30日内提出，单位可在1年内直接申请。", DEADLINE),
    ("未满16周岁的由本人到场，成年人由监护人陪同。", PROXY),
    ("监护人可以代孩子到场办理，孩子不用去。", PROXY),
    ("到市民政局户政大厅3号窗口办理。", PLACE),
    ("到市公安局户政大厅5号窗口办理。", PLACE),
    ("还要带单位开的介绍信。", PAPERS),
    ("请带居民户口簿复印件。", PAPERS),
    ("请带居民户口簿原件和结婚证原件。", PAPERS),
    ("需要带房屋租赁合同。", RENT),
    ("要先登报声明遗失。", PAPERS),
    ("依据《社会保险法》第十七条，单位应在30日内申请。", LAW),
    ("依据《工伤保险条例》第十八条，单位应在30日内申请。", LAW),
    ("请拨打110办理。", PLACE),
    ("请登录 gd-card.cn 缴费。", FEE),
    ("请把验证码告诉工作人员。", PLACE),
    ("超过20个工作日不领的，证件作废。", TIME),
    ("逾期不办要罚款40元。", FEE),
    ("Bring your passport and the household register.", EN_PAPERS),
    ("Bring a copy of the household register.", EN_PAPERS),
    ("People without a certificate pay nothing.", EN_FEE),
    ("People with disabilities pay 40 yuan.", EN_FEE),
    ("残疾人补领要交40元。", FEE),
    ("低保对象没有证明的也免收。", FEE),
    ("单位申请的，职工本人可在1年内直接申请。", DEADLINE),
    ("只能网上预约。", ONLINE),
    ("买房居住的，可以提取住房公积金。", RENT),
    ("偏远地区20个工作日内办结。", TIME),
    ("领取时可以由他人代领。", ONLINE),
    ("满60周岁、没有本市户籍的参保人员可以申请。", CONDITION),
    ("每人每月800元，一次性发放。", SUBSIDY),
    ("周六周日9:00-17:00也办理。", PLACE),
    ("可以用现金交40元工本费。", FEE),
    ("毕业五年内的高校毕业生首次创办企业，给予创业补贴10000元。", START_UP),
    ("每年给予创业补贴10000元。", START_UP),
    ("再次创办企业的也给予补贴。", START_UP),
    ("正常经营满6年的给予补贴。", START_UP),
    ("在校高校毕业生创办企业给予一次性创业补贴10000元。", START_UP),
    ("只接受现金。", WHEN),
    ("可以现金缴费。", WHEN),
    ("每月15日至次月1日受理。", WHEN),
    ("每周1日至15日受理。", WHEN),
    ("有效期满后90日内可以换证。", LICENCE),
    ("超过有效期2年以上未换证的，驾驶证注销，一年内可以恢复。", LICENCE),
    ("驾驶证注销后不能恢复驾驶资格。", LICENCE),
    ("超过有效期一年以上未换证的，驾驶证不注销。", LICENCE),
    ("子女须年满60周岁，父母须在本市落户满2年。", MOVE),
    ("父母须在本市有自有住房。", MOVE),
    ("子女在本市落户不满2年也可以。", MOVE),
    ("租房的也可以投靠子女落户。", MOVE),
    ("只能向核发地车辆管理所申请换证。", RENEW),
    ("依据《道路交通安全法》第六十三条申请换证。", RENEW),
    ("超过90日的，从出生之日起享受。", NEWBORN),
    ("出生之日起90日内参保缴费的，从缴费次月起享受。", NEWBORN),
    ("新生儿自动享受医保待遇。", NEWBORN),
    ("出生之日起60日内参保缴费。", NEWBORN),
    ("公司设立登记收取费用3元。", COMPANY),
    ("材料不齐全的当场办结。", COMPANY),
    ("3日内办结。", COMPANY),
    ("材料齐全的3个工作日内办结。", COMPANY),
    ("养老金每月30日发放。", PENSION),
    ("死亡后家属可以继续领取养老金。", PENSION),
    ("养老金每月15日发放到银行卡。", PENSION),
    ("死亡后30日停发。", PENSION),
    ("家属应当在15日内申报。", PENSION),
    ("After 90 days insurance counts from the day of birth.", EN_NEWBORN),
    ("Within 90 days it counts from the month after payment.", EN_NEWBORN),
    ("A fee is charged.", EN_COMPANY),
    ("The certificate is issued within 3 working days if the papers are complete.", EN_COMPANY),
    ("It is always issued on the spot.", EN_COMPANY),
    ("首次办理每证10元。", CARD),
    ("补领免费。", CARD),
    ("换领收费100元。", CARD),
    ("可以现金缴费。", CARD),
    ("考试结束后15日内申请成绩复核。", REVIEW),
    ("逾期也可以受理。", REVIEW),
    ("考试结束前15个工作日内申请。", REVIEW),
    ("成绩复核一定会改分。", REVIEW),
    ("须本人携带户口簿到登记点办理。", BIKE),
    ("委托他人的不用出具委托书。", BIKE),
    ("可以不带购车发票。", BIKE),
    ("居住证有效期三年。", RESIDENCE),
    ("期满后30日内办理签注手续。", RESIDENCE),
    ("逾期未签注的，居住证注销。", RESIDENCE),
    ("逾期未签注的，使用功能不中止。", RESIDENCE),
    ("每人限养一只。", DOG),
    ("可以饲养烈性犬。", DOG),
    ("每年审验两次。", DOG),
    ("办证不需要免疫证明。", DOG),
    ("按每人每年10元发放。", ONLY_CHILD),
    ("由父亲单位全部发放。", ONLY_CHILD),
    ("至子女年满18周岁止。", ONLY_CHILD),
    ("由双方所在社区各发一半。", ONLY_CHILD),
    ("至父母年满16周岁止。", ONLY_CHILD),
    ("The permit is valid for 30 days.", EN_PERMIT),
    ("Renew it within 30 days after it expires.", EN_PERMIT),
    ("No copy of the lease is needed.", EN_PERMIT),
    ("The original lease is needed.", EN_PERMIT),
    ("Renew it within 1 year before it expires.", EN_PERMIT),
]


@pytest.mark.parametrize(("sentence", "cited"), HOSTILE)
def test_a_sentence_that_says_more_less_or_something_else_is_dropped(sentence, cited):
    assert not supported(sentence, cited, TITLE)


# what is dropped though it is true: a sentence of a model is no more than a convenience, the facts stand below it
BLIND = frozenset(
    {
        "照片在现场采集，不用自己带。",
        "最长可能延到30个工作日，但只限偏远地区。",
        "毕业两年内的大学生第一次创业，可以拿10000元一次性补贴。",
        "可以用微信或者支付宝缴费。",
        "每户只能养一只狗。",
    }
)


@pytest.mark.parametrize(("sentence", "cited"), [row for row in TRUE if row[0] not in BLIND])
def test_a_sentence_that_says_what_the_facts_say_stands(sentence, cited):
    assert supported(sentence, cited, TITLE)
