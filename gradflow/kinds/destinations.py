"""Where free text says that somebody goes after graduation; what is denied, failed or only planned is not told."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from gradflow.kinds.organisation import classify
from gradflow.kinds.text import REFUSED, UNDECIDED, is_meant
from gradflow.model.folding import later

STUDY = later(
    r"(?<!参加)(?:(?<![二三再]次)(?<![二三再]次专)|(?=.*(?:已|录取|上岸|成功)))(?:专[转升接]本(?!中)|转本(?!中)(?![人科校支院系地市区县省])|升本(?!中)|升学(?!中)|(?<!报)(?<!在家)(?<!继续)考研(?!究|中(?!心)))|读研|保研|研究生在读|本科在读|在读本科|[读上升]入?本科|升入|就读(?!期)|深造"
)
"""Going on to study, said outright."""
WON = re.compile(r"考[取上入]|拟?录取(?!中)")
"""Won by an examination: a school, or a post (考取公务员); 拟录取 is what the published lists of the admitted are called."""
SCHOOL = later(r"大学(?!生|附属)|学院(?!附属)|[院学高军]校|本科|研究生|硕士|博士|专业|[一-龥]大$")
POST = r"公务员|选调生?|三支一扶|西部计划|村官|特岗|事业单位|编制|(?:事业|教?师|教|行政)编|文职|辅警|[民狱法]警|警察|消防|(?:^|(?<=[当做任学园校取入]))(?:教师|老师|辅导员)(?!教育|资格|证)|护士|社工|社区工作者|网格员|(?<![在下待顶到上])岗位?$|机关|[国央]企"
POSTS = later(rf"(?:{POST})$")
THROUGH = later(r"[由请经向联转代交]")
"""Somebody does something for the person (请老师代办)."""
WORK = later(
    r"公司|集团|(?<!灵活)(?<!自主)就业(?!指导|服务|局|中心|办|困难|意[愿向]|前|推荐|创业)|签约(?!中)|三方|银行|医院|工厂|录用|(?<!待)入职|上班|[国央私民外]企|公务员|选调生|三支一扶|西部计划|村官|特岗教师|事业单位|事业编|教师?编"
    r"|(?:^|^已经?|参加|[有的]|找到了?|落实了?|外[地省出]|异地|[在去到](?![一-龥]*[转接党做续找任])[一-龥]{1,8})工作$|国家电网|国网|中国(?:移动|联通|电信|石油|石化|烟草|邮政|铁路|铁塔|人寿|人保|平安)|(?:考[公编]|公考)(?=已?(?:上岸|成功|录[取用]|通过))"
    rf"|(?<=考[取上入]).{{0,10}}(?:{POST}|[局厅]|法院|检察院|派出所|政府|电网|中学|小学|幼儿园)|(?:{POST}|[局厅]|法院|检察院).{{0,4}}(?=录取)"
)
_NO_JOB = "(?:[未没无]|没有|尚无)有?(?:能|找到?|落实|签(?=单位))?(?:合适的?)?(?:就业|工作|单位|业(?!务))|(?<![接招优看])待(?:就业|业)"
NOTHING = later(rf"失业|{_NO_JOB}|(?:就业|单位|工作|去向)[还尚暂目前仍]*[未没]有?落实|^(?:专?[转升接]本|升学|考研)?\W*(?:考试)?落榜了?\W*$")
"""Nothing has been found yet, which counts as going home where nothing else is told (domain §6)."""
_COUNTRIES = (
    "日本|韩国|朝鲜|美国|英国|法国|德国|意大利|西班牙|葡萄牙|俄罗斯|白俄罗斯|乌克兰|澳大利亚|澳洲|新西兰|加拿大|新加坡|马来西亚|泰国|菲律宾|印度尼西亚|印尼|越南|老挝|柬埔寨|缅甸|蒙古国"
    "|荷兰|爱尔兰|瑞典|瑞士|挪威|芬兰|丹麦|波兰|匈牙利|比利时|奥地利|希腊|哈萨克斯坦|巴西|南非|埃及|欧洲|香港|澳门|港澳|台湾"
)
_GOES = "(?:^|[^一-龥]|[考录]取|[考升读进]入|考上|[就攻]读|[去到至赴往在被读于拟])"
"""What a country stands behind when somebody goes there: 中德国际学院 names none."""
STUDY_ABROAD = later(
    rf"(?:{_GOES}(?:{_COUNTRIES})|[赴在去到]港|国外|海外|境外|出国|出境)(?![语路街]|文化|料理|独资)[^,，;；。、/或和\s]{{0,12}}?"
    r"(?:就读|读书|上学|求学|升学|留学|读[本硕研博]|本科|研究生|硕士|博士|深造|进修|(?:大学|学院)(?![(（]?(?:深圳|珠海|广州|上海|苏州|宁波|佛山|东莞)|附属|[一-龥]{2,4}(?:研究院|校区|分校)))"
)
"""Studying where the college keeps the membership meanwhile; 香港中文大学（深圳） is not there."""
WORK_ABROAD = later(rf"(?:{_GOES}(?:{_COUNTRIES})|国外|海外|境外)(?:就业|工作|上班|务工)")
"""Work abroad: on a form that asks for one word it is 出国; a remark leaves open whether the membership goes to the employer."""
ABROAD_UNITS = later(r"(?:出国|出境|留学|[(（]境[)）])+(?:中介|服务|咨询|顾问|培训)(?:机构|公司|窗口|中心)?")
"""Units that see to others' going abroad."""
TELLING = {
    "study": STUDY,
    "work": WORK,
    "home": re.compile(r"回?原籍|生源地"),
    "enlisted": re.compile(r"参军|入伍(?!前)"),
    "abroad": re.compile(r"出国|留学(?![校籍院期生])"),
}
"""Code -> words that leave no doubt."""
TRYING = later(rf"{REFUSED.pattern}|.{{0,4}}(?:(?<!准)[备再]考|[二三再]战|复[读习]).{{0,2}}")
"""A clause that takes back that somebody goes on to study."""
TAKES_BACK = {"study": TRYING, "home": UNDECIDED}
FILLING = re.compile(r"已经?|被|[至到于了]|成功|顺利|今年|[0-9]{4}年?|\W|_")
NO_JOB = later(r"人才|人社|人力资源|就业|档案|委会$|关系|暂[留存]|留[在校]|保留|职业(?:技术|技能)?学院|党校")
"""Units that people name without working or studying there."""
LAST = re.compile(r".$")


