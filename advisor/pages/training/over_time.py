"""The same organization later: two of its results side by side, without judgement."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.knowledge import load_knowledge
from advisor.pages.training.group_texts import before_the_group, fill, said
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page
from advisor.pages.training.organizations import tried
from advisor.pages.training.past_results import PastResult, pair, past_results, plan_of
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.visits import PATH, Visit
from advisor.reports.content import local_day
from advisor.reports.phrases import day_in_words
from advisor.training.accounts import Action
from advisor.training.change import change
from advisor.training.records import Session
from advisor.wording.texts import Texts


def over_time(guard: Guard) -> Blueprint:
    """The routes `/training/<id>/change…`; slot `change`."""
    routes = Blueprint("training_change", url_prefix=PATH)
    data = guard.stores.data

    @routes.get("/<id:str>/change")
    @guard.session_page(Action.SEE_ANSWERS)
    async def all_of_them(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        found = (await asyncio.to_thread(past_results, session, data, load_knowledge())).values()
        rows = [(organization, len(results)) for organization, results in found if pair(results, session)]
        values = {"said": said(visit.language), "rows": rows, "others": len(found) - len(rows)}
        return page(request, visit, "change_all.html.j2", session=session, tab="change", **values)

    @routes.get("/<id:str>/change/<key:str>")
    @guard.session_page(Action.SEE_ANSWERS)
    async def show(request: Request, visit: Visit, session: Session, key: str) -> HTTPResponse:
        visit = before_the_group(request, visit, session)
        found = await asyncio.to_thread(past_results, session, data, load_knowledge())
        if key not in found:
            await guard.record(request, visit, Action.SEE_ANSWERS, tried(session, key), allowed=False)
            raise Refusal("not_found")
        organization, results = found[key]
        two = pair(results, session, request.args.get("from", ""), request.args.get("to", ""))
        if two is None:
            raise Refusal("not_found")
        earlier, later = two
        for other in {each.session.id for each in two} - {session.id}:
            await guard.record(request, visit, Action.SEE_ANSWERS, other)
        texts = Texts(load_knowledge(), visit.language)
        before = await asyncio.to_thread(plan_of, earlier, data)
        after = await asyncio.to_thread(plan_of, later, data)
        return page(
            request,
            visit,
            "change.html.j2",
            session=session,
            tab="change",
            said=said(visit.language),
            organization=organization,
            results=[(each.id, _label(texts, each)) for each in results],
            earlier=(earlier.id, _label(texts, earlier)),
            later=(later.id, _label(texts, later)),
            change=change(earlier.assessment, later.assessment, before, after, texts),
        )

    return routes


def _label(texts: Texts, result: PastResult) -> str:
    """A result by its day, its session, and who gave it."""
    words = said(texts.language)["change"]
    day = day_in_words(texts, local_day(result.created))
    who = words["agreed"] if result.agreed else result.voice
    return fill(words["result_of" if who else "result"], day=day, session=result.session.name, who=who)
