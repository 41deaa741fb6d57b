from zhengtong.contexts.guidance.models.conversation import Conversation, Feedback, Turn

__all__ = ["Conversation", "Feedback", "Turn"]
