"""What carries the matter in a sentence and what does not: question words, politeness, story, feelings."""

from __future__ import annotations

import re
from functools import lru_cache

from zhengtong.contexts.guidance.domain.quick import quick

# Said around a need, never part of it. Longest first inside each alternative.
FILLERS = quick(
    r"(?:请问一下|请问|我想问一下|想问一下|想问下|想问问|问一下|问问|问下|咨询一下|想咨询|咨询|麻烦(?:你|您)?(?:帮(?:我|忙))?|劳驾|打扰(?:一下)?"
    r"|你好|您好|哈喽|领导|同志|小姑娘|姑娘|小伙子|后生仔?|阿妹|师傅|老师们|各位|谢谢(?:你|您|了)?|多谢|唔该(?:晒)?|辛苦了|拜托"
    r"|听(?:说|讲|人说|人讲|别人说|邻居说|工友说|同事说)|(?:房东|邻居|同事|朋友|工友|别人|他们|人家)(?:跟我|对我)?(?:说|讲)(?=我|要|可以|得)|据说|人家说|有人说|我(?:也)?(?:不|唔)(?:太)?(?:懂|知道|清楚|识|会弄|明白)|搞不清楚?|弄不明白|不知道"
    r"|其实|反正|总之|就是说|就是|那个什么|怎么说呢|说实话|老实讲|气死我了|急死(?:我)?了?|急用|好急|愁死了|烦死了|真是的|唉+|哎+|哎呀|呜+"
    r"|帮我(?:捋|理|看)?一下|给(?:我)?讲讲|告诉我一下|能不能告诉我|可以告诉我|怎么弄哟|弄哟|咋整|咋个办"
    r"|please|could you|can you tell me|i(?:'d| would) like to know|excuse me|hello|hi there"
    r"|thanks?(?: you)?(?: so much)?|i was told"
    r"|(?:my \w+|they|he|she|someone|somebody|people) (?:says?|said|told me|tells me)(?: that)?(?= i | we | you ))",
    re.I,
)
# Words of asking; a part with nothing else in it belongs to the need before it.
ASKING = quick(
    r"(?:怎么样|怎样|怎么(?:办理|申请|办|弄|搞|走|查|领|算|做|开|补|报|转|换|写|约|取|去)?|如何(?:办理|申请|办)?|咋(?:办|弄|整)?|点样|点(?:办|申请|搞)|几多钱?|几时|边度|边个"
    r"|去哪里?(?:儿)?|到哪里?(?:儿)?|在哪里?(?:儿)?|上哪里?(?:儿)?|哪里|哪儿|哪个|哪些|哪种|哪一种|那里|找谁|谁|向谁|归谁管?|什么时候|什么样?|啥|咩|乜嘢?|多少钱?|多久|几天|几日|几月|几点|多长时间|为什么"
    r"|能不能|可不可以|可以(?:吗|不|么)?|行不行|得唔得|行吗|对吗|是吗|好吗|要不要|用不用|是不是|有没有|有冇|吗|呢|么|吧|啊|呀|哟|喔|嘛|啦"
    r"|需要|要|想|得|带|交|准备|提供|提交|办理|申请|办|弄|搞|问|知道|告诉|请|帮|我们|我哋|我|你们|你|您|佢|他|她|它|的|了|过|着|是|有|在|去|和|跟|与|也|都|就|还|再|又|先|后|各|分别|一下|一个|两个|三个|这个|那个|这|那|这些|那些"
    r"|材料|资料|手续|流程|程序|条件|要求|费用|收费|地址|地方|部门|单位|窗口|电话|时间|期限|网上|线上|东西|两样|三样|两件事?|三件事?|两种|三种|俩|个|事项?|走|多|能|会|让|给|把|被|最|快|之后|以后|然后"
    r"|what|where|when|how (?:much|long|do|can|to)|how|who|which|do i|can i|should i|need|i|the|a|an|to|is|are|it|that|this|do|does|for|me|my|and|both|of|in|on|or|by|get|bring|documents?|online|cost)(?![a-z])",  # noqa: E501
    re.I,
)
# What is to be done, without what it is to be done with.
BARE_ACTIONS = frozenset(
    {
        *(
            "补办",
            "补",
            "补领",
            "换证",
            "换领",
            "换",
            "查询",
            "查",
            "预约",
            "约",
            "注销",
            "变更",
            "登记",
            "报名",
            "领取",
        ),
        *(
            "领",
            "缴费",
            "交费",
            "投诉",
            "咨询",
            "年审",
            "年检",
            "过户",
            "延期",
            "续期",
            "挂失",
            "备案",
            "审批",
            "开证明",
        ),
        *("证", "证件", "业务", "事儿"),
        *("开证明", "apply", "renew", "replace", "cancel", "register", "book"),
    }
)
_KEEP = re.compile(r"[\W_]+")

