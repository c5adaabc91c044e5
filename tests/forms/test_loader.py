"""Declarations that cannot work are refused at load, naming file and key."""

from pathlib import Path

import pytest

from gradflow.forms.faults import FormError
from gradflow.forms.loader import load_forms

HEAD = 'key = "visit"\nannex = "附件9"\nname = "走访表"\ntitle = "{college}走访表"\n'
NAME = '[[fields]]\nkey = "name"\nhead = "姓名"\nkind = "person_name"\n'
BROKEN = [
    ("title = ", "写法有误"),
    (HEAD + "colour = 1\n" + NAME, "colour: 不认识这个键"),
    (HEAD + NAME + "colour = 1\n", "fields.name.colour: 不认识这个键"),
    (HEAD + NAME.replace("person_name", "person"), "fields.name.kind 写的是“person”"),
    (HEAD + NAME + "[fields.options]\nsize = 3\n", "fields.name.options: size: 不认识这个键"),
    (HEAD + NAME + NAME, "重复的 key: name"),
    (HEAD + NAME + NAME.replace('"name"', '"other"'), "head 相同"),
    (HEAD.replace("{college}", "{school}") + NAME, "title"),
    (HEAD.replace("附件9", "附件2") + NAME, "annex “附件2”已被 transfer_out 使用"),
    (HEAD.replace("附件9", "附/9") + NAME, "annex"),
    (HEAD, "fields: 缺少这个键"),
    (HEAD + NAME + 'required = "yes"\n', "fields.name.required"),
    (HEAD + 'title_words = [""]\n' + NAME, "title_words"),
    (HEAD + NAME + NAME.replace("name", "other").replace("姓名", "称呼") + 'aliases = ["姓 名"]\n', "另一栏的 head"),
    ('key = "transfer_out"\nfields = ["name"]\n', "[[fields]]"),
    ('key = "transfer_out"\ndrop = ["colour"]\n', "drop 里的“colour”"),
    ('key = "transfer_out"\n[[fields]]\nkey = "age"\nafter = "colour"\n', "after 写着“colour”"),
    (HEAD + NAME.replace("person_name", "choice") + '[fields.options]\nchoices = [{code="a", text="甲"}]\n', "choices"),
]


@pytest.mark.parametrize(("text", "told"), BROKEN)
def test_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "visit.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as error:
        load_forms(tmp_path)
    assert "visit.toml" in str(error.value)
    assert told in str(error.value)


def test_a_campaign_overrides_a_built_in_form(tmp_path: Path) -> None:
    own = 'key = "transfer_out"\ntitle = "{cohort}届转出表"\ndrop = ["age"]\n'
    own += '[[fields]]\nkey = "student_number"\nhead = "学号"\nkind = "text"\nafter = "name"\n[[fields]]\nkey = "remark"\nrequired = true\n'
    (tmp_path / "transfer_out.toml").write_text(own, encoding="utf-8")
    form = load_forms(tmp_path)["transfer_out"]
    keys = [field.key for field in form.spec.fields]
    assert keys[:4] == ["seq", "name", "student_number", "sex"]
    assert form.spec.titled("某学院", 2024) == "2024届转出表"
    assert form.spec.field("remark").required
    assert form.spec.field("remark").head == "备注"


def test_a_folder_in_a_forms_place_and_twins_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HEAD + NAME, encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD + NAME, encoding="utf-8")
    with pytest.raises(FormError, match=r"已在 a\.toml 里声明"):
        load_forms(tmp_path)
    (tmp_path / "b.toml").unlink()
    (tmp_path / "b.toml").mkdir()
    with pytest.raises(FormError, match=r"b\.toml 打不开"):
        load_forms(tmp_path)
    (tmp_path / "b.toml").rmdir()
    (tmp_path / "b.toml").write_bytes("key = '甲'".encode("gbk"))
    with pytest.raises(FormError, match="UTF-8"):
        load_forms(tmp_path)
