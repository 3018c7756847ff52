#!/usr/bin/python3
"""Follows docs/SCREENREADER.md in the real window, key by key, and compares what a screen reader gets.

What is heard is read from the accessibility bus (AT-SPI), where Orca reads it: never from the page.
scripts/listen.sh starts this with a display, a session bus and the accessibility bus.

    listen.py FOLDER-OF-PROGRAMS [FLOW …]
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 (the version comes first)

SCRIPT = Path(__file__).parents[2] / "docs/SCREENREADER.md"
PATIENCE = 20.0
LOOK_AGAIN = 0.05

KEYS = {
    "Enter": "\ue007", "Escape": "\ue00c", "Down": "\ue015", "Up": "\ue013", "Tab": "\ue004",
    "Shift": "\ue008", "Ctrl": "\ue009", "Alt": "\ue00a", "Space": " ", "F5": "\ue035", "F9": "\ue039",
}  # fmt: skip

# What a screen reader says of a control besides its role and name.
STATES = [
    "checked", "selected", "expanded", "pressed", "required", "invalid-entry", "busy", "modal", "unavailable",
]  # fmt: skip
# Only of these it is said that they cannot be used.
USED = ["push button", "toggle button", "entry", "combo box", "check box", "radio button"]

# What stands in these is said after their name.
WRITTEN = ["entry", "combo box", "paragraph", "section"]


class Wrong(Exception):
    """The script and the window do not agree."""


def asked(method, address, body=None):
    data = None if body is None else json.dumps(body).encode()
    kind = {"content-type": "application/json"}
    request = urllib.request.Request(address, method=method, data=data, headers=kind)
    # The practice network is on this computer: no proxy is asked.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refused:
        raise Wrong(f"{method} {address}: {refused.code} {refused.read().decode()[:300]}") from None


def until(what, look, patience=PATIENCE):
    """Waits for what comes when it comes; says what was there instead when it does not."""
    began = time.monotonic()
    while True:
        try:
            found = look()
        except GLib.Error:
            # What was looked at went meanwhile.
            found = None
        if found:
            return found
        if time.monotonic() - began > patience:
            raise Wrong(f"not within {patience:.0f} s: {what}")
        time.sleep(LOOK_AGAIN)


# What is heard


class Heard:
    """One object as a screen reader says it: role, name, states, what stands in it, description."""

    def __init__(self, role, name, states, holds, described):
        self.role, self.name, self.states, self.holds, self.described = role, name, states, holds, described

    def __str__(self):
        states = f" ({', '.join(self.states)})" if self.states else ""
        holds = f' holds "{self.holds}"' if self.holds else ""
        described = f' described "{self.described}"' if self.described else ""
        return f'{self.role} "{self.name}"{states}{holds}{described}'


def plain(text):
    # U+FFFC stands where something is embedded; spaces that do not break sound like any other.
    return " ".join((text or "").replace("\ufffc", " ").replace("\u00a0", " ").split())


def states_of(one):
    held = {state.value_nick for state in one.get_state_set().get_states()}
    if "sensitive" not in held and one.get_role_name() in USED:
        held.add("unavailable")
    return [state for state in STATES if state in held], held


def heard(one):
    role, name, described = one.get_role_name(), plain(one.get_name()), plain(one.get_description())
    holds = plain(text_of(one)) if role in WRITTEN else ""
    return Heard(role, name, states_of(one)[0], holds, "" if described == name else described)


def text_of(one):
    try:
        return Atspi.Text.get_text(one, 0, -1)
    except GLib.Error:
        return ""


def below(one):
    """Everything in the window, in the order in which it is read."""
    try:
        yield one
        for at in range(one.get_child_count()):
            child = one.get_child_at_index(at)
            if child is not None:
                yield from below(child)
    except GLib.Error:
        # It went while it was read.
        return


def whole_text(one):
    return plain(" ".join(text_of(part) for part in below(one)))


class Window:
    """The program, started by its driver; keys go in there, and nothing else is asked of it."""

    def __init__(self, programs, config, data, home):
        port = 20_000 + os.getpid() % 20_000
        env = dict(
            os.environ, TAURI_WEBVIEW_AUTOMATION="true", HOME=home, XDG_CONFIG_HOME=f"{home}/config",
            XDG_CACHE_HOME=f"{home}/cache", XDG_DATA_HOME=f"{home}/data",
        )  # fmt: skip
        env.pop("NO_AT_BRIDGE", None)
        quiet = subprocess.DEVNULL
        self.driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"], env=env, stdin=quiet, stdout=quiet, stderr=quiet
        )
        base = f"http://127.0.0.1:{port}"
        until("the driver", lambda: self.answers(f"{base}/status"))
        arguments = ["--config", config, "--data-dir", data]
        options = {"binary": str(programs / "showroom"), "args": arguments}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        session = asked("POST", f"{base}/session", wanted)["value"]["sessionId"]
        self.base = f"{base}/session/{session}"

    @staticmethod
    def answers(address):
        try:
            return asked("GET", address)
        except OSError:
            return None

    def keys(self, actions):
        source = {"type": "key", "id": "typist", "actions": actions}
        asked("POST", f"{self.base}/actions", {"actions": [source]})

    def press(self, chord):
        together = [KEYS.get(part, part.lower()) for part in chord.split("+")]
        down = [{"type": "keyDown", "value": key} for key in together]
        up = [{"type": "keyUp", "value": key} for key in reversed(together)]
        self.keys(down + up)

    def type(self, text):
        self.keys([{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")])

    def close(self):
        try:
            asked("DELETE", self.base)
        except (OSError, Wrong):
            pass
        self.driver.terminate()
        self.driver.wait()

    # What the bus has of it.

    def page(self):
        desktop = Atspi.get_desktop(0)
        for at in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(at)
            if application is None:
                continue
            for one in below(application):
                if one.get_role_name() == "document web":
                    return one
        return None

    def focused(self):
        """The innermost object that has the focus, as the last one on the way down."""
        page = self.page()
        last = None
        for one in below(page) if page else []:
            if "focused" in states_of(one)[1]:
                last = one
        return last

    def chosen(self):
        """The option a box with a list points to."""
        page = self.page()
        for one in below(page) if page else []:
            if one.get_role_name() == "list item" and "selected" in states_of(one)[1]:
                return one
        return None


class Ear:
    """What the live regions say, in the order in which they say it, from the events a reader gets."""

    def __init__(self):
        self.said = []
        self.listener = Atspi.EventListener.new(self.happened)
        for kind in ("object:text-changed:insert", "object:children-changed:add"):
            self.listener.register(kind)

    def happened(self, event):
        try:
            one = event.source
            while one is not None and one.get_role_name() != "document web":
                if (one.get_attributes() or {}).get("live", "off") != "off":
                    self.said.append(plain(text_of(one)) or plain(" ".join(text_of(part) for part in below(one))))
                    return
                one = one.get_parent()
        except GLib.Error:
            # It went before it was read.
            return

    def listen(self):
        while GLib.MainContext.default().iteration(False):
            pass
        return [said for said in dict.fromkeys(self.said) if said]


# What the script says

EXPECTED = re.compile(
    r'(?P<role>[a-z ]+) "(?P<name>[^"]*)"(?: \((?P<states>[^)]*)\))?'
    r'(?: holds "(?P<holds>[^"]*)")?(?: described "(?P<described>[^"]*)")?$'
)


def pattern(text):
    """`…` stands for what is another each time: a clock, a number, an id."""
    return re.compile(".*".join(re.escape(part) for part in text.split("…")) + "$")


def fits(one, expected):
    """Role, name and states must be these; what it holds and how it is described where it is written."""
    role, name, states, holds, described = expected
    return (
        one.role == role
        and name.match(one.name)
        and one.states == states
        and (holds is None or holds.match(one.holds))
        and (described is None or described.match(one.described))
    )


def parsed(text):
    match = EXPECTED.match(text)
    if not match:
        raise Wrong(f"no role and name: {text}")
    states = [state.strip() for state in (match["states"] or "").split(",") if state.strip()]
    ordered = [state for state in STATES if state in states]
    if len(ordered) != len(states):
        raise Wrong(f"no such state: {text}")
    more = [None if match[part] is None else pattern(match[part]) for part in ("holds", "described")]
    return match["role"], pattern(match["name"]), ordered, *more


def flows():
    """Title and lines of every block that is to be followed."""
    title, inside, found = "", None, []
    for line in SCRIPT.read_text().splitlines():
        if line.startswith("## "):
            title = line[3:].strip()
        elif line == "```listen":
            inside = []
        elif line == "```" and inside is not None:
            found.append((title, inside))
            inside = None
        elif inside is not None and line.strip():
            inside.append(line)
    return found


class Follower:
    def __init__(self, window, network, ear):
        self.window, self.network, self.ear = window, network, ear

    def line(self, line):
        word, _, rest = line.strip().partition(" ")
        if not line.startswith(" "):
            self.ear.listen()
            self.ear.said.clear()
            return self.do(word, rest)
        return self.hear(word, rest.strip())

    def do(self, word, rest):
        if word == "press":
            self.window.press(rest)
        elif word == "type":
            self.window.type(rest)
        elif word == "tab":
            self.tab_to(rest)
        elif word == "network":
            self.network.post("network", {"state": rest})
        elif word == "elsewhere":
            self.network.elsewhere(rest)
        elif word != "look":
            raise Wrong(f"nobody can {word}")

    def tab_to(self, text):
        """As often as it takes, as somebody who listens does; never past everything."""
        expected = parsed(text)
        passed = []
        for _ in range(60):
            self.window.press("Tab")
            time.sleep(LOOK_AGAIN)
            try:
                one = self.window.focused()
                said = heard(one) if one else None
            except GLib.Error:
                continue
            if said is None:
                continue
            if fits(said, expected):
                return
            passed.append(str(said))
        raise Wrong(f"Tab never came to {text}; it came by " + "; ".join(passed))

    def hear(self, word, text):
        if word == "says":
            wanted = [pattern(one.strip('"')) for one in text.split(" or ")]
            self.waits(text, lambda: any(one.match(said) for said in self.ear.listen() for one in wanted), self.ear.listen)
            return
        expected = parsed(text)
        look = {"on": self.window.focused, "chosen": self.window.chosen}.get(word)
        if look:
            now = lambda: [str(heard(one)) for one in [look()] if one]  # noqa: E731
            self.waits(text, lambda: any(fits(heard(one), expected) for one in [look()] if one), now)
        elif word == "there":
            role = expected[0]

            def all_of_it():
                page = self.window.page()
                return [heard(one) for one in below(page) if one.get_role_name() == role] if page else []

            now = lambda: [str(one) for one in all_of_it()]  # noqa: E731
            self.waits(text, lambda: any(fits(one, expected) for one in all_of_it()), now)
        else:
            raise Wrong(f"nobody hears {word}")

    @staticmethod
    def waits(text, look, now):
        try:
            until(text, look)
        except Wrong:
            came = "\n             ".join(now() or ["nothing"])
            raise Wrong(f"wanted: {text}\n      heard: {came}") from None


class Network:
    """The practice network and what another desk does there."""

    def __init__(self, programs, folder):
        log = open(folder / "network.log", "w+")
        arguments = ["serve", "--listen", "127.0.0.1:0", "--data", str(folder / "network"), "--customers", "300"]
        program = str(programs / "dealer-sandbox")
        self.process = subprocess.Popen([program, *arguments], stdout=log, stderr=subprocess.STDOUT)
        pattern = re.compile(r"^listening on (\S+)", re.M)
        read = lambda: pattern.search((folder / "network.log").read_text())  # noqa: E731
        self.base = until("the practice network", read)[1].rstrip("/")

    def post(self, what, body):
        asked("POST", f"{self.base}/_sandbox/{what}", body)

    def elsewhere(self, text):
        """`Maria Sousa: names.givenName Marie, names.middleName Beatriz`"""
        who, _, changes = text.partition(": ")
        found = asked("GET", f"{self.base}/_sandbox/customers?q={urllib.parse.quote(who)}")["items"]
        if len(found) != 1:
            raise Wrong(f"{len(found)} customers are called {who}")
        fields, section = {}, ""
        for change in changes.split(", "):
            path, _, value = change.partition(" ")
            section, _, field = path.partition(".")
            fields[field] = value
        body = {"section": section, "fields": fields}
        self.post(f"customers/{found[0]['keyloopId']}/edit", body)

    def close(self):
        self.process.terminate()
        self.process.wait()


CONFIG = """network = "keyloop"
country = "GB"