@lru_cache(maxsize=65536)
def told(text: str, *, is_name: bool = False) -> frozenset[str]:
    """The codes of all destinations that a text tells; ``is_name`` where a name alone tells one too (苏州大学, 昆山市公安局)."""
    if WORK_ABROAD.search(text) and is_meant(WORK_ABROAD, text):
        return frozenset({"abroad"} if is_name else ())
    text = ABROAD_UNITS.sub("", text)
    found = {code for code, words in TELLING.items() if is_meant(words, text, TAKES_BACK.get(code, REFUSED))}
    if re.search("申请(?:出国|出境|留学)", text):
        found.discard("abroad")
    if is_meant(WON, text, TRYING) and (SCHOOL.search(text) or STUDY.search(text) or not FILLING.sub("", WON.sub("", text))):
        found.add("study")
    if STUDY_ABROAD.search(text) and is_meant(STUDY_ABROAD, text, TRYING) and not re.search("[转升接]本", text):
        found = found - {"study"} | {"abroad"}
    if is_meant(POSTS, text) and not THROUGH.search(text):
        found.add("work")
    if not found and NOTHING.search(text):
        found.add("home")
    if not found and is_name and not is_mentioned(text) and (code := _named(text)):
        found.add(code)
    return frozenset(found)


def _named(text: str) -> str | None:
    """What a name alone tells: a school's, that somebody studies there; another employer's, that they work there."""
    if (
        not re.fullmatch(r"[一-龥]{4,30}", text)
        or NO_JOB.search(text)
        or not is_meant(LAST, text)
        or classify(text) not in {"employer", "government"}
    ):
        return None
    return "study" if re.search(r"(?:大学|(?<!科)学院)$", text) else "work"


