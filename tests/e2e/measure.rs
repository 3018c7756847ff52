//! Start and memory of the real window, on the practice network: the median of five starts, from
//! asking for the window to a search box that has the cursor and answers.

mod place;
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
        memory.push(u128::from(window.memory_mib()));
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

fn median(figures: &mut [u128]) -> u128 {
    figures.sort_unstable();
    figures[figures.len() / 2]
}
