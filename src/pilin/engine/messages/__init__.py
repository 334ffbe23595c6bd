"""What residents write: which label a message should have and why, and what many write about."""

from pilin.engine.messages.classify import Classifier, Suggestion, learn
from pilin.engine.messages.near import nearest
from pilin.engine.messages.tables import HEADS, REQUIRED, BadMessages, Messages, read_messages
from pilin.engine.messages.topics import Topic, hot_topics

__all__ = [
    "HEADS",
    "REQUIRED",
    "BadMessages",
    "Classifier",
    "Messages",
    "Suggestion",
    "Topic",
    "hot_topics",
    "learn",
    "nearest",
    "read_messages",
]
