"""Names of persons as their ID cards have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from gradflow.kinds import base
from gradflow.kinds.places import read_places
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import INVISIBLE, half_width, later, squeezed, visible

HAN = "\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f\ue000-\uf8ff\U000f0000-\U000ffffd"
"""Han characters with all extensions, 〇, and the private use areas of old systems."""
DOT = "\u00b7"
DOT_SIGNS = "\u00b7\u2022\u30fb\uff65\u2027\u2219\u22c5\u25cf\ufe52\uff0e.\u3002\uff61"
"""Signs typed for the middle dot; 民委发〔2016〕33号 makes it U+00B7."""
DOTS = later(f"(?<=[{HAN}])\\s*[{DOT_SIGNS}]\\s*(?=[{HAN}])")
PLAIN = later("[\u4e00-\u9fff]{2,4}")
WELL_FORMED = later(f"[{HAN}]+(?:{DOT}[{HAN}]+)*")
NOTED = later(f"([{HAN}{DOT} ]{{2,}}?)\\s*(?:[(\\[]([^()\\[\\]]*)[)\\]]|([A-Za-z0-9]))")
BRACKETS = str.maketrans("【】〔〕", "[][]")
NOTE_BEHIND = later(r"(?:(?<=.{2})[(\[]([^()\[\]]*)[)\]]|(?<=.{2})([A-Za-z0-9]))$")
"""A note behind a name, such as (女), (大), (0016) or a digit, on half-width text without blanks."""
SIGN = re.compile(r"[^\w\s()\[\]]")
SIGNS_BESIDE = re.compile(rf"(?<=\w\w){SIGN.pattern}+$|^{SIGN.pattern}+(?=\w\w)")
ANY_DOT = later(f"[{DOT_SIGNS}]")
NUMBERED = later(f"^\\(?[0-9]{{1,3}}[.、,) ]*(?=[{HAN}])(?![班组级届号室楼栋系院队排连年月日人位名])")
"""A number in front of a name, on half-width text: 1.张伟, (1)张伟, 1张伟."""
MARK = r"[、,;:!~/\\|#★☆※√✓✔△▲◆◇\"'“”‘’《》<>^-]|(?<!\.)[.。](?!\.)"
_OPEN = f"[*□■○●◎](?=[{HAN}]{{3}})"
MARKS = later(rf"^(?:\s|{MARK}|{_OPEN})+|(?:\s|{MARK}|(?<=[{HAN}]{{3}})[*□■○●◎])+$")
"""Marks beside a name, on half-width text; one that may stand for a character (王*, 王小*, *文静) only where a whole name is left."""
DOUBTED = later(r"(?:身份证|户口)[本簿上里]*(?:姓?名字?)?(?:[为是作写叫]|显示)|[应实]为|更正|有误|[写打]错|待[定查核]|不确定|存疑|[?？]")
"""A note that doubts the name before it: 王晓波(身份证为王小波)."""
_ASIDE = "(?<![亚胜若超如似赛冠必竞雅一逸艺怡依伊亦忆奕宜壹])男|女|补|无"
ASIDE = later(_ASIDE)
"""What is hardly the last character of a name set with even blanks (李 强 女)."""
FURTHER = later(f"{_ASIDE}|(?<!小)小|[大甲乙丙丁汉回藏预团是否有已未]")
"""The same behind the only blank (李强 大)."""
FORMER = later(r"(?<=.{2})(?:曾用名|原名|又名|别名|更名|改名|现名)(?=.)")
"""What announces another name of the same person."""
NO_NAME = later(r"(?:[省市县区镇乡村庄组队班系院校厂店]|公司|单位|支部|家)$")
"""Where somebody is from."""
DOTLESS = later(
    "(?:乌云|乌兰|萨仁|娜仁|斯琴|阿拉坦|敖特根|额尔敦|哈斯|孟和|宝音|苏日|青格|巴[图特雅]|特木尔|[一-龥]*(?:其[其木]格|图雅|托娅|高娃|格日[乐勒]|毕力格|巴[特雅]尔|朝鲁|达来|布和|扎布))[一-龥]*"
    "|(?:扎西|次仁|卓玛|卓嘎|多吉|德吉|央金|尼玛|旺堆|拉姆|罗布|顿珠|平措|白玛|格桑|曲珍|洛桑|丹增|索朗|才让|达瓦|边巴|措姆)+"
)
"""Mongolian and Tibetan names, which have no middle dot: a blank in one stands for nothing."""
LONGEST, PAIR = 25, 2
NOT_NAMES = frozenset({"合计", "小计", "总计", "共计", "姓名", "备注", "以下空白", "同上", "同前"})
"""Words of the form itself that stand in a name's place."""
SPACED_LIMIT = 4
TWO_CHARACTER_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
        "司空令狐呼延轩辕百里东郭南门西门拓跋第五爱新完颜叶赫那拉东野左丘梁丘",
    )
)

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖闫覃付代苟赫原钱仝兰展修桂海栗税麦占揭卿衣区仁郄辜鹿青初玉英法寸朴逄来冼门邸生官俸腾线母禤磨粟丛"
)
"""Usual surnames of one character."""

