"""faults.md V4: real postcodes of every province and of counties whose mail goes by way of another are true; a wrong province is told."""

import pytest
from support import FORM

from gradflow.kinds.address import Address, is_postcode_of, province_of

TRUE = """北京市东城区 100010|天津市和平区 300041|河北省石家庄市长安区 050011|河北省唐山市路南区 063000|河北省张家口市桥东区 075000|河北省衡水市故城县 253800|河北省廊坊市三河市燕郊镇 101601
山西省太原市小店区 030032|山西省运城市盐湖区 044000|内蒙古自治区呼和浩特市新城区 010050|内蒙古包头市东河区 014040|内蒙古自治区赤峰市红山区 024020|内蒙古自治区锡林郭勒盟锡林浩特市 026000
内蒙古自治区呼伦贝尔市海拉尔区 021000|内蒙古自治区呼伦贝尔市阿荣旗 162750|内蒙古自治区呼伦贝尔市扎兰屯市 162650|内蒙古自治区莫力达瓦达斡尔族自治旗 162850|内蒙古呼伦贝尔市鄂伦春自治旗 165450
内蒙古自治区兴安盟乌兰浩特市 137400|内蒙古自治区兴安盟阿尔山市 137800|内蒙古自治区兴安盟科尔沁右翼前旗 137423|内蒙古兴安盟扎赉特旗 137600|内蒙古自治区兴安盟突泉县 137500|内蒙古兴安盟科尔沁右翼中旗 029400
内蒙古自治区阿拉善盟阿拉善左旗 750306|内蒙古自治区阿拉善盟阿拉善右旗 737300|内蒙古阿拉善盟额济纳旗 735400|辽宁省大连市中山区 116001|吉林省白城市洮北区 137000|黑龙江省大兴安岭地区加格达奇区 165000
上海市崇明区 202150|江苏省苏州市吴江区 215200|浙江省杭州市西湖区 310013|浙江省舟山市嵊泗县 202450|安徽省黄山市屯溪区 245000|福建省厦门市思明区 361001|江西省婺源县 333200|山东省青岛市市南区 266001
河南省郑州市中原区 450007|湖北省神农架林区 442400|湖南省长沙市芙蓉区 410011|广东省珠海市香洲区 519000|广西北海市海城区 536000|海南省三沙市西沙群岛 573199|重庆市渝中区 400010|四川省阿坝州若尔盖县 624500
贵州省遵义市红花岗区 563000|云南省迪庆州香格里拉市 674400|西藏自治区拉萨市城关区 850000|西藏自治区林芝市巴宜区 860000|西藏林芝地区墨脱县 860700|西藏林芝市察隅县 860600|西藏自治区阿里地区噶尔县 859000
陕西省延安市宝塔区 716000|甘肃省敦煌市 736200|青海省西宁市城东区 810000|青海省果洛州久治县 624700|海南州共和县 813000|青海省格尔木市 816000|宁夏银川市兴庆区 750001|新疆伊犁州伊宁市 835000|新疆和田地区民丰县 848500
香港九龙弥敦道 999077|澳门 999078|台湾省台北市信义区 110409|吴江区松陵镇 215200|北京路 650000|海南区 016000""".replace("\n", "|").split("|")
WRONG = """浙江省杭州市西湖区 215200|内蒙古自治区呼和浩特市新城区 137400|内蒙古自治区赤峰市 750306|吉林省长春市 215200|西藏自治区拉萨市 215200|浙江省宁波市 202450|青海省西宁市 624700|河北省石家庄市 253800
北京市海淀区 215200|新疆乌鲁木齐市 215200|黑龙江省哈尔滨市 750306|内蒙古兴安盟突泉县 215200|上海市嘉定区 310000|安徽省合肥市 210000|江苏省南京市 230000""".replace(
    "\n", "|"
).split("|")


def read(text: str) -> Address:
    place, postcode = text.split()
    found = FORM.kinds["address"].parse(f"{place}解放路1号 {postcode}")
    assert isinstance(found, Address)
    return found


@pytest.mark.parametrize("text", TRUE)
def test_v4_a_true_postcode_is_not_doubted(text: str) -> None:
    assert is_postcode_of(read(text))


@pytest.mark.parametrize("text", WRONG)
def test_v4_a_postcode_of_another_province_is(text: str) -> None:
    assert not is_postcode_of(read(text))


@pytest.mark.parametrize(
    ("address", "province"),
    [
        ("海南州共和县", None), ("海南藏族自治州共和县", "青海"), ("海南区", None), ("河北区中山路", None), ("北京路12号", None), ("上海西路3号", None), ("重庆南路1号", None),
        ("北京市海淀区", "北京"), ("北京海淀", "北京"), ("吉林市船营区", "吉林"), ("海南海口市", "海南"), ("河南郑州", "河南"), ("江苏大学", "江苏"), ("家庭住址：江苏省昆山市", "江苏"),
    ],
)  # fmt: skip
def test_v4_a_street_or_county_named_after_a_province_is_not_the_province(address: str, province: str | None) -> None:
    assert province_of(address) == province


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("江苏省苏州市吴江区云梨路100号-215200", "215200"), ("江苏省苏州市吴江区云梨路100-215200", None), ("江苏省苏州市吴江区云梨路100号123456室 215200", "215200"),
        ("内蒙古呼和浩特市中山路1号 10010", "010010"), ("215200江苏省苏州市吴江区云梨路1号", "215200"), ("江苏省苏州市吴江区云梨路1号（邮编215200）", "215200"),
    ],
)  # fmt: skip
def test_v4_where_the_postcode_stands(typed: str, postcode: str | None) -> None:
    found = FORM.kinds["address"].parse(typed)
    assert isinstance(found, Address) and found.postcode == postcode
