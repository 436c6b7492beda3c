"""What a rule book should not touch.

Some published rule books reward people for being content with officials, for what they say and to whom, or children
for marks. Points for such things are either unlawful or do harm, so the importer refuses the row and says why. A
community that knows its reasons may let them through; then it is its own decision and not a default.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOPICS: dict[str, Promise] = {
    r"上访|信访|访民|越级|petition": _("petitions are a right and earn or cost nothing"),
    r"投诉|12345|complaint": _("complaints are a right and earn or cost nothing"),
    r"满意度|满意|督查|帮扶责任人|satisfaction": _("satisfaction with officials must not be bought"),
    r"状元|中考|高考|考试成绩|学习成绩|\bexams?\b": _("exam results, mostly of minors, are no civic merit"),
    r"计划生育|计生|生育|超生|结扎|births?\b": _("births are private"),
    r"宗教|信教|信仰|religio|faith": _("faith is private"),
    r"乱说|言论|发帖|跟帖|speech": _("what people say is free"),
    r"登录|点赞|转发|关注公众号|刷屏|\blog ?in\b|\blikes?\b|\bfollow": _("clicks are no service"),
}
_PATTERNS = [(re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in TOPICS.items()]


def reason_against(text: str) -> Promise | None:
    """Why a rule with these words should not be in a rule book; None where nothing speaks against it."""
    return next((reason for pattern, reason in _PATTERNS if pattern.search(text)), None)
