//! A person at a kiosk or a desk: keys and a pointer that reach the toolkit as real ones do, at a
//! program where no driver sees inside. What became of it is read off
//! the display, the processes and the files.

use crate::{
    place::Place,
    screen::{DOT, Screen},
    window::{children, until},
};
use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::Duration,
};
use x11rb::{
    connection::Connection as _,
    protocol::{
        Event,
        xproto::{
            self, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask,
            MapState, PropMode, SelectionNotifyEvent, WindowClass,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

/// Keys by the numbers X11 gives them; letters are their own.
pub mod symbol {
    pub const CONTROL: u32 = 0xffe3;
    pub const ALT: u32 = 0xffe9;
    pub const SHIFT: u32 = 0xffe1;
    pub const SUPER: u32 = 0xffeb;
    pub const TAB: u32 = 0xff09;
    pub const ENTER: u32 = 0xff0d;
    pub const ESCAPE: u32 = 0xff1b;
    pub const DELETE: u32 = 0xffff;
    pub const INSERT: u32 = 0xff63;
    pub const MENU: u32 = 0xff67;
    pub const PRINT: u32 = 0xff61;
    pub const HOME: u32 = 0xff50;
    pub const LEFT: u32 = 0xff51;
    pub const UP: u32 = 0xff52;
    pub const RIGHT: u32 = 0xff53;
    pub const PAGE_UP: u32 = 0xff55;
    pub const BACKSPACE: u32 = 0xff08;
    pub const F1: u32 = 0xffbe;
}

/// How long the program gets to do what it must not do.
const A_MOMENT: Duration = Duration::from_millis(80);
/// Bytes of a picture that are compared at once, which is quick where nothing has changed.
const A_LINE: usize = 1024 * DOT;
/// How many dots a blinking cursor changes, with room for the edges of letters.
const A_CURSOR: usize = 400;

/// What must stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Every window there is to see, with place and size: menus and tips are windows too.
    windows: Vec<(i16, i16, u16, u16)>,
    processes: BTreeSet<(u32, String)>,
    files: BTreeSet<PathBuf>,
}

pub struct Program {
    program: Child,
    title: &'static str,
    ear: Option<ChildStdin>,
    folders: Vec<PathBuf>,
    pub screen: Screen,
    pub hand: Hand,
}

impl Program {
    /// Starts the program as a kiosk computer does.
    pub async fn kiosk(place: &Place, more: &[&str]) -> Self {
        Self::start(place, &[&["--kiosk"], more].concat(), "Welcome").await
    }

    /// Starts the program as a salesperson does.
    pub async fn desk(place: &Place) -> Self {
        Self::start(place, &[], "Showroom").await
    }

    async fn start(place: &Place, arguments: &[&str], title: &'static str) -> Self {
        fs::create_dir_all(place.pictures()).expect("a folder for the pictures");
        let home = place.home();
        let mut command = Command::new(crate::window::program());
        command.arg("--config").arg(place.config()).arg("--data-dir").arg(place.data());
        command.args(arguments);
        let mut program = command
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env_remove("TAURI_WEBVIEW_AUTOMATION")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let ear = program.stdin.take();
        let opened = Self {
            program,
            title,
            ear,
            folders: vec![home, place.data()],
            screen: Screen::here(),
            hand: Hand::here(),
        };
        until("its window", || async { opened.window() }).await;
        opened.drawn().await;
        opened
    }

    /// The number the display gave its window.
    pub fn window(&self) -> Option<u32> {
        self.hand.window_with_title(self.title)
    }

    /// What its desk would say to it.
    pub fn hears(&mut self, word: &str) {
        use std::io::Write as _;
        let ear = self.ear.as_mut().expect("an ear");
        writeln!(ear, "{word}").expect("it hears");
    }

    /// True once the program has ended by itself.
    pub fn ended(&mut self) -> Option<bool> {
        self.program.try_wait().expect("a child").map(|status| status.success())
    }

    /// Waits until there is a page to see that does not change any more.
    pub async fn drawn(&self) {
        until("the page is drawn", || async { (self.screen.colours() > 8).then_some(()) }).await;
        self.still().await;
    }

    /// Waits until two looks, a moment apart, see the same.
    pub async fn still(&self) {
        until("the page stands still", || async {
            let before = self.screen.dots();
            tokio::time::sleep(A_MOMENT * 3).await;
            (differing(&before, &self.screen.dots()) <= A_CURSOR).then_some(())
        })
        .await;
    }

    pub fn state(&self) -> State {
        let mut files = BTreeSet::new();
        for folder in &self.folders {
            listed(folder, &mut files);
        }
        // What databases and logs put beside themselves comes and goes.
        files.retain(|file| {
            let name = file.to_string_lossy();
            !name.contains("/logs/") && !name.ends_with("-journal") && !name.ends_with("-wal")
        });
        State { windows: self.hand.windows(), processes: self.processes(), files }
    }

    /// The program and everything below it.
    pub fn processes(&self) -> BTreeSet<(u32, String)> {
        let (mut found, mut open) = (BTreeSet::new(), vec![self.program.id()]);
        while let Some(process) = open.pop() {
            let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
            found.insert((process, name.trim().to_owned()));
            open.extend(children(process));
        }
        found
    }

    /// The process that holds the files and asks the network.
    pub fn core(&self) -> u32 {
        self.program.id()
    }

    /// The processes of the engine with this in their name.
    pub fn engine(&self, part: &str) -> Vec<u32> {
        let all = self.processes();
        all.into_iter()
            .filter(|(_, name)| name.contains(part))
            .map(|(process, _)| process)
            .collect()
    }

    /// Lets the program do what it must not do, if it can.
    pub async fn moment(&self) {
        self.hand.settle();
        tokio::time::sleep(A_MOMENT).await;
    }

    /// Every file below the kiosk's folders in which these bytes stand.
    pub fn files_with(&self, bytes: &[u8]) -> Vec<PathBuf> {
        files_with(&self.folders, bytes)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        for (process, _) in self.processes() {
            drop(Command::new("kill").args(["-KILL", &process.to_string()]).status());
        }
        drop(self.program.wait());
    }
}

/// How many dots of two pictures of one size differ.
pub fn differing(one: &[u8], other: &[u8]) -> usize {
    let lines = one.chunks(A_LINE).zip(other.chunks(A_LINE)).filter(|(a, b)| a != b);
    let dots = lines.flat_map(|(a, b)| a.chunks_exact(DOT).zip(b.chunks_exact(DOT)));
    dots.filter(|(a, b)| a != b).count()
}

/// The same picture but for a cursor.
pub fn alike(one: &[u8], other: &[u8]) -> bool {
    differing(one, other) <= A_CURSOR
}

/// How often a text stands in the memory of a process, as engines write it: one or two bytes a
/// letter.
pub fn in_memory(process: u32, text: &str) -> usize {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    any_in_memory(process, &[text.as_bytes(), &wide])
}

/// How often any of these stands there.
pub fn any_in_memory(process: u32, wanted: &[&[u8]]) -> usize {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let open = |name: &str| fs::File::open(format!("/proc/{process}/{name}"));
    let (Ok(mut memory), Ok(mut pages)) = (open("mem"), open("pagemap")) else { return 0 };
    let mut found = 0;
    for part in maps.lines().filter_map(written_to) {
        for used in in_use(&mut pages, part) {
            // A part that was let go meanwhile ends early.
            let held = read(&mut memory, used);
            found += wanted.iter().map(|bytes| count(&held, bytes)).sum::<usize>();
        }
    }
    found
}

/// Those pages of a part of memory that hold anything, side by side as one: engines ask for a
/// hundred times what they use. Two bits of a page's eight bytes say so (proc_pid_pagemap(5)).
fn in_use(pages: &mut fs::File, [from, to]: [u64; 2]) -> Vec<[u64; 2]> {
    const PAGE: u64 = 4096;
    const IN_MEMORY_OR_SWAPPED: u8 = 0b1100_0000;
    let said = read(pages, [from / PAGE * 8, to / PAGE * 8]);
    let mut used: Vec<[u64; 2]> = Vec::new();
    for (page, entry) in (from / PAGE..).zip(said.chunks_exact(8)) {
        if entry[7] & IN_MEMORY_OR_SWAPPED == 0 {
            continue;
        }
        let begin = page * PAGE;
        match used.last_mut().filter(|last| last[1] == begin) {
            Some(last) => last[1] += PAGE,
            None => used.push([begin, begin + PAGE]),
        }
    }
    used
}

/// What stands there, as much of it as can be read.
fn read(file: &mut fs::File, [from, to]: [u64; 2]) -> Vec<u8> {
    let mut held = Vec::new();
    if file.seek(SeekFrom::Start(from)).is_ok() {
        drop(file.take(to - from).read_to_end(&mut held));
    }
    held
}

/// From where to where, of a line of a process's map that can be written to.
fn written_to(line: &str) -> Option<[u64; 2]> {
    let (range, rest) = line.split_once(' ')?;
    let (from, to) = range.split_once('-')?;
    let ends = [u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?];
    rest.starts_with("rw").then_some(ends)
}

/// Every file below these folders in which these bytes stand, or those of a text of two bytes a
/// letter.
pub fn files_with(folders: &[PathBuf], bytes: &[u8]) -> Vec<PathBuf> {
    let wide: Vec<u8> = bytes.iter().flat_map(|byte| [*byte, 0]).collect();
    let mut files = BTreeSet::new();
    folders.iter().for_each(|folder| listed(folder, &mut files));
    let has = |file: &PathBuf| {
        fs::read(file).is_ok_and(|held| count(&held, bytes) + count(&held, &wide) > 0)
    };
    files.into_iter().filter(has).collect()
}

fn count(held: &[u8], wanted: &[u8]) -> usize {
    let Some((&first, rest)) = wanted.split_first() else { return 0 };
    let (mut left, mut found) = (held, 0);
    // The standard library's search for one byte is quick in every build.
    while left.skip_until(first).is_ok_and(|passed| passed > 0) {
        found += usize::from(left.starts_with(rest));
    }
    found
}

fn listed(folder: &Path, into: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.path().is_dir() {
            listed(&entry.path(), into);
        } else {
            into.insert(entry.path());
        }
    }
}

/// Keys, pointer and clipboard, as another program on the same display has them.
pub struct Hand {
    display: RustConnection,
    root: u32,
    own: u32,
    keys: Vec<(u32, u8, bool)>,
}

impl Hand {
    pub fn here() -> Self {
        let (display, number) = x11rb::connect(None).expect("a display");
        let root = display.setup().roots[number].root;
        let own = display.generate_id().expect("a number");
        let like = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        let (form, depth) = (WindowClass::INPUT_OUTPUT, x11rb::COPY_DEPTH_FROM_PARENT);
        display
            .create_window(depth, own, root, 0, 0, 1, 1, 0, form, x11rb::COPY_FROM_PARENT, &like)
            .expect("a window that is not shown");
        let keys = keys(&display);
        Self { display, root, own, keys }
    }

    /// Presses keys together and lets go of them in the other order. False where the keyboard has
    /// no such key.
    pub fn press(&self, together: &[u32]) -> bool {
        let mut codes = Vec::new();
        for symbol in together {
            let Some((_, code, shifted)) = self.keys.iter().find(|(known, ..)| known == symbol)
            else {
                return false;
            };
            if *shifted && !together.contains(&symbol::SHIFT) {
                codes.extend(self.code(symbol::SHIFT));
            }
            codes.push(*code);
        }
        for code in &codes {
            self.fake(xproto::KEY_PRESS_EVENT, *code);
        }
        for code in codes.iter().rev() {
            self.fake(xproto::KEY_RELEASE_EVENT, *code);
        }
        self.settle();
        true
    }

    pub fn types(&self, text: &str) {
        for letter in text.chars() {
            assert!(self.press(&[u32::from(letter)]), "no key for {letter}");
        }
    }

    pub fn points(&self, x: i16, y: i16) {
        let kind = xproto::MOTION_NOTIFY_EVENT;
        self.display.xtest_fake_input(kind, 0, 0, self.root, x, y, 0).expect("pointed");
        self.settle();
    }

    pub fn clicks(&self, button: u8) {
        self.button_down(button);
        self.button_up(button);
    }

    pub fn button_down(&self, button: u8) {
        self.fake(xproto::BUTTON_PRESS_EVENT, button);
        self.settle();
    }

    pub fn button_up(&self, button: u8) {
        self.fake(xproto::BUTTON_RELEASE_EVENT, button);
        self.settle();
    }

    pub fn key_down(&self, symbol: u32) {
        self.code(symbol).into_iter().for_each(|code| self.fake(xproto::KEY_PRESS_EVENT, code));
    }

    pub fn key_up(&self, symbol: u32) {
        self.code(symbol).into_iter().for_each(|code| self.fake(xproto::KEY_RELEASE_EVENT, code));
    }

    fn code(&self, symbol: u32) -> Option<u8> {
        self.keys.iter().find(|(known, ..)| *known == symbol).map(|(_, code, _)| *code)
    }

    fn fake(&self, kind: u8, detail: u8) {
        let here = x11rb::CURRENT_TIME;
        self.display.xtest_fake_input(kind, detail, here, self.root, 0, 0, 0).expect("pressed");
    }

    /// Waits until the display has done all that was asked.
    pub fn settle(&self) {
        self.display.sync().expect("a display");
    }

    /// Place and size of every window there is to see.
    pub fn windows(&self) -> Vec<(i16, i16, u16, u16)> {
        let tree = self.display.query_tree(self.root).expect("asked").reply().expect("a tree");
        let seen = |window: u32| {
            let state = self.display.get_window_attributes(window).ok()?.reply().ok()?;
            let at = self.display.get_geometry(window).ok()?.reply().ok()?;
            let shown =
                state.map_state == MapState::VIEWABLE && state.class == WindowClass::INPUT_OUTPUT;
            shown.then_some((at.x, at.y, at.width, at.height))
        };
        tree.children.into_iter().filter_map(seen).collect()
    }

    pub fn window_with_title(&self, title: &str) -> Option<u32> {
        let tree = self.display.query_tree(self.root).expect("asked").reply().expect("a tree");
        tree.children.into_iter().find(|window| {
            let name = AtomEnum::WM_NAME;
            let held = self.display.get_property(false, *window, name, AtomEnum::ANY, 0, 64);
            let held = held.ok().and_then(|asked| asked.reply().ok());
            let seen = self.display.get_window_attributes(*window).ok();
            let seen = seen.and_then(|asked| asked.reply().ok());
            held.is_some_and(|held| held.value == title.as_bytes())
                && seen.is_some_and(|seen| seen.map_state == MapState::VIEWABLE)
        })
    }

    /// What a window manager or a task bar sends.
    pub fn tell(&self, window: u32, kind: &str, first: &str) {
        let (kind, first) = (self.atom(kind), self.atom(first));
        let message = ClientMessageEvent::new(32, window, kind, [first, 0, 0, 0, 0]);
        let none = EventMask::NO_EVENT;
        self.display.send_event(false, window, none, message).expect("sent");
        self.settle();
    }

    fn atom(&self, name: &str) -> u32 {
        let asked = self.display.intern_atom(false, name.as_bytes()).expect("asked");
        asked.reply().expect("an atom").atom
    }

    /// What another program would paste: `CLIPBOARD`, or `PRIMARY` for what is marked.
    pub async fn offered(&self, which: &str) -> Option<String> {
        let (which, text, here) =
            (self.atom(which), self.atom("UTF8_STRING"), self.atom("SHOWROOM_TEST"));
        let owner = self.display.get_selection_owner(which).expect("asked").reply();
        if owner.expect("an owner").owner == x11rb::NONE {
            return None;
        }
        let now = x11rb::CURRENT_TIME;
        self.display.convert_selection(self.own, which, text, here, now).expect("asked");
        self.display.flush().expect("a display");
        let told = until("the clipboard answers", || async {
            match self.display.poll_for_event().expect("a display") {
                Some(Event::SelectionNotify(told)) => Some(told),
                _ => None,
            }
        })
        .await;
        if told.property == x11rb::NONE {
            return Some(String::new());
        }
        let held = self.display.get_property(true, self.own, here, AtomEnum::ANY, 0, 1 << 16);
        let held = held.expect("asked").reply().expect("a text");
        Some(String::from_utf8_lossy(&held.value).into_owned())
    }

    /// Offers a text as somebody at another window does who has copied it.
    pub fn copies(&self, which: &str) {
        let which = self.atom(which);
        let now = x11rb::CURRENT_TIME;
        self.display.set_selection_owner(self.own, which, now).expect("asked");
        self.settle();
    }

    /// True while nobody else has copied anything since.
    pub fn still_offers(&self, which: &str) -> bool {
        let asked = self.display.get_selection_owner(self.atom(which)).expect("asked");
        asked.reply().expect("an owner").owner == self.own
    }

    /// How often the text was asked for since; each time it is given.
    pub fn was_asked(&self, text: &str) -> usize {
        let mut asked = 0;
        let targets = self.atom("TARGETS");
        while let Some(event) = self.display.poll_for_event().expect("a display") {
            let Event::SelectionRequest(request) = event else { continue };
            let place = request.property;
            let to = request.requestor;
            if request.target == targets {
                let offered = [targets, self.atom("UTF8_STRING")];
                let kind = AtomEnum::ATOM;
                self.display
                    .change_property32(PropMode::REPLACE, to, place, kind, &offered)
                    .expect("answered");
            } else {
                asked += 1;
                let (kind, text) = (request.target, text.as_bytes());
                self.display
                    .change_property8(PropMode::REPLACE, to, place, kind, text)
                    .expect("answered");
            }
            let answer = SelectionNotifyEvent {
                response_type: xproto::SELECTION_NOTIFY_EVENT,
                sequence: 0,
                time: request.time,
                requestor: to,
                selection: request.selection,
                target: request.target,
                property: place,
            };
            self.display.send_event(false, to, EventMask::NO_EVENT, answer).expect("sent");
        }
        self.settle();
        asked
    }
}

/// What each key of the display's keyboard writes, alone and with Shift.
fn keys(display: &RustConnection) -> Vec<(u32, u8, bool)> {
    let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
    let asked = display.get_keyboard_mapping(first, last - first + 1).expect("asked");
    let mapping = asked.reply().expect("a keyboard");
    let wide = usize::from(mapping.keysyms_per_keycode);
    let mut keys = Vec::new();
    for shifted in [false, true] {
        for (code, symbols) in (first..=last).zip(mapping.keysyms.chunks(wide)) {
            let symbol = symbols.get(usize::from(shifted)).copied().unwrap_or_default();
            if symbol != 0 {
                keys.push((symbol, code, shifted));
            }
        }
    }
    keys
}
