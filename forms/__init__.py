"""What a questionnaire is and how it behaves: no Qt, no SQL, no network, no clock."""

from forms.entities import prefill
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.interview import Interview
from forms.questionnaire import Questionnaire
from forms.views import (
    Bounds,
    Changes,
    Choice,
    EntityWrite,
    FieldView,
    Figure,
    ItemScore,
    Kind,
    Level,
    Media,
    Node,
    NodeKind,
    Problem,
    Progress,
    ScoreSheet,
    Veto,
)
from forms.xform import load

__all__ = [
    "Bounds",
    "Changes",
    "Choice",
    "EntityWrite",
    "Fault",
    "FaultCode",
    "FieldView",
    "Figure",
    "Interview",
    "ItemScore",
    "Kind",
    "Level",
    "Media",
    "Node",
    "NodeKind",
    "Problem",
    "Progress",
    "Questionnaire",
    "QuestionnaireFault",
    "ScoreSheet",
    "Veto",
    "load",
    "prefill",
]