VARIANTS = str.maketrans(
    "張偉國囯昇陞喆峯鎔呂陳劉楊黃吳馬羅鄭謝許韓馮鄧蕭蘇盧蔣葉賈鍾譚陸龔鄒湯顧賀賴龐顏嚴魯孫錢趙華龍鳳雲飛強彊軍紅蘭麗靜傑寶東倫賢榮慶曉瑋瑩穎瓊嬋嫻婭瑪璽瓏瓔濱澤濤潤淵淥煒燁爗燦煥輝燿暉曇曠維綱純紹綺緣緒繼緯繡鋒銳銘錦鈞鐵鑒鑑"
    "鈺錚鎧錫鎮長門聞陽陰際隨雋雙難霧靈霽韜韻順頌頻風駿驍驥鴻鵬鶴鳴麐齊齡義習樂書亞億儀會傳儁僑俠儷儼價優興沖決淨凱剛創則勵勁勞勢勛勳協單啟啓員詠喩團園圓聖堅壇壘聲處備頭奮獎妝姍嬌學寧甯實憲寬賓對尋導壽將爾堯層嵐島嶺崢嶄幣師帥"
    "歸錄彥徑憶懷戀恆愷悅恵願戰揚執護報擇揮擱敵齋時顯晉晝暫術機權條來鬆構楓棟欒樺橋夢樓欖歡畢氣漢溝灃滄瀘涇潔灑濃濟瀏澔漸溫灣滿灧灩瀟昺為爲點爍熱愛牽狀獨現璉瑤環玨電畫暢疇盤眞瞇叡矯礎碩確禮禕禎秌種積稱穩窮竇競篤篠箋簡籟糧紀紉"
    "紛納線練組細織終經結給絡統絹綏綾綿綠編纓羣翆聯聰肅勝脈節蘆葦薦蔭萊蓮鶯螢營藍薔藹蘊雖蝦蟻補襲覽觀規視譽計認訊訓論設詩誠詢詳語諾誼謀諧謙謹謐貝貞財貫貴貿費資賦贊讚贏軒輪軟軼載輅輔達遷邁運進遠連廸遜適遙鄔郟鄰酈醞裡釗釧釵鐘鋼"
    "欽鈴鐸銀鏈鍇鏡閆閻閔閣闊閱陝隱頁項須頎預領頤題館馳駒驛驊駱騏騫魚鮑鮮鷗鸞鵑鷹鷺龑遊麥萬薑嶽湧嬈韋車衛鄺瀋豐發倉匯栢",
    "张伟国国升升哲峰镕吕陈刘杨黄吴马罗郑谢许韩冯邓萧苏卢蒋叶贾锺谭陆龚邹汤顾贺赖庞颜严鲁孙钱赵华龙凤云飞强强军红兰丽静杰宝东伦贤荣庆晓玮莹颖琼婵娴娅玛玺珑璎滨泽涛润渊渌炜烨烨灿焕辉耀晖昙旷维纲纯绍绮缘绪继纬绣锋锐铭锦钧铁鉴鉴"
    "钰铮铠锡镇长门闻阳阴际随隽双难雾灵霁韬韵顺颂频风骏骁骥鸿鹏鹤鸣麟齐龄义习乐书亚亿仪会传俊侨侠俪俨价优兴冲决净凯刚创则励劲劳势勋勋协单启启员咏喻团园圆圣坚坛垒声处备头奋奖妆姗娇学宁宁实宪宽宾对寻导寿将尔尧层岚岛岭峥崭币师帅"
    "归录彦径忆怀恋恒恺悦惠愿战扬执护报择挥搁敌斋时显晋昼暂术机权条来松构枫栋栾桦桥梦楼榄欢毕气汉沟沣沧泸泾洁洒浓济浏浩渐温湾满滟滟潇炳为为点烁热爱牵状独现琏瑶环珏电画畅畴盘真眯睿矫础硕确礼祎祯秋种积称稳穷窦竞笃筱笺简籁粮纪纫"
    "纷纳线练组细织终经结给络统绢绥绫绵绿编缨群翠联聪肃胜脉节芦苇荐荫莱莲莺萤营蓝蔷蔼蕴虽虾蚁补袭览观规视誉计认讯训论设诗诚询详语诺谊谋谐谦谨谧贝贞财贯贵贸费资赋赞赞赢轩轮软轶载辂辅达迁迈运进远连迪逊适遥邬郏邻郦酝里钊钏钗钟钢"
    "钦铃铎银链锴镜闫阎闵阁阔阅陕隐页项须颀预领颐题馆驰驹驿骅骆骐骞鱼鲍鲜鸥鸾鹃鹰鹭䶮游麦万姜岳涌娆韦车卫邝沈丰发仓汇柏",
)
"""Characters of names in their traditional or other form, and those in whose place they are typed: 張伟 may be 张伟."""

