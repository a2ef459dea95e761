"""Names as people write them: any Han character, also a rare one, and the dot within a name. Pure.

A name is looked for wherever a run of such characters begins and ends: on a line of its own, after a
full stop or a colon, at the end, after "我是", before "同志".
"""

from __future__ import annotations

import re
import unicodedata

# With the extensions A to H and the compatibility forms: 㛃, 𠮷.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
_RUN = re.compile(rf"[{HAN}·]{{2,40}}")
_DOTS = str.maketrans("•‧∙⋅・･", "······")
_BEFORE = re.compile(r"我是|我叫|我的名字[是叫]|姓名[为是]?|本人|学生|落款")
_AFTER = re.compile(r"(?:同志|同学).*$|(?:敬上|谨上|上|敬启|留)$")
LONGEST_NAME = 15
# What follows a name without a stop ("我是龙小云已经报到") hides where it ends.
_LENGTHS = range(12, 1, -1)
# A letter names its writer at its beginning or its end.
_MOST_RUNS = 60

Mention = tuple[str, ...]


def names_in(text: str) -> list[Mention]:
    """What may be names in a text, each with the spellings to try, the fullest first."""
    runs = _RUN.findall(plain_names(text))
    if len(runs) > 2 * _MOST_RUNS:
        runs = [*runs[:_MOST_RUNS], *runs[-_MOST_RUNS:]]
    return list(dict.fromkeys(_mention(run) for run in runs))


def plain_names(text: str) -> str:
    """The text with one dot for all that stand within names, and no compatibility forms."""
    return unicodedata.normalize("NFKC", text.translate(_DOTS)).translate(_DOTS)


def _mention(run: str) -> Mention:
    tried = [run, _AFTER.sub("", run)]
    for before in _BEFORE.finditer(run):
        rest = run[before.end() :]
        tried += [rest, _AFTER.sub("", rest), *(rest[:length] for length in _LENGTHS)]
    fit = [name.strip("·") for name in tried]
    return tuple(dict.fromkeys(name for name in fit if 2 <= len(name) <= LONGEST_NAME))
