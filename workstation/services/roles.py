"""The roles of a trial, and who works in a demo study."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.messages import Text

ROLES: Mapping[str, Text] = {
    "principal_investigator": Text("Principal investigator", "主要研究者"),
    "sub_investigator": Text("Sub-investigator", "次要研究者"),
    "study_nurse": Text("Research nurse", "研究护士"),
    "coordinator": Text("Study coordinator", "临床研究协调员（CRC）"),
    "pharmacist": Text("Pharmacist", "药师"),
    "cell_laboratory": Text("Cell-therapy laboratory", "细胞治疗实验室"),
    "data_manager": Text("Data manager", "数据管理员"),
    "monitor": Text("Monitor (CRA)", "监查员（CRA）"),
}
PRINCIPAL = "principal_investigator"
DEMO_PERSON = "Demo investigator"
DEMO_STATION = "DEMO"
