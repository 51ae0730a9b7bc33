"""What a questionnaire is and how it behaves: no Qt, no SQL, no network, no clock."""

from forms.entities import prefill
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.interview import Interview
from forms.questionnaire import Questionnaire
from forms.views import (
    Changes,
    Choice,
    EntityWrite,
    FieldView,
    Figure,
    ItemScore,
    Kind,
    Level,
    Node,
    NodeKind,
    Problem,
    Progress,
    ScoreSheet,
    Veto,
)
from forms.xform import load

__all__ = [
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