@lru_cache(maxsize=65536)
def is_mentioned(text: str) -> bool:
    """Whether a text has any word of a destination, meant or not."""
    return any(words.search(text) for words in (*TELLING.values(), STUDY_ABROAD, WON, POSTS, NOTHING))


KEPT = re.compile(r"保留|留校(?!工作|任教|就业)|暂缓|暂不转|[暂保]留|[留存]在?(?:学校|[本母原]校|学院|校内)")
ABROAD = later(rf"出国|出境|留学(?![校籍院期])|境外|{STUDY_ABROAD.pattern}")
STAY_UNITS = later(
    r"(?:出国|出境|留学|境外|保留)[^在到去于至，,；;。、\s]{0,16}(?:公司|集团|事务所|机构|中心|工作室|创业园|产业园|园区|协会)"
)
"""The words as part of a unit's name: 出国留学服务有限公司."""
DENIED = later(
    r"(?:[不未没无非]|没有|取消|放弃|撤销|结束|解除)(?:有|被|曾|受|再|能|予|会|想|准备|打算|计划|拟|申请|继续|办理?|去|要|同意|需要?|选择)*※"
    r"|※[^※]{0,4}(?:取消|作罢|未成|失败|结束|到期|未果|被拒)"
)
"""The words, for which ※ stands, taken back; what is only planned stays meanwhile."""
RELATIONS = later(r"组织关系|党员?关系|党籍|^关系")
OTHER_THINGS = later(
    r"档案|户口|户籍|集体户|学籍|资格|用地|凭证|党费|编制|名额|岗位|宿舍|转正|接收|办理|审[批核]|报到|入[学职]|开学|参加|集训|培训"
)
"""What else may be kept or put off; unless the clause speaks of the membership, it is that."""
_RELATIVES = r"[父母]|亲属|家[人属]|[姐哥弟妹]|爱人|配偶"
OTHER_TRIPS = later(rf"{_RELATIVES}|旅[游行]|出差|探亲|度假|游玩|短期")
"""Those who go abroad beside the member, and going there to come back soon."""
DEAD = later("去世|病故|病逝|逝世|身故|亡故|死亡|已故(?![障意])|(?<![通经不])过世(?![界纪贸茂])|身亡")
OUT = later(
    r"除名(?!单)|(?<!单位)(?<!公司)(?<!厂)(?<!企业)开除|退党|退出(?:党组织|中共|中国共产党)|劝退|(?<!防)(?<!避免)脱党|脱离党?组织|(?:取消|丧失)(?:预备)?党员资格|(?:[停中终]止|取消)党籍|党籍(?:已|被)*(?:[停中终]止|取消)|(?<!曾)退学(?![费杂分])"
    r"|判刑|获刑|刑拘|服刑(?!人员)|在押(?![运钞金韵])|羁押|拘留(?!所)|逮捕(?!科|证)|取保候审|(?<!档案)(?<!材料)(?<![快邮包]件)(?<!快递)失踪"
)
UNGRADUATED = later(
    r"休学|复学|(?:^|[(])延期(?:$|[)])|延期毕业|延毕|(?:推迟|缓|不予?)毕业(?!典礼|答辩|照|设计)|肄业|留级(?!一年|1年|生|[到至])|[不未]能(?:[按如]期|按时|正常)?毕业(?!后|典礼|答辩|照)"
    r"|[未没]有?(?:[按如]期|按时|正常)?毕业(?![前后先就时]|之前|典礼|答辩|照|设计)|[未没]有?(?:取得|获得?|拿到)毕业证|[未没不]有?(?:达到?|符合)毕业|学分(?:[未没不]有?(?:修[满够完齐]|[满够足齐达])|不足)|[未没]有?(?:修[满够完齐]|达到?).{0,4}学分|缺学分"
    r"|(?<!培训)(?<![党团]课)(?<![党团]校)(?<!班)结业(?!证|典礼|考)"
)
AT_HOME = later(
    rf"{_RELATIVES}|祖|[爷奶姥婆叔舅姨嫂]|姑(?!苏)|岳[父母]|外公|公公|亲人|亲戚|长辈|老人|家[中里长]|丈夫|妻子|[室舍战]友|朋友|烈士"
)
"""Those who may have died beside the member."""
THEMSELVES = later(rf"(?:本人|该生|该同[学志])(?!的?(?:{AT_HOME.pattern}))")
OTHER_LIVES = later(
    rf"{AT_HOME.pattern}|导师|老师|防止|避免|以免|否则|逾期|连续|期限|界限|拟|可能|准备|如果|若(?=[休退延结不未被])|理赔|鉴定|案件|证明|抚恤|网签|无关|曾(?=[因于在休退延推留结停受被])|经历|[他别]人|辅修|第二|双学位|[往上]一?届|重新|重考|再次"
)
"""What is said of others, of a post or a paper, and what is over or has not come."""
SETTLED = later(
    r"复学|(?:正常|顺利|[今本]年|[今本]年度|[按如]期|按时|本届|随届|现已?|今已|^已经?)毕业(?![论设不])|(?:重修|补考)(?:均|都|已|全部)*(?:通过|合格|及格)|补[齐满]学分|学分(?:均|都|已)*[补修][齐满]|(?:换发?|补发|取得|领取?|拿到?|颁发|获得?|发放?)了?毕业证|换证|已[^，]{0,3}毕业证"
)
RESTORED = later("恢复")
NOT_YET = later("[未没不无难待等拟将若才需须]|预计|计划|准备|打算|如果|申请|[明后]年|下半年|后续")
"""What stands before a word of either where it has not come to that."""
GONE = re.compile(
    r"已(?:经|成功|自行|自己|先行|提前|另行)*(?:[于在]?[0-9年.月日号初底中旬上]+(?:份|左右)?)?(?:线上|网上|系统|自行)?(?:[被由]?(?:本人|学校))?"
    r"(?:转(?:出|走|入|往|至|到|组织关系|党员?关系|接(?![收纳]|申请|手续)|移)(?!正|专)|转[了好完]?$)"
)
OTHER_WAYS = later(
    r"[由从自](?!本人|学校|行|己)|协议|合同|劳动关系|人事关系|档案|户口|户籍|团|学籍|专业|保险|社保|党费|预备|[本我][校院系支]|学校支部|照片|材料|[钱款费金]|身份|学分|微信|转正"
)
"""What else has moved, or where somebody came from."""
TAKEN_BACK = later(
    r"离职|离开|辞职|辞退|解约|毁约|违约|放弃|意向|拟(?:录用|签|聘|入职|就业|去|到|赴)|[未没不](?:有|能|被)?(?:录[取用]|落实|签|考[取上]|通过|去|就读|入[职学]|达成)|落[榜选]|[待未]定"
    r"|(?<![接招优看])待(?:录|签|考)|(?:准备|打算|可能|想)(?:去|到|签|考|入职|就业)"
)
"""What a remark says of the unit it names, where nobody goes there, or not yet."""
CLAUSES = re.compile(r"[，,；;。、\s]+")


