"""How long it takes from the tap on the button to the first question, on a slow processor.

    python bench/widget.py [ROUNDS]

A page of another site carries the one tag. In each round a fresh browser context opens it with the
processor slowed down four times, taps the button, agrees to the notice and waits for the first
question. The server runs on this machine, so the network costs next to nothing.

Where DEEP_CHAT names a `deepChat.bundle.js` (npm: deep-chat), a bare page with that library takes
turns with ours: its button loads the bundle and shows a greeting, its second button makes the same
two requests to the same server and shows the question as text.
"""

import gzip
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright

from advisor.serving.processes import free_port, running

SLOWER = 4
PHONE = {"width": 375, "height": 812}
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><h1>Elder care on Willow Street</h1>"""
OURS = HEAD + '<script src="{server}/web/loader.js" defer></script>'
GREETING = "Shall we begin?"
THEIRS = (
    HEAD
    + """<button id="open">Open</button><button id="agree" hidden>Agree</button><script>
const json = {'Content-Type': 'application/json'}, agree = document.getElementById('agree');
const send = (path, body, token) => fetch('{server}/webhooks/web/' + path, {method: 'POST', body: JSON.stringify(body),
  headers: token ? {...json, Authorization: 'Bearer ' + token} : json});
document.getElementById('open').onclick = async () => {
  await import('/deepChat.bundle.js');
  const chat = document.createElement('deep-chat');
  // Without a font of its own it asks an outside service for one.
  chat.setAttribute('style', 'font-family: sans-serif');
  chat.introMessage = {text: '"""
    + GREETING
    + """'};
  chat.connect = {handler: () => {}};
  document.body.append(chat);
  agree.hidden = false;
  agree.onclick = async () => {
    const {token} = await (await send('visitor', {language: 'en', consent: true})).json();
    const turn = await (await send('message', {id: crypto.randomUUID(), choices: ['do=start']}, token)).text();
    turn.trim().split('\\n').map(JSON.parse).filter(({text}) => text)
      .forEach(({text}) => chat.addMessage({text, role: 'ai'}));
  };
};</script>"""
)
# From the tap, as the browser stamped it, to the first frame that has what is waited for.
WATCH = """(there) => { window.waited = new Promise((done) => addEventListener('click', ({timeStamp}) => {
  const look = () => (eval(there) ? done(performance.now() - timeStamp) : requestAnimationFrame(look));
  requestAnimationFrame(look);
}, {capture: true, once: true})); }"""
ROOT = "document.querySelector('{}')?.shadowRoot"
WAYS = {
    "ours": {
        "page": "/ours.html",
        "open": ".launcher",
        "notice": ROOT.format("cultivation-advisor") + "?.querySelector('.notice-agree .primary')",
        "agree": ".notice-agree .primary",
        "question": ROOT.format("cultivation-advisor") + "?.querySelector('.option')",
    },
    "deep-chat": {
        "page": "/theirs.html",
        "open": "#open",
        "notice": ROOT.format("deep-chat") + f"?.textContent.includes('{GREETING}')",
        "agree": "#agree",
        "question": ROOT.format("deep-chat") + "?.textContent.includes('1 of 12')",
    },
}


@contextmanager
def host_pages():
    """Pages of another site; the files are put into `pages` (path → type and content)."""
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            kind, content = pages[self.path]
            self.send_response(200)
            for name, value in {
                "Content-Type": kind,
                "Content-Encoding": "gzip",
                "Content-Length": str(len(content)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()


def measured(browser, site, way):
    """One visit: milliseconds to the notice and to the question, requests before the tap, bytes in all."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + way["page"])
    page.locator(way["open"]).wait_for()
    page.wait_for_load_state("networkidle")
    before = len([url for url in asked if not url.startswith("data:")]) - 1
    taken = []
    for tapped, there in (("open", "notice"), ("agree", "question")):
        page.evaluate(WATCH, way[there])
        page.locator(way[tapped]).click()
        taken.append(page.evaluate("window.waited"))
    page.wait_for_load_state("networkidle")
    context.close()
    return {"notice": taken[0], "question": taken[1], "sum": sum(taken), "before": before, "bytes": sum(sizes)}


def loader_bytes(server):
    """The size of the one tag's script as it comes over the wire."""
    with urlopen(Request(f"{server}/web/loader.js", headers={"Accept-Encoding": "gzip"})) as reply:
        content = reply.read()
        assert reply.headers["Content-Encoding"] == "gzip"
    return len(content)


def visits(site, ways, rounds):
    """Every way's visits, taking turns; a first one of each does not count."""
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    assert Path(chromium).is_file(), "Chromium is missing (Debian: apt-get install chromium)."
    found = {name: [] for name in ways}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        for number in range(rounds + 1):
            for name in ways:
                visit = measured(browser, site, WAYS[name])
                if number:
                    found[name].append(visit)
        browser.close()
    return found


def table(found):
    """The medians side by side; ratio: ours divided by the other."""
    rows = {
        "tap to notice, ms (p50)": "notice",
        "agree to first question, ms (p50)": "question",
        "tap to first question, ms (p50)": "sum",
        "requests before the tap": "before",
        "kilobytes until the question": "bytes",
    }
    print(f"{'':36}" + "".join(f"{name:>12}" for name in found) + (f"{'ratio':>9}" if len(found) > 1 else ""))
    for label, field in rows.items():
        values = [statistics.median(visit[field] for visit in each) for each in found.values()]
        if field == "bytes":
            values = [value / 1024 for value in values]
        ratio = f"{values[0] / values[1]:9.2f}" if len(values) > 1 and values[1] else ""
        print(f"{label:36}" + "".join(f"{value:12.1f}" for value in values) + ratio)


def main(rounds=15):
    bundle = os.environ.get("DEEP_CHAT")
    ways = ["ours"] + (["deep-chat"] if bundle else [])
    with tempfile.TemporaryDirectory() as folder, host_pages() as (site, pages):
        os.environ |= {"ADVISOR_DATA": folder, "ADVISOR_WEB_ORIGINS": site}
        with running(free_port()) as assistant:
            html = "text/html; charset=utf-8"
            for name, text in (("/ours.html", OURS), ("/theirs.html", THEIRS)):
                page = text.replace("{server}", assistant.address)
                pages[name] = (html, gzip.compress(page.encode()))
            if bundle:
                pages["/deepChat.bundle.js"] = ("text/javascript", gzip.compress(Path(bundle).read_bytes(), 9))
            found = visits(site, ways, rounds)
            print(f"{rounds} fresh contexts each, processor {SLOWER} times slower")
            table(found)
            print(f"{'loader, bytes gzip':36}{loader_bytes(assistant.address):12}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