# Nouns and verbs of public matters: a clause that holds some of them is where the need is.
CIVIC = quick(
    r"证明|证书|执照|许可|登记|备案|注册|审批|审核|核准|认定|鉴定|评定|评级|公证|公示|申报|申请|申领|报名|补办|补领|补发|换证|换领|变更|注销|注消|续期|延期|延续|年检|年审|检测|检验|检疫|验收|复查|复核|复议|仲裁|调解|诉讼|起诉|申诉|举报|投诉|援助"
    r"|身份证|户口|户籍|落户|迁移|居住证|护照|通行证|签证|签注|居留|永居|驾照|驾驶证|行驶证|车牌|上牌|过户|违章|罚款|扣分|电子眼|摇号"
    r"|社保|社会保险|医保|养老|退休|失业|工伤|生育|公积金|低保|救助|补贴|补助|津贴|抚恤|丧葬|安葬|优抚|退役|退伍|残疾|高龄|孤儿|收养|领养|结婚|离婚|婚姻|遗嘱|继承|遗产|殡葬|火化"
    r"|房产|不动产|房屋|宅基地|建房|规划|施工|装修|电梯|物业|租房|公租房|拆迁|征地|土地|用地|用海|海域|林地|采伐|采矿|水利|取水|地下水|河道|排污|环评|环保|辐射|放射|噪声|危废"
    r"|公司|企业|个体|营业|招牌|门头|户外广告|城管|商标|专利|版权|著作权|招标|采购|投标|税|年报|发票|退税|出口|进口|报关|海关|外汇|检验检疫|食品|药品|药店|药师|医师|护士|医院|诊所|疫苗|打针|献血|卫生|体检"
    r"|教师|教资|学籍|学历|学位|毕业证|文凭|成绩|自考|高考|法考|四级|考试|考证|资格|职称|技能|档案|党员|组织关系|留学|助学|奖学金|转学|入学|学校|幼儿园|志愿|义工"
    r"|律师|司法|监狱|看守所|拘留|戒毒|探视|会见|存款|存钱|爆破|爆炸|枪支|消防|安全员|安全生产|特种|锅炉|计量|质量|标准|认证|代码|高企|高新"
    r"|农机|农药|种子|苗|植物|动物|兽药|养殖|渔|船|捕捞|林|木材|野生|养植|畜|宠物|渔业|港口|航道|公路|道路|运输|货运|客运|车辆|司机|从业资格|导游|旅行社|酒店|演出|娱乐|文物|博物馆|图书馆|图书|借书|非遗|体育|场馆|健身|彩票|体彩|福彩|电影|广播|电视|宗教|寺|教堂"
    r"|用电|电表|电费|供电|停电|增容|报装|水费|用水|燃气|煤气|基站|无线电|电信|人防|防空|地震|气象|防雷|地图|测绘|地名|重名|取名|起名|改名|改姓|志书|县志|年票|会员|价格|补偿|赔偿|公示|名单|查询|查看|预约|预定|网点|名录"
    r"|licen[cs]e|permit|certificate|register|registration|visa|passport|residence|notari[sz]e|notary|tax|pension|insurance|marriage|birth|adopt|driv|vehicle|company|business|import|export|customs|school|degree|exam|lawyer|legal aid"  # noqa: E501
    r"|apply|application|renew|extend|replace|lost|transfer|cancel|record|proof|police|foreign|work",
    re.I,
)
STORY = re.compile(
    r"气死|生气|难过|哭|高兴|开心|辛苦|可怜|命苦|孝顺|脾气|好吃|食堂|晕车|天气|下雨|台风|隔壁|邻居|王姨|工友|发小|前男友|亲家|猫|狗(?!证|咬)|乱成|一锅粥|喝酒|喜酒|飲|饮醉|闲|忙|累|愁|急"
    r"|听说|同事说|朋友说|人家说|看新闻|不太习惯|感情|心梗|后事|热闹|照顾了|来回|坐车|晕|热|冷|湿",
)


def without_fillers(text: str) -> str:
    """The text without politeness and hearsay; never empty if the text is not."""
    short = FILLERS.sub("", text).strip(" ,，。.!！?？、;；:：")
    return short or text


def own_words(text: str) -> str:
    """A part without question words, pronouns and names of facets, its words still apart."""
    return ASKING.sub(" ", FILLERS.sub(" ", text))


@lru_cache(maxsize=512)  # the same clauses are weighed several times while one message is read
def residue(text: str) -> str:
    """What is left of a part without question words, pronouns and names of facets: its own matter."""
    return _KEEP.sub("", own_words(text))