NOT_A_NAME = base.cell_check(
    "C110", "name-not-a-name", "不是姓名",
    "“{value}”{how}", "填身份证上的姓名，不写拼音、代字(□ ? *)或说明",
    source="民委发〔2016〕33号(姓名用字与间隔号)",
    text="""
    姓名照身份证填写，含生僻字和少数民族姓名；每部分之间用间隔号“·”。

    正确 | 姓名 𫖯䶮
    正确 | 姓名 阿依古丽·买买提
    改为 | 姓名 张 三丰
    改为 | 姓名 李小娜(女)
    错误 | 姓名 Zhang San
    改为 | 姓名 王小波★
    错误 | 姓名 王?
    错误 | 姓名 王小波 男
    错误 | 姓名 王晓波（身份证为王小波）
    """,
)  # fmt: skip
SPACED = base.cell_check(
    "C111", "name-spaced", "姓名中间的空格有两种读法",
    "“{value}”中间有空格，可能是多打的，可能应是间隔号，也可能是两个人",
    "是两个人的分两行填；少数民族姓名把空格改成间隔号“·”；否则去掉空格",
    source="民委发〔2016〕33号",
    text="""
    五个字及以上的姓名中间有空格时，空格可能代替了间隔号，不猜；空格两边都像一个姓名时，可能是两个人，也不猜。其余四个字以内的、看得出是蒙古族和藏族姓名的，直接去掉空格。

    错误 | 姓名 阿依古丽 买买提
    错误 | 姓名 赵敏 钱强
    改为 | 姓名 欧阳 娜娜
    改为 | 姓名 阿拉坦 其其格
    """,
)  # fmt: skip

TWO_PEOPLE = base.cell_check(
    "C112", "two-people-in-a-row", "一行里写了两个人",
    "“{value}”像是两个人", "一人一行：分成两行，其他各栏也照人分开填",
    source="附件2、附件3均一人一行",
    text="""
    一格里用顿号、斜线或“和”连着的两个姓名是两个人，不能当成一个人；这一行其他格里的两个值跟着分开，不再逐格指出。

    正确 | 姓名 欧阳和平
    错误 | 姓名 赵敏、钱强
    错误 | 姓名 赵敏和钱强
    """,
)  # fmt: skip
JOINED = later(rf"[、,;/&+|]|(?<=[{HAN}]{{2}})[和与及](?=[{HAN}]{{2}})")
BETWEEN = later(r"[、,，;；/&+和与及\s]")
"""What stands between the values of two people in a cell."""


def folded_name(name: str) -> str:
    """A name as it is compared: see ``bare_name``; a character in whatever form."""
    return bare_name(name).translate(VARIANTS)


