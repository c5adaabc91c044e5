"""Three hundred invented people, each of them correct: what a careful clerk would write, in one spelling per meaning."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from foreign.places import PLACES, Place

COLLEGE = "苏州信息职业技术学院"
AGE_ON = date(2023, 6, 24)

BRANCHES: tuple[tuple[str, str, int], ...] = (
    ("计算机科学与技术学院学生党支部", "计算机支部", 34),
    ("软件学院学生第一党支部", "软件一支部", 31),
    ("软件学院学生第二党支部", "软件二支部", 28),
    ("商学院学生党支部", "商学院支部", 27),
    ("机电工程学院学生党支部", "机电支部", 26),
    ("外国语学院学生党支部", "外语支部", 25),
    ("艺术设计学院学生党支部", "艺术支部", 24),
    ("电子信息学院学生党支部", "电信支部", 23),
    ("建筑工程学院学生党支部", "建工支部", 22),
    ("通信与信号学院学生党支部", "通信支部", 21),
    ("纺织服装学院学生党支部", "纺织支部", 20),
    ("马克思主义学院学生党支部", "马院支部", 19),
)

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_GIVEN_M = "伟强磊洋勇军杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建亮成畅翔一鸣子轩文博志远家豪嘉诚思源天佑云哲堃喆骏祺睿"
_GIVEN_F = "芳娜敏静丽娟艳霞玲桂英秀兰萍红玉梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉婷雯欣怡梦洁雨桐诗涵紫萱语嫣若曦钰彤菲"
_RARE = (
    *(
        "李䶮",
        "王㛃",
        "张堃",
        "刘喆",
        "陈𫖯",
        "赵〇",
        "周犇",
        "吴昇",
        "郑珺瑶",
        "欧阳静怡",
        "司马晓东",
        "诸葛云",
        "上官婉",
        "夏侯平",
        "令狐冲霄",
    ),
    *("范例", "党建国", "毕业", "班长青", "明细", "安全", "项目", "全家和", "何计", "向党生", "史样", "邝镕", "逄博", "仝欣", "尉迟恭明"),
    *("年华", "岁丰", "支书华", "齐整", "终南", "成功", "华罗", "解放", "祖国", "国庆", "汉文", "牛年", "云南", "齐备", "党员花"),
)
_ETHNIC: dict[str, tuple[tuple[str, str], ...]] = {
    "维吾尔族": (
        ("买买提·吐尔逊", "男"),
        ("阿依古丽·艾合买提", "女"),
        ("阿卜杜热合曼·麦麦提敏", "男"),
        ("古丽米热·阿不都热依木", "女"),
        ("艾力·玉素甫", "男"),
    ),
    "哈萨克族": (("叶尔兰·别克", "男"), ("阿依江·木拉提", "女"), ("努尔兰", "男")),
    "藏族": (("扎西次仁", "男"), ("次仁卓玛", "女"), ("洛桑", "男"), ("德吉央宗", "女"), ("拉姆", "女"), ("尼玛", "男")),
    "蒙古族": (("巴特尔", "男"), ("乌云其其格", "女"), ("苏和", "男"), ("萨仁", "女"), ("包青格力", "男")),
    "彝族": (("阿苦尔聪", "男"), ("吉克阿依", "女"), ("沙马日黑", "男")),
    "回族": (("马尔沙", "男"), ("马阿西也", "女"), ("妥哈麦", "男")),
    "东乡族": (("马麦志", "男"),),
    "门巴族": (("白玛措", "女"),),
    "傣族": (("刀岩罕", "男"),),
    "俄罗斯族": (("安娜·伊万诺娃", "女"),),
}
_SCHOOLS = ("苏州大学", "苏州城市学院", "南京工业大学浦江学院", "常熟理工学院", "盐城工学院", "三江学院", "南京晓庄学院", "江苏海洋大学")
_WORK = (
    ("恒力石化（苏州）有限公司", "苏州市吴江区盛泽镇党委", "中共恒力石化（苏州）有限公司委员会"),
    ("昆山之奇美材料科技有限公司", "昆山经济技术开发区党工委党群工作部", "昆山经济技术开发区党工委"),
    ("江苏亨通光电股份有限公司", "中共苏州市吴江区委组织部", "江苏亨通光电股份有限公司党委"),
    ("苏州汇川技术有限公司", "中共苏州市吴中区委组织部", "苏州市吴中区越溪街道党工委"),
    ("博世汽车部件（苏州）有限公司", "苏州工业园区党工委组织部", "博世汽车部件（苏州）有限公司党委"),
    ("中国工商银行股份有限公司苏州分行", "中国工商银行股份有限公司苏州分行党委组织部", "中国工商银行股份有限公司苏州分行党委"),
    ("苏州市吴江区第一人民医院", "苏州市吴江区卫生健康委员会党委", "苏州市吴江区第一人民医院党委"),
    ("苏州轨道交通集团有限公司", "中共苏州轨道交通集团有限公司委员会", "苏州轨道交通集团有限公司运营一分公司党支部"),
    ("中国铁路上海局集团有限公司", "中国铁路上海局集团有限公司党委组织部", "中国铁路上海局集团有限公司党委"),
    ("昆山市周市镇人民政府（三支一扶）", "昆山市周市镇党委", "昆山市周市镇党委"),
    ("苏州高新区实验小学校", "苏州高新区党工委组织部", "苏州高新区实验小学校党支部"),
    ("昆山丘钛微电子科技股份有限公司", "昆山市人才服务中心党委", "昆山市人才服务中心党委"),
    ("苏州市公安局警务辅助人员", "中共苏州市姑苏区委员会组织部", "苏州市姑苏区双塔街道党工委"),
    ("苏州宏川科技有限公司", "苏州市虎丘区委组织部", "苏州市虎丘区狮山横塘街道党工委"),
    ("上海电气集团股份有限公司", "上海市浦东新区区委组织部", "中共上海电气集团股份有限公司委员会"),
    ("西部计划志愿者（贵州省修文县）", "中共修文县委组织部", "修文县龙场街道党工委"),
)


# Namesakes by branch and place in it: two in one branch that sends no other form, others in several branches.
_NAMESAKES = {(0, 2): "王伟", (0, 9): "王伟", (4, 3): "张伟", (5, 3): "张伟", (6, 8): "张伟", (1, 1): "李娜", (10, 2): "李娜"}


@dataclass(frozen=True)
class Person:
    branch: int
    name: str
    sex: str
    nation: str
    born: date
    id_number: str
    status: str
    joined: date
    mobile: str
    landline: str
    place: Place
    house: str
    goes: str
    org: str
    remark: str
    class_name: str
    student_number: str
    seed: int
    follow: dict[str, str] = field(default_factory=dict)
    landed_on: date | None = None
    called_on: date | None = None

    @property
    def age(self) -> int:
        return AGE_ON.year - self.born.year - ((AGE_ON.month, AGE_ON.day) < (self.born.month, self.born.day))

    @property
    def phones(self) -> tuple[str, ...]:
        return (self.mobile, self.landline) if self.landline else (self.mobile,)

    @property
    def street(self) -> str:
        return self.place.address + self.house


def check_digit(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(a) * w for a, w in zip(first17, weights, strict=True)) % 11]


def _name(rng: random.Random, sex: str) -> str:
    given = _GIVEN_M if sex == "男" else _GIVEN_F
    return rng.choice(_SURNAMES) + "".join(rng.sample(given, rng.choice((1, 2, 2))))


def _mobile(rng: random.Random, taken: set[str]) -> str:
    prefixes = "134 135 136 137 138 139 147 150 151 152 155 156 157 158 159 166 170 171 173 175 176 177 178 180 181 182 183 185 186 187 188 189 191 193 195 196 197 198 199"
    while True:
        number = rng.choice(prefixes.split()) + "".join(rng.choice("0123456789") for _ in range(8))
        if number not in taken and len(set(number)) > 4:
            taken.add(number)
            return number


def _goes(rng: random.Random, place: Place) -> tuple[str, str, str]:
    """Where to, the head of the letter, the remark. Those bound for home have their own county's organisation department."""
    die = rng.random()
    if die < 0.62:
        return "回原籍", place.org, ""
    if die < 0.82:
        employer, org, _ = rng.choice(_WORK)
        return "就业单位", org, employer
    if die < 0.97:
        school = rng.choice(_SCHOOLS)
        org = rng.choice(
            (f"{school}党委组织部", f"中共{school}委员会", f"{school}党委", "中共湖北省委教育工委", "中共重庆市委教育工委组干处")
        )
        school = {"中共湖北省委教育工委": "湖北工业大学", "中共重庆市委教育工委组干处": "重庆工商大学"}.get(org, school)
        return "专转本", org, school
    return "参军入伍", "中国人民解放军73021部队政治工作部", "参军入伍"


