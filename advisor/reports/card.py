"""A result in brief, for the conversation itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.reports.charts import profile_chart
from advisor.reports.content import result_content
from advisor.wording.texts import Texts

FIRST = 3
"""Problems and steps shown; the page has them all."""


def result_card(assessment: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Type, how sure, the profile as SVG, the first problems and steps, in the assessment's language.

    JSON-ready. Raises KeyError where the object names what the knowledge does not have.
    """
    content = result_content(texts.knowledge, assessment["language"], assessment, {}, {})
    steps = [each for group in content.suggestions for each in group.suggestions][:FIRST]
    return {
        "title": content.type_name,
        "certainty": content.words["headings"]["certainty"] + content.words["colon"] + content.certainty,
        "summary": content.summary,
        "chart": profile_chart(content.profile, content.words["profile"]),
        "problems": [{"title": each.title, "cite": each.cite} for each in content.problems[:FIRST]],
        "more": max(0, len(content.problems) - FIRST),
        "steps": [{"title": each.title, "who": each.who} for each in steps],
        "result": content.id,
    }