@lru_cache(maxsize=65536)
def says_kept(text: str) -> bool:
    """Whether a text says that the membership is kept at the college, and not a file, a residence or a place; and does not deny it."""
    return _says(KEPT, text, lambda part: OTHER_THINGS.search(part) and not RELATIONS.search(part))


@lru_cache(maxsize=65536)
def says_abroad(text: str) -> bool:
    """Whether a text says that the person goes abroad to stay, and does not deny it."""
    return _says(ABROAD, text, OTHER_TRIPS.search)


def _says(words: re.Pattern[str], text: str, is_other: Callable[[str], object]) -> bool:
    if not words.search(text):
        return False
    parts = CLAUSES.split(STAY_UNITS.sub("", text))
    return any(words.search(part) and not DENIED.search(words.sub("※", part)) and not is_other(part) for part in parts)


def says_stays(text: str) -> bool:
    """Whether a text says that there is nothing to transfer for now."""
    return says_kept(text) or says_abroad(text)


@lru_cache(maxsize=65536)
def says_not_ours(text: str, cohort: int = 9999) -> bool:
    """Whether a text says that the person cannot be transferred: dead, no member any more, or not graduating with that cohort."""
    dead = DEAD.search(text)
    if dead and _says(DEAD, text, OTHER_LIVES.search) and (THEMSELVES.search(text) or not AT_HOME.search(text[: dead.start()])):
        return True
    is_out = _says(OUT, text, OTHER_LIVES.search) and not _has_come(RESTORED, text, cohort)
    return is_out or (_says(UNGRADUATED, text, OTHER_LIVES.search) and not _has_come(SETTLED, text, cohort))


