"""What is sent arrives, and once: in the platform's form, after refusals, lost answers and silence."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from clients import IMPATIENT, LEADER, QUICK, client_of, in_a_loop
from fake_api import CUSTOM_SEND, DESK_SEND, SCENE, UPLOAD, WECOM_SEND, Drop, FakeApi, Hang, Refuse, Status, Step

from advisor.channels.wechat.client import Menu, Recipient, message_id
from advisor.channels.wechat.errors import ApiFault

PLATFORMS = ["official_account", "wecom", "customer_service"]
SEND = {"official_account": CUSTOM_SEND, "wecom": WECOM_SEND, "customer_service": DESK_SEND}
MENU = Menu("Who pays?", (("main_source=users", "Users"), ("main_source=government", "政府")), "Or type a number.")


@pytest.mark.parametrize("platform", PLATFORMS)
@in_a_loop
async def test_text_and_pictures_arrive_in_the_form_of_the_platform(platform: str) -> None:
    async with FakeApi() as api, client_of(platform, api) as client:
        await client.send_text(LEADER, "谢谢您。", "m1")
        media = await client.upload_image(b"\x89PNG picture")
        await client.send_image(LEADER, media, "m2")
    text, picture = api.deliveries
    assert (text.path, text.person, text.text) == (SEND[platform], "leader-1", "谢谢您。")
    assert picture.body["image"] == {"media_id": "media-1"}
    assert api.uploads == [("picture.png", "image/png", b"\x89PNG picture")]
    assert text.body.get("agentid") == (7 if platform == "wecom" else None)
    assert text.body.get("open_kfid") == (LEADER.desk if platform == "customer_service" else None)


@in_a_loop
async def test_menus_have_the_form_of_each_platform() -> None:
    async with FakeApi() as api:
        async with client_of("official_account", api) as client:
            await client.send_menu(LEADER, MENU, "m1")
        async with client_of("customer_service", api) as client:
            await client.send_menu(LEADER, MENU, "m1")
        async with client_of("wecom", api) as client:
            assert not client.offers_menu
            with pytest.raises(NotImplementedError):
                await client.send_menu(LEADER, MENU, "m1")
    plain, clicks = (delivery.body["msgmenu"]["list"] for delivery in api.deliveries)
    assert plain[1] == {"id": "main_source=government", "content": "政府"}
    assert clicks[1] == {"type": "click", "click": plain[1]}


@in_a_loop
async def test_letters_are_sent_as_they_are_and_not_as_escapes() -> None:
    async with FakeApi() as api, client_of("official_account", api) as client:
        await client.send_text(LEADER, "政府 🏮 \ud800", "m1")
    assert api.texts == ["政府 🏮 ?"]


@in_a_loop
async def test_scene_codes_for_a_while_and_for_ever() -> None:
    async with FakeApi() as api, client_of("official_account", api) as client:
        code = await client.scene_code("workshop-5", seconds=3600)
        await client.scene_code("workshop-5")
    assert (code.ticket, code.url) == ("ticket-workshop-5", "http://weixin.example/workshop-5")
    asked = [body for path, body in api.requests if path == SCENE]
    assert [body["action_name"] for body in asked] == ["QR_STR_SCENE", "QR_LIMIT_STR_SCENE"]
    assert asked[0]["expire_seconds"] == 3600


@in_a_loop
async def test_pages_of_customer_service_are_read_to_the_end() -> None:
    async with (
        FakeApi(inbox=[{"msgid": str(n)} for n in range(5)]) as api,
        client_of("customer_service", api) as client,
    ):
        read: list[dict[str, str]] = []
        cursor, more = "", True
        while more:
            page = await client.messages_since(cursor, "call", LEADER.desk)
            read, cursor, more = [*read, *page.messages], page.cursor, page.more
    assert [message["msgid"] for message in read] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("passing", [Refuse(-1), Status(503), Status(500)])
@in_a_loop
async def test_what_the_platform_did_not_do_is_tried_again(platform: str, passing: Step) -> None:
    async with FakeApi() as api, client_of(platform, api) as client:
        api.script(SEND[platform], passing, passing)
        await client.send_text(LEADER, "hello", "m1")
    assert api.texts == ["hello"]


@pytest.mark.parametrize("platform", PLATFORMS)
@in_a_loop
async def test_trying_again_has_an_end(platform: str) -> None:
    async with FakeApi() as api, client_of(platform, api) as client:
        api.always(SEND[platform], Refuse(-1))
        with pytest.raises(ApiFault) as caught:
            await client.send_text(LEADER, "hello", "m1")
    assert (caught.value.code, caught.value.kind) == ("-1", "temporary")
    assert api.count(SEND[platform]) == QUICK.tries


@pytest.mark.parametrize("lost", [Drop(done=True), Hang(done=True), Status(502, done=True), Status(200, done=True)])
@pytest.mark.parametrize("platform", ["wecom", "customer_service"])
@in_a_loop
async def test_a_lost_answer_is_made_up_for_without_a_second_delivery(platform: str, lost: Step) -> None:
    async with FakeApi() as api, client_of(platform, api, patience=IMPATIENT) as client:
        api.script(SEND[platform], lost)
        await client.send_text(LEADER, "hello", "m1")
    assert api.texts == ["hello"]
    assert api.count(SEND[platform]) == 2


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("lost", [Drop, Hang])
@in_a_loop
async def test_an_official_account_message_whose_answer_was_lost_is_not_sent_again(lost: Any, done: bool) -> None:
    async with FakeApi() as api, client_of("official_account", api, patience=IMPATIENT) as client:
        api.script(CUSTOM_SEND, lost(done=done))
        with pytest.raises(ApiFault) as caught:
            await client.send_text(LEADER, "hello", "m1")
    assert caught.value.perhaps_done
    assert caught.value.kind == "temporary"
    assert api.count(CUSTOM_SEND) == 1


@in_a_loop
async def test_the_same_words_said_twice_on_purpose_arrive_twice() -> None:
    async with FakeApi() as api, client_of("wecom", api) as client:
        await client.send_text(LEADER, "Please choose a number.", "m1")
        await client.send_text(LEADER, "Please choose a number.", "m2")
        await client.send_text(LEADER, "Please choose a number.", "m2 again")
    assert len(api.texts) == 3


@in_a_loop
async def test_words_said_again_on_purpose_are_not_sent_again_where_the_answer_was_lost() -> None:
    async with FakeApi() as api, client_of("wecom", api) as client:
        await client.send_text(LEADER, "Please choose a number.", "m1")
        api.script(WECOM_SEND, Drop(done=True))
        with pytest.raises(ApiFault) as caught:
            await client.send_text(LEADER, "Please choose a number.", "m2")
    assert caught.value.perhaps_done
    assert len(api.texts) == 2


@in_a_loop
async def test_customer_service_knows_a_message_again_after_a_restart() -> None:
    async with FakeApi() as api:
        for _ in range(2):
            async with client_of("customer_service", api) as client:
                await client.send_text(LEADER, "hello", "turn 17 of the leader, part 1")
    assert api.texts == ["hello"]


def test_ids_become_what_the_platform_accepts() -> None:
    assert message_id("turn-1_a") == "turn-1_a"
    assert message_id("轮次 1") == message_id("轮次 1") != message_id("轮次 2")
    assert len(message_id("x" * 33)) == 32


@in_a_loop
async def test_a_silent_platform_is_not_waited_for() -> None:
    async with FakeApi() as api, client_of("official_account", api, patience=IMPATIENT) as client:
        api.always(CUSTOM_SEND, Hang())
        api.always(UPLOAD, Hang())
        with pytest.raises(ApiFault, match="timeout"):
            await asyncio.wait_for(client.send_text(LEADER, "hello", "m1"), 60)
        assert api.count(CUSTOM_SEND) == 1, "a text that may have arrived is not sent again"
        with pytest.raises(ApiFault, match="timeout"):
            await asyncio.wait_for(client.upload_image(b"\xff\xd8\xff picture"), 60)
        assert api.count(UPLOAD) == IMPATIENT.tries


@in_a_loop
async def test_where_nobody_listens_every_try_is_made_and_nothing_counts_as_done() -> None:
    async with FakeApi() as gone:
        pass
    async with client_of("official_account", gone) as client:
        with pytest.raises(ApiFault) as caught:
            await client.send_text(LEADER, "hello", "m1")
    assert (caught.value.code, caught.value.perhaps_done) == ("unreachable", False)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"errcode":"soon"}', b'{"errcode":[]}', b"9" * 5000]
)
@in_a_loop
async def test_an_answer_that_is_none_is_a_fault(body: bytes) -> None:
    async with FakeApi() as api, client_of("official_account", api) as client:
        api.script(CUSTOM_SEND, Status(200, body))
        with pytest.raises(ApiFault, match="not_json"):
            await client.send_text(LEADER, "hello", "m1")


@pytest.mark.parametrize(
    ("platform", "code", "kind", "waits"),
    [
        ("official_account", 45009, "quota", False),
        ("official_account", 45015, "window_closed", True),
        ("official_account", 45047, "quota", True),
        ("official_account", 48001, "permission", False),
        ("official_account", 40164, "address_not_listed", False),
        ("official_account", 40003, "settings", False),
        ("official_account", 40013, "settings", False),
        ("official_account", 40125, "settings", False),
        ("official_account", 45002, "content", False),
        ("official_account", 12345, "unknown", False),
        ("wecom", 60020, "address_not_listed", False),
        ("wecom", 81013, "permission", False),
        ("customer_service", 95001, "quota", True),
        ("customer_service", 95002, "window_closed", True),
        ("customer_service", 95018, "window_closed", False),
        ("customer_service", 60020, "address_not_listed", False),
    ],
)
@in_a_loop
async def test_a_refusal_is_told_apart_and_not_tried_again(platform: str, code: int, kind: str, waits: bool) -> None:
    async with FakeApi() as api, client_of(platform, api) as client:
        api.always(SEND[platform], Refuse(code))
        with pytest.raises(ApiFault) as caught:
            await client.send_text(LEADER, "hello", "m1")
    fault = caught.value
    assert (fault.code, fault.kind, fault.waits_for_person) == (str(code), kind, waits)
    assert api.count(SEND[platform]) == 1


@in_a_loop
async def test_a_member_the_app_does_not_reach_is_a_fault_although_the_code_is_0() -> None:
    async with FakeApi(invisible={"stranger"}) as api, client_of("wecom", api) as client:
        with pytest.raises(ApiFault, match="81013"):
            await client.send_text(Recipient("stranger"), "hello", "m1")


@in_a_loop
async def test_other_bytes_than_a_picture_are_refused_before_they_are_sent() -> None:
    async with FakeApi() as api, client_of("official_account", api) as client:
        with pytest.raises(ValueError, match="PNG or JPEG"):
            await client.upload_image(b"GIF89a")
    assert api.requests == []