@lru_cache(maxsize=2**16)
def bare_name(name: str) -> str:
    """A name without blanks, middle dots, notes in brackets or what stands aside."""
    words = visible(name).split()
    if len(words) > 1 and (aside := _aside(words)):
        words.remove(aside)
    text = ANY_DOT.sub("", SIGNS_BESIDE.sub("", squeezed("".join(words))))
    return NOTE_BEHIND.sub("", text) or text


def _aside(words: Sequence[str]) -> str:
    """The character behind or before a whole name that may be none of it: 王小波 男, 男 王小波; empty where there is none."""
    *before, last = words
    name = "".join(before)
    if len(name) > 1 and len(last) == 1 and name not in TWO_CHARACTER_SURNAMES:
        tails = ASIDE if all(len(word) == 1 for word in before) else FURTHER
        if any(match.end() == len(name) + 1 for match in tails.finditer(name + last)):
            return last
    return words[0] if words[0] in {"男", "女", "补"} and len("".join(words)) > PAIR else ""


class PersonName(base.Kind):
    """A person's name; the value is the name without notes in brackets."""

    name = "person_name"
    title = "姓名"
    how = "照身份证填写，中间不加空格；少数民族姓名用间隔号“·”"
    looks = CellStyle(number_format="@", align="center")
    is_personal = True
    checks: ClassVar = (NOT_A_NAME, SPACED, TWO_PEOPLE)

    def parse(self, raw: Raw) -> str | Problem | None:  # noqa: PLR0911 - one return a fault
        """Return the name; a note behind it, such as (女), is dropped and told as a change."""
        if isinstance(raw, str) and PLAIN.fullmatch(raw) and raw not in NOT_NAMES:
            return raw
        if not (text := self.text(raw)):
            return None
        problem = _fault(raw)
        if not isinstance(raw, str) or base.is_ditto(raw) or text in NOT_NAMES:
            return problem
        text = half_width(DOTS.sub(DOT, INVISIBLE.sub("", text))).translate(BRACKETS).lstrip("'‘’`").strip()
        text = NUMBERED.sub("", MARKS.sub("", text))
        if match := NOTED.fullmatch(text):
            text = match[1].strip()
            if DOUBTED.search(match[2] or ""):
                return _fault(raw, f"里的“{match[2]}”说姓名还有疑问")
        is_double = FORMER.search(text) or (match and _is_other_name(match[2], text))
        if (
            len(parts := JOINED.split(squeezed(text))) > 1
            and all(PLAIN.fullmatch(part) or (DOT in part and WELL_FORMED.fullmatch(part)) for part in parts)
            and NOT_NAMES.isdisjoint(parts)
        ):
            return base.fault(TWO_PEOPLE, value=typed_text(raw))
        words = text.split()
        joined = "".join(words)
        if is_double or not WELL_FORMED.fullmatch(joined) or not 1 < len(joined) <= LONGEST or joined in NOT_NAMES:
            odd = SIGN.findall(typed_text(raw))
            return (
                _fault(raw, f"里的“{odd[0]}”不是姓名用字") if len({*odd}) == 1 and WELL_FORMED.fullmatch(SIGN.sub("", joined)) else problem
            )
        if aside := _aside(words):
            return _fault(raw, f"里用空格隔开的“{aside}”看不出是不是姓名里的字")
        are_names = (
            all(len(word) > 1 for word in words) and words[0] not in TWO_CHARACTER_SURNAMES and any(word[0] in SURNAMES for word in words)
        )
        if len(words) > 1 and DOT not in text and not all(map(DOTLESS.fullmatch, words)) and (len(joined) > SPACED_LIMIT or are_names):
            return base.fault(SPACED, value=typed_text(raw))
        return joined


def _fault(raw: Raw, how: str = "不是完整的中文姓名") -> Problem:
    return base.fault(NOT_A_NAME, value=typed_text(raw), how=how)


def _is_other_name(note: str | None, name: str) -> bool:
    """Whether what stands in brackets behind a name is another name of the same surname: 赵敏(赵明敏)."""
    note = squeezed(note or "")
    return (
        PLAIN.fullmatch(note) is not None and note[0] == name[0] and note != name and not NO_NAME.search(note) and not read_places(note)[0]
    )
