"""The knowledge of `knowledge/`: read, checked, and given to the other rooms as frozen records."""

from advisor.knowledge.checking import check_knowledge
from advisor.knowledge.faults import Fault, KnowledgeError
from advisor.knowledge.loading import knowledge_folder, load_knowledge
from advisor.knowledge.records import Knowledge

__all__ = ["Fault", "Knowledge", "KnowledgeError", "check_knowledge", "knowledge_folder", "load_knowledge"]