def _has_come(words: re.Pattern[str], text: str, cohort: int) -> bool:
    """Whether one of the words is said, and nothing before it in its clause, nor a year after the cohort's, says that it is still to come."""
    found = (words.search(part) for part in re.split(rf"{CLAUSES.pattern}|[()]+", text))
    before = [one.string[: one.start()] for one in found if one]
    return any(not NOT_YET.search(text) and all(int(year) <= cohort for year in re.findall("20[0-9]{2}", text)) for text in before)


@lru_cache(maxsize=65536)
def says_gone(text: str) -> bool:
    """Whether a text says that the membership has been transferred already."""
    return _says(GONE, text, OTHER_WAYS.search)


_ALONE = r"(?:^|[,;。、()])(?:(?:此|本|该|这)?(?:行|条|人|生|栏|项|名|位|记录|信息|数据|学生|同学|同志|党员)|本人|党?组织关系|党?关系|已经?|[应请须需可]|予以|是)*"
NOT_MOVING = later(
    rf"{_ALONE}(?:(?:不|无需|不需要?|不用|不必|不予)(?:再|办理?)*转(?:出|接|移|走|党?组织关系|关系)*|作废|无效|删[除掉去]|剔除|移除|去掉|不[算计列](?:入|在内)?|[误多错][报列]|(?:与?(?:[上下前]|第?[0-9]|序号)[^,;。、()]{{0,5}})?重复(?:填报|填写|登记|录入|上报|统计|了)*"
    r"|(?:不是|非|不属于?|不在)[本我]们?党?支部(?:的|学生|党员|人员?|同学|同志)*|[转调划](?:[入到至往归去]|出[到至])?(?:校内|院内|[本我]校)?(?:其[他它余]|别的|另[一外]个?|兄弟)的?(?:学院|系|班级)?的?党?支部"
    r"|(?:[0-9]{2,4}年)?(?:[0-9]{1,2}月)?转学(?:[到至去入往](?![本我]校)[^,;。、()]*|了|走)?)(?:$|[,;。、()])"
)
"""That the row is void, the person another branch's, or the membership not transferred at all; 暂不转 says that it is kept."""


def says_not_moving(text: str, cohort: int) -> bool:
    """Whether a text, half-width and without blanks, says that there is nothing to transfer from here (any more)."""
    return says_not_ours(text, cohort) or says_gone(text) or NOT_MOVING.search(text) is not None
