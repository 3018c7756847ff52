//! Ways out of the kiosk, each tried: keys and pointer as a person at the kiosk has them, and what
//! a page could be talked into. After each there is one window, full, with the same page, and
//! neither a new process nor a new file.

use crate::{
    hand::{Hand, Program, State, alike, symbol::*},
    place::{Network, Place},
    visitor,
    window::Window,
};
use serde_json::Value;
use std::time::Duration;

const fn letter(letter: char) -> u32 {
    letter as u32
}

/// Keys, each with the way it would lead out.
const KEYS: &[(&str, &[u32])] = &[
    ("close the window", &[ALT, F1 + 3]),
    ("close the tab", &[CONTROL, letter('w')]),
    ("close the browser", &[CONTROL, letter('q')]),
    ("close all", &[CONTROL, SHIFT, letter('w')]),
    ("a new window", &[CONTROL, letter('n')]),
    ("a private window", &[CONTROL, SHIFT, letter('n')]),
    ("a new tab", &[CONTROL, letter('t')]),
    ("the last tab again", &[CONTROL, SHIFT, letter('t')]),
    ("open a file", &[CONTROL, letter('o')]),
    ("save the page", &[CONTROL, letter('s')]),
    ("print", &[CONTROL, letter('p')]),
    ("print by the system", &[CONTROL, SHIFT, letter('p')]),
    ("find", &[CONTROL, letter('f')]),
    ("find again", &[CONTROL, letter('g')]),
    ("the source", &[CONTROL, letter('u')]),
    ("the inspector", &[CONTROL, SHIFT, letter('i')]),
    ("the toolkit's inspector", &[CONTROL, SHIFT, letter('d')]),
    ("the console", &[CONTROL, SHIFT, letter('j')]),
    ("pick an element", &[CONTROL, SHIFT, letter('c')]),
    ("inspector by F12", &[F1 + 11]),
    ("history", &[CONTROL, letter('h')]),
    ("downloads", &[CONTROL, letter('j')]),
    ("the address", &[CONTROL, letter('l')]),
    ("bookmarks", &[CONTROL, letter('d')]),
    ("reload", &[CONTROL, letter('r')]),
    ("reload everything", &[CONTROL, SHIFT, letter('r')]),
    ("reload by F5", &[F1 + 4]),
    ("reload everything by F5", &[CONTROL, F1 + 4]),
    ("larger", &[CONTROL, letter('+')]),
    ("larger by the other key", &[CONTROL, letter('=')]),
    ("smaller", &[CONTROL, letter('-')]),
    ("as it was", &[CONTROL, letter('0')]),
    ("help", &[F1]),
    ("find by F3", &[F1 + 2]),
    ("the address by F6", &[F1 + 5]),
    ("carets by F7", &[F1 + 6]),
    ("the menu bar", &[F1 + 9]),
    ("the menu of the field", &[SHIFT, F1 + 9]),
    ("the menu key", &[MENU]),
    ("leave full screen", &[F1 + 10]),
    ("leave by Escape", &[ESCAPE]),
    ("task manager", &[SHIFT, ESCAPE]),
    ("back", &[ALT, LEFT]),
    ("forward", &[ALT, RIGHT]),
    ("the home page", &[ALT, HOME]),
    ("the window's menu", &[ALT, letter(' ')]),
    ("the next window", &[ALT, TAB]),
    ("the next tab", &[CONTROL, TAB]),
    ("the first tab", &[CONTROL, letter('1')]),
    ("the earlier tab", &[CONTROL, PAGE_UP]),
    ("the desktop", &[SUPER, letter('d')]),
    ("run something", &[ALT, F1 + 1]),
    ("a terminal", &[CONTROL, ALT, letter('t')]),
    ("the session", &[CONTROL, ALT, DELETE]),
    ("lock", &[SUPER, letter('l')]),
    ("a picture of the screen", &[PRINT]),
    ("mark everything", &[CONTROL, letter('a')]),
    ("copy", &[CONTROL, letter('c')]),
    ("cut", &[CONTROL, letter('x')]),
    ("paste", &[CONTROL, letter('v')]),
    ("paste plainly", &[CONTROL, SHIFT, letter('v')]),
    ("copy as of old", &[CONTROL, INSERT]),
    ("cut as of old", &[SHIFT, DELETE]),
    ("paste as of old", &[SHIFT, INSERT]),
    ("undo", &[CONTROL, letter('z')]),
    ("redo", &[CONTROL, letter('y')]),
    ("redo by Shift", &[CONTROL, SHIFT, letter('z')]),
    ("mark to the start", &[SHIFT, HOME]),
    ("mark a letter", &[SHIFT, LEFT]),
    ("mark upwards", &[SHIFT, UP]),
    ("pictures of faces", &[CONTROL, letter('.')]),
    ("pictures of faces by the other key", &[CONTROL, letter(';')]),
    ("letters by number", &[CONTROL, SHIFT, letter('u')]),
    ("directions", &[CONTROL, SHIFT, SHIFT + 1]),
    ("overwriting", &[INSERT]),
    ("all text by Alt", &[ALT, letter('f')]),
];

