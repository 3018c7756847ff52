//! What a person feels of the real window, on the practice network: the median of five starts, from
//! asking for the window to a search box that has the cursor and answers; memory; and, among many
//! customers, how long after a key its rows are painted.

#![expect(clippy::expect_used, reason = "a test without its ground has nothing to do but stop")]

#[expect(dead_code, reason = "the tests use more of it")]
mod place;
#[expect(dead_code, reason = "the tests use more of it")]
mod window;

use place::{Network, Place};
use serde_json::Value;
use std::{
    io::Write as _,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use window::Window;

const STARTS: usize = 5;

/// Customers among whom keys are measured, names that are typed, and twelve keys a second.
const MANY: u32 = 200_000;
const NAMES: usize = 40;
/// What is noted of a key, in the order it happens; the last is the first frame after it.
const PHASES: [&str; 6] =
    ["the page", "the question", "the answer", "rows in the page", "painted rows", "next frame"];
const BETWEEN_KEYS: Duration = Duration::from_millis(83);

/// Notes, for each key, how long after it the page heard of it, the core was asked and had answered,
/// the rows stood in the page, and the frame that showed them was done; nothing where the next key
/// came first. The message is taken up behind the frame.
const WATCH: &str = "void (() => {
  window.painted = [];
  const box = document.getElementById('search');
  let key = {};
  const ask = window.fetch;
  window.fetch = async (...call) => {
    const mine = key;
    const search = String(call[0]).endsWith('/search');
    if (search) mine.asked = performance.now();
    const answer = await ask(...call);
    if (search) mine.answered = performance.now();
    return answer;
  };
  box.addEventListener('keydown', ({ timeStamp }) => { key = { pressed: timeStamp }; }, true);
  box.addEventListener('input', () => {
    const [text, mine] = [box.value, key];
    if (text === '') return;
    mine.heard = performance.now();
    requestAnimationFrame(() => { mine.frame = performance.now(); });
    const shown = () => document.getElementById('results')?.dataset.answers === text;
    const look = () => requestAnimationFrame(() => {
      if (box.value !== text) return void window.painted.push(null);
      if (!shown()) return look();
      mine.drawn = performance.now();
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = () => {
        const since = (at) => at - mine.pressed;
        window.painted.push([mine.heard, mine.asked, mine.answered, mine.drawn, performance.now(), mine.frame].map(since));
      };
      port1.postMessage(0);
    });
    look();
  }, true);
})()";

#[tokio::main]
async fn main() {
    starts().await;
    keys().await;
}

fn say(lines: &str) {
    drop(std::io::stdout().lock().write_all(lines.as_bytes()));
}

async fn keys() {
    let place = Place::set_up(Network::KeyloopV1, "bench", MANY).await;
    import(&place).await;
    let mut names = Vec::new();
    for at in 0..NAMES {
        let from = at * usize::try_from(MANY).expect("it fits") / NAMES;
        let address = format!("{}/_sandbox/customers?offset={from}&limit=1", place.base());
        let answer: Value =
            reqwest::get(address).await.expect("an answer").json().await.expect("JSON");
        names.extend(answer["items"][0]["name"].as_str().map(str::to_owned));
    }
    let window = place.open(&[]).await;
    window.holds("document.activeElement?.id === 'search'").await;
    // The first search brings the index into memory.
    type_and_clear(&window, "maria").await;
    window.value(WATCH).await;
    let mut pressed = 0;
    for name in &names {
        pressed += name.chars().count();
        type_and_clear(&window, name).await;
    }
    let painted = window.value("window.painted").await;
    let painted = painted.as_array().expect("what was painted");
    let answered = painted.iter().filter(|one| one.is_array()).count();
    say(&format!(
        "    {MANY} customers, {} names at twelve keys a second: {pressed} keys pressed, {answered} \
         answered, {} overtaken by the next\n",
        names.len(),
        painted.len() - answered
    ));
    for (at, what) in PHASES.iter().enumerate() {
        let mut times: Vec<f64> = painted.iter().filter_map(|one| one[at].as_f64()).collect();
        times.sort_unstable_by(f64::total_cmp);
        let at = |share: usize| times.get((times.len().saturating_sub(1)) * share / 100);
        let at = |share| at(share).copied().unwrap_or(f64::NAN);
        say(&format!(
            "    key to {what}: p50 {:.1}, p95 {:.1}, p99 {:.1}, worst {:.1} ms\n",
            at(50),
            at(95),
            at(99),
            at(100)
        ));
    }
    window.cut_off().await;
}

/// By the command beside the program that is measured: this example is a debug build, and slow.
async fn import(place: &Place) {
    let address = format!("{}/_sandbox/export.ndjson", place.base());
    let lines = reqwest::get(address).await.expect("an export").bytes().await.expect("lines");
    let file = place.home().join("export.ndjson");
    std::fs::write(&file, lines).expect("it is kept");
    let program = std::env::var_os("SHOWROOM_PROGRAM").expect("SHOWROOM_PROGRAM names the program");
    let done = Command::new(Path::new(&program).with_file_name("showroomctl"))
        .arg("--config")
        .arg(place.config())
        .arg("--data-dir")
        .arg(place.data())
        .arg("import")
        .arg(file)
        .output()
        .expect("showroomctl starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

async fn type_and_clear(window: &Window, name: &str) {
    window.typed_with(name, BETWEEN_KEYS).await;
    let name = Value::from(name);
    window.holds(&format!("document.getElementById('search').value === {name}")).await;
    window.holds(&format!("document.getElementById('results')?.dataset.answers === {name}")).await;
    window.chord(&[window::key::CONTROL, 'a']).await;
    window.press(window::key::BACKSPACE).await;
    window.holds("document.getElementById('search').value === ''").await;
}

async fn starts() {
    let place = Place::set_up(Network::KeyloopV1, "bench", 5_000).await;
    let mut starts = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let window = place.open(&[]).await;
        window.holds("document.activeElement?.id === 'search'").await;
        starts.push(began.elapsed().as_millis());
        window.typed("sou 4417").await;
        window.holds("document.querySelector('#results [role=option][data-local-id]')").await;
        memory.push(memory_mib(window.processes()));
        window.cut_off().await;
    }
    say(&format!(
        "    start to a usable search box: {} ms (with the test driver's own start in it)\n    \
         memory of all its processes after a search: {} MiB (proportional)\n",
        median(&mut starts),
        median(&mut memory)
    ));
}

/// Proportional memory of the program and the engine's processes behind it.
fn memory_mib(mut all: Vec<u32>) -> u128 {
    let mut at = 0;
    while at < all.len() {
        all.extend(window::children(all[at]));
        at += 1;
    }
    all.into_iter().map(|process| u128::from(proportional_kib(process))).sum::<u128>() / 1024
}

fn proportional_kib(process: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"));
    let rollup = rollup.unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok()).unwrap_or_default()
}

fn median(figures: &mut [u128]) -> u128 {
    figures.sort_unstable();
    figures[figures.len() / 2]
}
