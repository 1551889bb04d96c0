"""Several voices of one organization: what each said, what they agree on by talking, and what would follow."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import Gate
from advisor.knowledge import load_knowledge
from advisor.pages.reports import FORMATS, made
from advisor.pages.training.agreeing import Unfit, agreed_on, shared
from advisor.pages.training.files import download, one_more
from advisor.pages.training.forms import chosen, field
from advisor.pages.training.group_texts import ONCE, before_the_group, said
from advisor.pages.training.guard import Guard, may
from advisor.pages.training.layout import page, to
from advisor.pages.training.organizations import Organization, key_of, named_organizations, tried
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.visits import PATH, Visit
from advisor.reports.content import result_content
from advisor.reports.phrases import certainty_name
from advisor.reports.printing import PrintingUnavailable
from advisor.training.accounts import Action
from advisor.training.records import Agreed, Session
from advisor.training.released import asked
from advisor.training.voices import agreed_assessment
from advisor.training.voices import voices as voices_of
from advisor.wording.assessment_object import utc_now
from advisor.wording.texts import Texts

SEVERAL = 2


def voices(guard: Guard, gate: Gate) -> Blueprint:
    """The routes `/training/<id>/voices…`; slot `voices`."""
    routes = Blueprint("training_voices", url_prefix=PATH)
    sessions = guard.stores.sessions
    agreeing = threading.Lock()

    async def organizations(session: Session) -> dict[str, Organization]:
        return named_organizations(session, await asyncio.to_thread(sessions.seats, session.id))

    async def several_voices(
        request: Request, visit: Visit, session: Session, action: Action, key: str
    ) -> Organization:
        """The organization with this key; one that may not be shown is answered like one there is not, and recorded."""
        organization = (await organizations(session)).get(key)
        if organization is None or len(organization.seats) < SEVERAL:
            await guard.record(request, visit, action, tried(session, key), allowed=False)
            raise Refusal("not_found")
        return organization

    def agreed_by(session: Session, organization: Organization) -> Agreed:
        for name, agreed in sessions.agreed(session.id).items():
            if key_of(name) == organization.key:
                return agreed
        return Agreed(organization.name)

    @routes.get("/<id:str>/voices")
    @guard.session_page(Action.SEE_ANSWERS)
    async def all_of_them(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        found = list((await organizations(session)).values())
        several = [each for each in found if len(each.seats) >= SEVERAL]
        values = {"said": said(visit.language), "several": several, "single": len(found) - len(several)}
        return page(request, visit, "voices_all.html.j2", session=session, tab="voices", **values)

    @routes.get("/<id:str>/voices/<key:str>")
    @guard.session_page(Action.SEE_ANSWERS)
    async def show(request: Request, visit: Visit, session: Session, key: str) -> HTTPResponse:
        organization = await several_voices(request, visit, session, Action.SEE_ANSWERS, key)
        return await shown(request, before_the_group(request, visit, session), session, organization)

    async def shown(
        request: Request, visit: Visit, session: Session, organization: Organization, fault: str = ""
    ) -> HTTPResponse:
        knowledge, texts = load_knowledge(), Texts(load_knowledge(), visit.language)
        agreed = await asyncio.to_thread(agreed_by, session, organization)
        side_by_side = voices_of(session, organization.seats, knowledge, texts, agreed)
        what_if: dict[str, list[Any]] = {}
        for each in side_by_side.what_if:
            if each.decides or each.problems:
                what_if.setdefault(each.question, []).append(each)
        return page(
            request,
            visit,
            "voices.html.j2",
            422 if fault else 200,
            session=session,
            tab="voices",
            said=said(visit.language),
            fault=fault,
            organization=organization,
            voices=side_by_side,
            what_if=what_if,
            agreed=agreed,
            options={each.question: _options(texts, each.question) for each in side_by_side.questions},
            result=_result(texts, agreed) if agreed.answers else None,
            asked=len(asked(session, knowledge)),
            share=len([each for each in shared(organization.seats, session, knowledge) if each not in agreed.answers]),
            formats=tuple(FORMATS),
            changes=may(visit.who, Action.CHANGE_ANSWERS, session),
        )

    @routes.post("/<id:str>/voices/<key:str>")
    @guard.session_page(Action.CHANGE_ANSWERS)
    async def agree(request: Request, visit: Visit, session: Session, key: str) -> HTTPResponse:
        organization = await several_voices(request, visit, session, Action.CHANGE_ANSWERS, key)
        visit, knowledge = before_the_group(request, visit, session), load_knowledge()
        question, what = field(request, "question"), field(request, "do")
        dissent = " ".join(str(request.form.get("dissent", "")).split())

        def keep() -> None:
            with agreeing:
                before = agreed_by(session, organization)
                if what == "shared":
                    answers = {**shared(organization.seats, session, knowledge), **before.answers}
                    after = replace(before, answers=answers)
                else:
                    values = None if what == "open" else chosen(request, "value")
                    after = agreed_on(before, question, values, dissent, session, knowledge)
                sessions.agree(session.id, replace(after, changed=utc_now()))

        try:
            await asyncio.to_thread(keep)
        except Unfit as unfit:
            words = said(visit.language)["voices"]["faults"]
            return await shown(request, visit, session, organization, words[unfit.code])
        place = f"#{question}" if question in knowledge.questions else "#agreed"
        return to(f"{PATH}/{session.id}/voices/{organization.key}?{ONCE}={visit.language}{place}")

    @routes.get("/<id:str>/voices/<key:str>/report/<format:str>")
    @guard.session_page(Action.EXPORT_ANSWERS)
    async def report(request: Request, visit: Visit, session: Session, key: str, format: str) -> HTTPResponse:
        organization = await several_voices(request, visit, session, Action.EXPORT_ANSWERS, key)
        visit = before_the_group(request, visit, session)
        agreed = await asyncio.to_thread(agreed_by, session, organization)
        if format not in FORMATS or not agreed.answers:
            raise Refusal("not_found")
        one_more(gate, visit)

        def work() -> HTTPResponse:
            knowledge = load_knowledge()
            assessment = agreed_assessment(agreed, knowledge, visit.language)
            content = result_content(knowledge, visit.language, assessment, {}, {}, (), organization.name)
            done = made(content, format)
            return download(done.content, done.kind, done.file_name)

        try:
            return await asyncio.to_thread(work)
        except PrintingUnavailable:
            words = said(visit.language)["papers"]["no_printing"]
            values = {"title": words["title"], "text": words["text"]}
            return page(request, visit, "refused.html.j2", 503, session=session, tab="voices", **values)

    return routes


def _options(texts: Texts, question: str) -> list[tuple[str, str]]:
    values = texts.knowledge.questions[question].values
    return [(value, texts.option(question, value)["label"]) for value in values]


def _result(texts: Texts, agreed: Agreed) -> dict[str, Any]:
    """The assessment of what is agreed on, in words."""
    found = agreed_assessment(agreed, texts.knowledge, texts.language)
    return {
        "type": texts.name_of_type(found["orientation"]),
        "certainty": certainty_name(found["orientation"], found["confidence"], texts),
        "reasons": [(reason["text"], texts.cite(reason["section"])) for reason in found["reasons"]],
        "problems": [
            (texts.get("problems", problem["id"], "title"), texts.cite(problem["section"]))
            for problem in found["problems"]
            if problem["status"] == "found"
        ],
    }
