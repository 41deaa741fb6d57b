from zhengtong.contexts.guidance.models.conversation import Conversation, Feedback, Turn
from zhengtong.contexts.guidance.models.handover import Desk, Handover, PersonTurn
from zhengtong.contexts.guidance.models.quality import QualityRun, TurnDay, UnansweredGroup
from zhengtong.contexts.guidance.models.rating import Rating
from zhengtong.contexts.guidance.models.review import Correction, ReviewCase, ReviewedQuestion, ReviewedSynonym

__all__ = [
    "Conversation",
    "Correction",
    "Desk",
    "Feedback",
    "Handover",
    "PersonTurn",
    "QualityRun",
    "Rating",
    "ReviewCase",
    "ReviewedQuestion",
    "ReviewedSynonym",
    "Turn",
    "TurnDay",
    "UnansweredGroup",
]
