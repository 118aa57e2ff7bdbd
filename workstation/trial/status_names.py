"""The words for where a subject stands, by status code."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.messages import Text

STATUSES: Mapping[str, Text] = {
    "screening": Text("Screening", "筛选中"),
    "eligible": Text("Eligible", "符合入组"),
    "screen_failure": Text("Screening failure", "筛选失败"),
    "lymphodepletion": Text("Lymphodepletion", "清淋中"),
    "treatment": Text("Infusions", "回输期"),
    "follow_up": Text("Follow-up", "随访中"),
    "completed": Text("Completed", "已完成"),
    "withdrawn": Text("Withdrawn", "已退出"),
    "died": Text("Died", "死亡"),
}
