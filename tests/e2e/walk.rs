//! What `make run` does where there is no display: the main job in the real window on a practice
//! network of 5,000 customers, with a picture of each step and a transcript in `target/demo/`.

#![expect(clippy::expect_used, reason = "a test without its ground has nothing to do but stop")]

mod journey;
#[expect(dead_code, reason = "the tests use more of it")]
mod place;
#[expect(dead_code, reason = "the tests use more of it")]
mod window;

use journey::Transcript;
use place::{Network, Place};

#[tokio::main]
async fn main() {
    let place = Place::set_up(Network::KeyloopV1, "demo", 5_000).await;
    place.import_everybody().await;
    let window = place.open(&[]).await;
    let mut transcript = Transcript::new(true);
    journey::online(&place, &window, &mut transcript).await;
    let window = journey::outage(&place, window, &mut transcript).await;
    journey::search(&window, "mar").await;
    transcript.step(&window, "known", "whom the desk has met is found in its own copy").await;
    transcript.keep(&place);
    drop(window);
}