def _visit(rng: random.Random, person: Person) -> Person:
    """What the first visit found: two of three have arrived, the others have a reason."""
    called = date(2023, 7, rng.randint(16, 19))
    contact = rng.choice(("电话", "微信", "QQ"))
    if person.goes in {"专转本", "参军入伍"} or rng.random() < 0.3:
        reason = {"专转本": "9月新生报到后接收", "参军入伍": "9月入伍后由部队接收"}.get(person.goes, "已在系统中提交，等待接收方党组织审核")
        return replace(person, follow={"landed": "", "receipt": "", "reason": reason, "contact": contact}, called_on=called)
    town = person.place.town
    landed = rng.choice((person.place.town_committee, f"中共{town}东街社区支部委员会", f"{town}城东村党支部"))
    if person.goes == "就业单位":
        landed = next(landed for employer, _, landed in _WORK if employer == person.remark)
    follow = {"landed": landed, "receipt": rng.choice(("是", "线上")), "reason": "", "contact": contact}
    return replace(person, follow=follow, called_on=called, landed_on=date(2023, 7, rng.randint(1, 14)))


def people(seed: int) -> list[Person]:
    """The same people for the same seed, in their branches' order."""
    rng = random.Random(seed)
    taken: set[str] = set()
    names: set[str] = set(_NAMESAKES.values())
    rare = list(_RARE)
    rng.shuffle(rare)
    ethnic = {nation: list(pairs) for nation, pairs in _ETHNIC.items()}
    found: list[Person] = []
    for number, (_, _, members) in enumerate(BRANCHES):
        for index in range(members):
            place = PLACES[len(found) % len(PLACES)] if len(found) < 2 * len(PLACES) else rng.choice(PLACES)
            sex = rng.choice("男女")
            nation = place.nation if rng.random() < 0.8 else "汉族"
            if (number, index) in _NAMESAKES:
                name = _NAMESAKES[number, index]
            elif ethnic.get(nation):
                name, sex = ethnic[nation].pop(0)
            elif rare and rng.random() < 0.3:
                name = rare.pop()
            else:
                name = _name(rng, sex)
                while name in names:
                    name = _name(rng, sex)
            names.add(name)
            born = date(1999, 9, 1) + timedelta(days=rng.randrange(850))
            serial = rng.randrange(1, 99) * 10 + rng.choice((1, 3, 5, 7, 9) if sex == "男" else (2, 4, 6, 8))
            first17 = f"{place.code}{born:%Y%m%d}{serial:03d}"
            full = rng.random() < 0.45
            joined = (
                date(2021, 11, 20) + timedelta(days=rng.randrange(180)) if full else date(2022, 9, 1) + timedelta(days=rng.randrange(190))
            )
            local = rng.choice("2345678") + "".join(rng.choice("0123456789") for _ in range(7))
            landline = (
                f"{place.area}-{local}"
                if rng.random() < 0.25 and place.area in {"0512", "025", "010", "021", "023", "028", "029", "0513", "0571", "024"}
                else ""
            )
            goes, org, remark = _goes(rng, place)
            house = rng.choice(("人民路{0}号", "{0}号", "中心街{0}号3幢{1}室", "东街村{1}组{0}号", "花园小区{1}栋{0}室")).format(
                rng.randint(11, 399), rng.randint(1, 29)
            )
            room = index % 3 + 1
            student = f"20{rng.choice(('20', '20', '19'))}{number + 10}{room}{index + 1:03d}"
            person = Person(
                number, name, sex, nation, born, first17 + check_digit(first17), "正式党员" if full else "预备党员", joined, _mobile(rng, taken), landline,
                place, house, goes, org, remark, f"{BRANCHES[number][0][:2]}203{room}班", student, rng.randrange(1 << 30),
            )  # fmt: skip
            found.append(_visit(rng, person))
    return found


def september(person: Person) -> Person:
    """The same person two months later: everybody has arrived, who has been a probationary member for a year is a full one."""
    rng = random.Random(person.seed)
    called = date(2023, 9, rng.randint(16, 19))
    year = date(person.joined.year + 1, person.joined.month, person.joined.day)
    status = "正式党员" if year <= date(2023, 9, 20) else person.status
    if person.landed_on:
        return replace(person, status=status, called_on=called)
    town = {"专转本": f"中共{person.remark}委员会", "参军入伍": person.org}.get(person.goes, person.place.town_committee)
    if person.goes == "就业单位":
        town = next(landed for employer, _, landed in _WORK if employer == person.remark)
    follow = person.follow | {"landed": town, "receipt": rng.choice(("是", "线上")), "reason": ""}
    return replace(person, status=status, called_on=called, follow=follow, landed_on=date(2023, 9, rng.randint(4, 14)))
