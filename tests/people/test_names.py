import pytest

from points.people.names import masked_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王芳", "王*"),
        ("陈小芳", "陈×芳"),
        ("王小明明", "王××明"),
        ("欧阳娜", "欧阳*"),
        ("欧阳娜娜", "欧阳×娜"),
        ("歐陽娜娜", "歐陽×娜"),
        ("司马相如", "司马×如"),
        ("万俟洪波", "万俟×波"),
        ("欧阳", "欧*"),
        ("阿凡提", "阿×提"),
        ("阿依古丽·买买提", "阿*·买*"),
        ("迪丽热巴•迪力木拉提", "迪*•迪*"),
        ("扎西 次仁", "扎××仁"),
        ("John Smith", "J* S*"),
        ("José", "J*"),
        ("Wang Fang", "W* F*"),
        ("𠮷田", "𠮷*"),
    ],
)
def test_a_name_is_masked_as_notices_print_it(name, masked):
    assert masked_name(name) == masked


@pytest.mark.parametrize("name", ["王 芳", "王　芳", " 王\t芳 "])
def test_a_gap_for_the_printer_does_not_uncover_the_name(name):
    assert masked_name(name) == "王*"


@pytest.mark.parametrize("name", ["王", "X", "阿·买", "J. Smith", "A B"])
def test_the_whole_name_never_shows_however_short(name):
    masked = masked_name(name)
    assert masked != name
    assert name not in masked


def test_no_name_stays_no_name():
    assert masked_name("  ") == ""
