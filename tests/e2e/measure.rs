//! Start and memory of the real window, on the practice network: the median of five starts, from
//! asking for the window to a search box that has the cursor and answers.

#![expect(clippy::expect_used, reason = "a test without its ground has nothing to do but stop")]

#[expect(dead_code, reason = "the tests use more of it")]
mod place;
#[expect(dead_code, reason = "the tests use more of it")]
mod window;

use place::{Network, Place};
use std::{io::Write as _, time::Instant};

const STARTS: usize = 5;

#[tokio::main]
async fn main() {
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
    let mut out = std::io::stdout().lock();
    let lines = format!(
        "    start to a usable search box: {} ms (with the test driver's own start in it)\n    \
         memory of all its processes after a search: {} MiB (proportional)\n",
        median(&mut starts),
        median(&mut memory)
    );
    drop(out.write_all(lines.as_bytes()));
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