type Pointing = fn(&Hand, (i16, i16));

const POINTER: &[(&str, Pointing)] = &[
    ("the menu of the engine", |hand, _| hand.clicks(3)),
    ("paste by the middle button", |hand, _| hand.clicks(2)),
    ("back by the thumb", |hand, _| hand.clicks(8)),
    ("forward by the thumb", |hand, _| hand.clicks(9)),
    ("mark a word", |hand, _| (0..2).for_each(|_| hand.clicks(1))),
    ("mark a line", |hand, _| (0..3).for_each(|_| hand.clicks(1))),
    ("mark by drawing", |hand, (x, y)| {
        hand.button_down(1);
        (1..=12).for_each(|step| hand.points(x - step * 8, y));
        hand.button_up(1);
        hand.points(x, y);
    }),
    ("mark up to here", |hand, (x, y)| {
        hand.key_down(SHIFT);
        hand.points(x - 40, y);
        hand.clicks(1);
        hand.key_up(SHIFT);
        hand.points(x, y);
    }),
    ("larger by the wheel", |hand, _| wheel(hand, 4)),
    ("smaller by the wheel", |hand, _| wheel(hand, 5)),
    ("in a new window", |hand, _| {
        hand.key_down(CONTROL);
        hand.clicks(1);
        hand.key_up(CONTROL);
    }),
    ("move the window", |hand, (x, y)| {
        hand.key_down(ALT);
        hand.button_down(1);
        hand.points(x + 60, y + 60);
        hand.button_up(1);
        hand.key_up(ALT);
        hand.points(x, y);
    }),
    ("from the edge of the screen", |hand, (x, y)| {
        hand.points(0, 0);
        hand.clicks(3);
        hand.points(x, y);
    }),
];

fn wheel(hand: &Hand, button: u8) {
    hand.key_down(CONTROL);
    (0..4).for_each(|_| hand.clicks(button));
    hand.key_up(CONTROL);
}

/// What a window manager, a task bar or a session asks of a window.
const MANAGER: &[(&str, &str)] =
    &[("close by the task bar", "WM_DELETE_WINDOW"), ("end with the session", "WM_SAVE_YOURSELF")];

/// What is to be the same after each: the windows, processes and files, and the picture.
struct Before {
    state: State,
    picture: Vec<u8>,
}

impl Before {
    async fn of(kiosk: &Program) -> Self {
        kiosk.still().await;
        Self { state: kiosk.state(), picture: kiosk.screen.dots() }
    }

