"""Answers → assessment: orientation, Table 1, problems, suggestions, counterfactuals. Pure, in ids only."""

from advisor.assessment.answers import AnswerFault, Answers, check_answers
from advisor.assessment.assess import Assessment, assess
from advisor.assessment.orientation import OrientationResult, orient

__all__ = ["AnswerFault", "Answers", "Assessment", "OrientationResult", "assess", "check_answers", "orient"]
