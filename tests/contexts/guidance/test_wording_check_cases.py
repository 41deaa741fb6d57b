"""Cases, sides and who: what a sentence of a model may not mix up, and what it may say in everyday words."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.model_check import supported

HOME = "申请条件：申请人须年满18周岁，在本市连续缴纳社会保险满6个月，名下无住房；已享受公共租赁住房的，不得申请。"
VISA = "办理时限：自受理之日起7个工作日内签发；加急的，3个工作日内签发，加急费另收50元。"
BIRTH = "所需材料：父母双方居民身份证、结婚证、出生医学证明原件；非婚生育的，不需要结婚证，须提供亲子鉴定证明。"
DRIVE = "年满70周岁的机动车驾驶人，应当每年进行一次身体检查，在记分周期结束后30日内提交体检证明。"
FUND = "提取额度：每次提取不超过实际支付的房租，每年提取一次，最高不超过24000元；提取后不影响贷款资格。"
SHOP = "个体工商户开业不收费，2个工作日内发照；经营食品的，另须申请食品经营许可，由市场监管局现场核查。"
OLD = "高龄津贴：80至89周岁每人每月100元，90周岁以上每人每月200元，按季度发放到社会保障卡。"
MED = "异地就医备案后，住院费用可以直接结算；未备案的，先由个人垫付，回参保地报销，报销比例降低10个百分点。"
EN_SCHOOL = (
    "Enrolment: children who turn 6 before 31 August can enrol. "
    "Bring the household register and the vaccination record. "
    "Registration is online from 1 to 15 June; no paper forms are accepted."
)
EN_TAX = (
    "Refund: the refund is paid to your bank account within 15 working days. "
    "If you owe tax of less than 400 yuan, you need not pay it."
)
PASS = "护照有效期不足6个月的可以换发；超过有效期的，按首次申领办理，费用120元，不收加急费。"
LOAN = "贷款条件：连续缴存住房公积金满12个月，首付不低于20%；贷款后每年可提取一次用于还贷，贷款前不得提取。"
SUB = "生育补贴：一孩每月300元，二孩每月500元，发放至孩子年满3周岁，停发后不再补发。"
WORK = "职工离职后15日内，用人单位应当出具离职证明；未出具的，职工可以向劳动监察投诉。"

TRUE = [
    ("您要年满18岁，社保连续缴满6个月，名下没有房子。", HOME),
    ("社保要在本市连续缴6个月以上。", HOME),
    ("受理后7个工作日内就能签发。", VISA),
    ("办加急的话3个工作日签发，另外要交50元加急费。", VISA),
    ("要带父母双方的身份证、结婚证和出生医学证明原件。", BIRTH),
    ("记分周期结束后30天内要交体检证明。", DRIVE),
    ("一年可以提一次，最多2.4万元。", FUND),
    ("提取以后不影响贷款。", FUND),
    ("个体户开业免费，2个工作日就能拿到执照。", SHOP),
    ("90岁以上每月200元，80到89岁每月100元。", OLD),
    ("津贴按季度打到社保卡里。", OLD),
    ("备案了住院就能直接结算。", MED),
    ("没备案的要自己先垫付，再回参保地报销。", MED),
    ("Children who turn 6 before 31 August can enrol.", EN_SCHOOL),
    ("贷款以后每年可以提取一次还贷。", LOAN),
    ("贷款前不能提取。", LOAN),
    ("二孩每月补500元，一孩每月300元。", SUB),
    ("停发以后不再补发。", SUB),
    ("没出具的，职工可以向劳动监察投诉。", WORK),
    ("不收加急费。", PASS),
]

FALSE = [
    ("社保断缴过也可以申请，满6个月就行。", HOME),
    ("名下有一套住房的也能申请。", HOME),
    ("您要年满16周岁，连续缴纳社会保险满8个月。", HOME),
    ("加急的7个工作日内签发，加急费50元。", VISA),
    ("自受理之日起7个自然日内签发。", VISA),
    ("不加急的也要交50元。", VISA),
    ("非婚生育的，须提供结婚证。", BIRTH),
    ("只要父亲一方的身份证。", BIRTH),
    ("可以用复印件代替出生医学证明原件。", BIRTH),
    ("70岁以上的司机每两年体检一次。", DRIVE),
    ("记分周期结束前30日内提交体检证明。", DRIVE),
    ("每月提取一次，最高24000元。", FUND),
    ("提取后不能再贷款。", FUND),
    ("经营食品的，不用申请食品经营许可。", SHOP),
    ("80至89周岁每人每月200元。", OLD),
    ("90周岁以上每人每年200元。", OLD),
    ("未备案的也可以直接结算。", MED),
    ("备案后报销比例降低10个百分点。", MED),
    ("Children who turn 6 after 31 August can enrol.", EN_SCHOOL),
    ("You need not pay if you owe more than 400 yuan.", EN_TAX),
    ("有效期不足6个月的按首次申领办理。", PASS),
    ("过期的可以换发。", PASS),
    ("超过有效期的，费用120元，另外收加急费。", PASS),
    ("有效期不足12个月的可以换发。", PASS),
    ("贷款前每年可提取一次。", LOAN),
    ("贷款以后不能提取。", LOAN),
    ("首付20%以下。", LOAN),
    ("社保连续缴满12个月才能贷款。", LOAN),
    ("每月可以提取一次。", LOAN),
    ("贷款前可以提取。", LOAN),
    ("二孩每月300元。", SUB),
    ("一孩每月500元。", SUB),
    ("发放到孩子2周岁。", SUB),
    ("停发后可以补发。", SUB),
    ("三孩每月500元。", SUB),
    ("一孩二孩都是每月500元。", SUB),
    ("职工离职前15日内，用人单位应当出具离职证明。", WORK),
    ("职工应当在15日内出具离职证明。", WORK),
    ("出具了离职证明的，职工可以向劳动监察投诉。", WORK),
    ("用人单位可以向劳动监察投诉。", WORK),
    ("用人单位不能出具离职证明。", WORK),
    ("未出具的，职工可以向法院起诉。", WORK),
    ("职工离职后15个工作日内出具。", WORK),
    ("离职30日内出具离职证明。", WORK),
]


@pytest.mark.parametrize(("sentence", "cited"), TRUE)
def test_everyday_words_for_what_the_facts_say_stand(sentence, cited):
    assert supported(sentence, cited)


@pytest.mark.parametrize(("sentence", "cited"), FALSE)
def test_a_sentence_of_another_case_side_person_or_number_is_dropped(sentence, cited):
    assert not supported(sentence, cited)