    /// What is different, in words.
    fn differs(&self, kiosk: &Program) -> Option<String> {
        let now = kiosk.state();
        if now != self.state {
            return Some(format!("{now:?} where there was {:?}", self.state));
        }
        (!alike(&self.picture, &kiosk.screen.dots())).then(|| "another picture".to_owned())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_and_no_pointer_leads_out_of_the_kiosk() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/breakouts", 30).await;
    let kiosk = Program::kiosk(&place, &[]).await;
    visitor::to_a_field(&kiosk).await;
    let (x, y) = visitor::field_after_typing(&kiosk, "secret name").await;
    kiosk.hand.points(x, y);
    let before = Before::of(&kiosk).await;
    // Somebody at another window has copied something: asked for by nobody, pasted by nobody.
    let staff = Hand::here();
    for which in ["CLIPBOARD", "PRIMARY"] {
        staff.copies(which);
    }

    let (mut tried, mut escaped) = (0, Vec::new());
    let mut look = |what: &str, kiosk: &Program| {
        tried += 1;
        let pasted = staff.was_asked("from staff");
        let differs = before.differs(kiosk);
        let read = (pasted > 0).then(|| "what staff copied was read".to_owned());
        let lost = ["CLIPBOARD", "PRIMARY"].into_iter().find(|which| !staff.still_offers(which));
        let lost = lost.map(|which| format!("{which} was taken"));
        if let Some(how) = differs.or(read).or(lost) {
            let name = format!("{:02}-{}.png", tried, what.replace(' ', "-"));
            kiosk.screen.picture(&place.pictures().join(name));
            escaped.push(format!("{what}: {how}"));
        }
    };
    for (what, together) in KEYS {
        // A key this keyboard lacks is one nobody can press.
        kiosk.hand.press(together);
        kiosk.moment().await;
        look(what, &kiosk);
    }
    for (what, act) in POINTER {
        act(&kiosk.hand, (x, y));
        kiosk.moment().await;
        look(what, &kiosk);
    }
    for (what, asked) in MANAGER {
        kiosk.hand.tell(kiosk.window().expect("the kiosk's window"), "WM_PROTOCOLS", asked);
        kiosk.moment().await;
        look(what, &kiosk);
    }
    // What needs longer than a moment has had it by now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    look("in the end", &kiosk);
    println!("hands: {tried} tried, {} escaped", escaped.len());
    assert_eq!(escaped, Vec::<String>::new());
    assert!(tried >= 60);
}

/// What the page could be made to do, if a visitor found a way to talk to it.
const PAGE: &[(&str, &str)] = &[
    ("another address", "location.href = 'https://example.com/'"),
    ("another address without a trace", "location.replace('https://example.com/')"),
    ("a file", "location.href = 'file:///etc/passwd'"),
    ("data as a page", "location.href = 'data:text/html,out'"),
    (
        "a blob as a page",
        "location.href = URL.createObjectURL(new Blob(['out'], {type: 'text/html'}))",
    ),
    ("a script as an address", "location.href = 'javascript:document.body.remove()'"),
    ("nothing as a page", "location.href = 'about:blank'"),
    ("the desk's page", "location.href = 'index.html'"),
    ("the root", "location.href = '/'"),
    ("mail", "location.href = 'mailto:a@example.com'"),
    ("another program", "location.href = 'tel:123'"),
    ("the engine's own page", "location.href = 'webkit://gpu'"),
    ("a window", "window.open('https://example.com/')"),
    ("a window of our own", "window.open('kiosk.html')"),
    ("a link to a new window", "click('<a href=\"https://example.com/\" target=_blank>x</a>')"),
    ("a link", "click('<a href=\"https://example.com/\">x</a>')"),
    ("a download", "click('<a href=\"kiosk.html\" download=\"out.html\">x</a>')"),
    (
        "a download of a blob",
        "const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['out'])); a.download = 'out.txt'; document.body.append(a); a.click(); a.remove()",
    ),
    (
        "a form that sends",
        "click('<form action=\"https://example.com/\" method=post><button>x</button></form>', 'button')",
    ),
    ("print", "window.print()"),
    ("print from a frame", "frame((inner) => inner.print())"),
    ("say something", "alert('x')"),
    ("say something from a frame", "frame((inner) => inner.alert('x'))"),
    ("ask something", "prompt('x')"),
    ("close", "window.close()"),
    ("close from a frame", "frame((inner) => inner.parent.close.call(inner.parent))"),
    (
        "another frame",
        "const f = document.createElement('iframe'); f.src = 'https://example.com/'; document.body.append(f); setTimeout(() => f.remove(), 50)",
    ),
    ("a file to choose", "click('<input type=file>')"),
    ("a colour to choose", "click('<input type=color>')"),
    ("a day to choose", "click('<input type=date>')"),
    (
        "a list",
        "const s = document.createElement('select'); s.append(new Option('a'), new Option('b')); document.body.append(s); s.focus(); try { s.showPicker() } finally { s.remove() }",
    ),
    (
        "full screen",
        "document.documentElement.requestFullscreen?.() ?? document.documentElement.webkitRequestFullscreen?.()",
    ),
    ("the pointer", "document.body.requestPointerLock?.()"),
    ("a note on the desktop", "Notification.requestPermission(() => new Notification('x'))"),
    (
        "the place",
        "navigator.geolocation.getCurrentPosition(() => { document.body.textContent = 'out' })",
    ),
    (
        "camera and microphone",
        "await navigator.mediaDevices.getUserMedia({audio: true, video: true}); document.body.textContent = 'out'",
    ),
    (
        "the screen",
        "await navigator.mediaDevices.getDisplayMedia({video: true}); document.body.textContent = 'out'",
    ),
    (
        "reading the clipboard",
        "await navigator.clipboard.readText(); document.body.textContent = 'out'",
    ),
    ("writing the clipboard", "await navigator.clipboard.writeText('out')"),
    ("copying by command", "document.execCommand('selectAll'); document.execCommand('copy')"),
    ("pasting by command", "document.execCommand('paste')"),
    ("a server", "await fetch('https://example.com/'); document.body.textContent = 'out'"),
    (
        "a server by the old way",
        "const x = new XMLHttpRequest(); x.open('GET', 'https://example.com/', false); x.send(); document.body.textContent = 'out'",
    ),
    (
        "a socket",
        "new WebSocket('wss://example.com/').onopen = () => { document.body.textContent = 'out' }",
    ),
    (
        "a picture from elsewhere",
        "const i = new Image(); i.onload = () => { document.body.textContent = 'out' }; i.src = 'https://example.com/a.png'",
    ),
    (
        "a script from elsewhere",
        "const s = document.createElement('script'); s.src = 'https://example.com/a.js'; document.head.append(s); s.remove()",
    ),
    (
        "a script in the page",
        "const s = document.createElement('script'); s.textContent = \"document.body.textContent = 'out'\"; document.head.append(s); s.remove()",
    ),
    (
        "a script in an attribute",
        "const d = document.createElement('div'); d.setAttribute('onclick', \"document.body.textContent = 'out'\"); document.body.append(d); d.click(); d.remove()",
    ),
    ("a worker that stays", "await navigator.serviceWorker.register('kiosk.html')"),
    (
        "a page that sends on",
        "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=https://example.com/'; document.head.append(m); m.remove()",
    ),
    ("back", "history.back()"),
    ("forward", "history.forward()"),
    (
        "the desk's search",
        "const a = await window.__TAURI_INTERNALS__.invoke('search', {request: {text: 'maria'}}); document.body.textContent = JSON.stringify(a)",
    ),
    (
        "the desk's settings",
        "const a = await window.__TAURI_INTERNALS__.invoke('boot', {request: {}}); document.body.textContent = JSON.stringify(a)",
    ),
    (
        "the window's own commands",
        "await window.__TAURI_INTERNALS__.invoke('plugin:window|close', {label: 'kiosk'}); document.body.textContent = 'out'",
    ),
    (
        "another window by command",
        "await window.__TAURI_INTERNALS__.invoke('plugin:webview|create_webview_window', {options: {label: 'x', url: 'index.html'}}); document.body.textContent = 'out'",
    ),
    (
        "leaving without a number",
        "const a = await window.__TAURI_INTERNALS__.invoke('kiosk_leave', {request: {}}); if (a.left) document.body.textContent = 'out'",
    ),
    (
        "closing by the desk's command",
        "await window.__TAURI_INTERNALS__.invoke('kiosk_close', {request: {}}); document.body.textContent = 'out'",
    ),
];

/// Runs one of them with what they share, and says how it went.
const HARNESS: &str = "
  const done = arguments[arguments.length - 1];
  const click = (html, inner) => {
    const holder = document.createElement('div');
    holder.innerHTML = html;
    document.body.append(holder);
    (inner ? holder.querySelector(inner) : holder.firstElementChild).click();
    setTimeout(() => holder.remove(), 50);
  };
  const frame = (act) => {
    const one = document.createElement('iframe');
    document.body.append(one);
    try { act(one.contentWindow) } finally { one.remove() }
  };
  const act = async () => { BODY };
  Promise.race([act(), new Promise((go) => setTimeout(go, 400))])
    .then(() => done('ran'), (fault) => done('refused: ' + fault));
";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_the_page_is_talked_into_leads_out_of_the_kiosk() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/breakouts-page", 30).await;
    let kiosk = place.open(&["--kiosk"]).await;
    let hand = Hand::here();
    let same = "document.querySelector('#kiosk')?.dataset.step === 'welcome'";
    kiosk.holds(same).await;
    kiosk.value("void (window.same = true)").await;
    let page = kiosk.value("location.href").await;
    let windows = hand.windows();
    let processes = || engine_below(&kiosk);
    let before = processes();
    let mut escaped = Vec::new();
    for (what, body) in PAGE {
        let went = kiosk.run(&HARNESS.replace("BODY", body), Vec::new()).await;
        tokio::time::sleep(Duration::from_millis(80)).await;
        let holds = format!("{same} && window.same === true");
        let still = kiosk.value(&holds).await == Value::Bool(true)
            && kiosk.value("location.href").await == page
            && hand.windows() == windows
            && processes() == before;
        if !still {
            escaped.push(format!("{what}: {went}"));
            break;
        }
    }
    for which in ["CLIPBOARD", "PRIMARY"] {
        assert_eq!(hand.offered(which).await.unwrap_or_default(), "", "{which}");
    }
    assert_eq!(place.downloads(), Vec::<String>::new());
    println!("page: {} tried, {} escaped", PAGE.len(), escaped.len());
    assert_eq!(escaped, Vec::<String>::new());
}

/// The processes below the program, but for the engine's helpers that come and go.
fn engine_below(kiosk: &Window) -> Vec<u32> {
    let mut all: Vec<_> = kiosk.processes().into_iter().flat_map(crate::window::children).collect();
    all.sort_unstable();
    all
}