[keyloop]
base_url = "{base}"
path = "{{enterprise}}/{{store}}/v1"
enterprise_id = "sample"
store_id = "sample"
api_version = "v1"
dms = "autoline"

[sync]
settle_seconds = 4
probe_seconds = 1

[keys]
store = "file"
"""


def follow(title, lines, programs, ear):
    """One flow at a desk of its own. True when everything was heard."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        network = Network(programs, folder)
        window = None
        try:
            config, data = str(folder / "showroom.toml"), str(folder / "desk")
            Path(config).write_text(CONFIG.format(base=network.base))
            subprocess.run(
                [programs / "showroomctl", "--config", config, "--data-dir", data, "credentials", "set"],
                input=b'{"client_id":"desk","client_secret":"desk-secret"}', check=True, capture_output=True,
            )  # fmt: skip
            window = Window(programs, config, data, str(home))
            follower = Follower(window, network, ear)
            print(f"\n{title}", flush=True)
            for line in lines:
                try:
                    follower.line(line)
                except (Wrong, GLib.Error) as wrong:
                    print(f"  WRONG {line.strip()}\n      {wrong}", flush=True)
                    return False
                print(f"  {line}", flush=True)
            return True
        finally:
            if window:
                window.close()
            network.close()


def main():
    programs, wanted = Path(sys.argv[1]).resolve(), sys.argv[2:]
    chosen = [one for one in flows() if not wanted or any(word in one[0] for word in wanted)]
    if not chosen:
        print("no such flow in docs/SCREENREADER.md")
        return 2
    ear = Ear()
    followed = [follow(title, lines, programs, ear) for title, lines in chosen]
    steps = sum(len(lines) for _, lines in chosen)
    print(f"\n{sum(followed)} of {len(followed)} flows were heard as written ({steps} lines)")
    return 0 if all(followed) else 1


if __name__ == "__main__":
    sys.exit(main())
