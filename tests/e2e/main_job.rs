//! The main job on each network, through an outage and a power cut.

use crate::{
    journey::{self, Transcript},
    place::{Network, Place},
};

const CUSTOMERS: u32 = 300;

async fn main_job(network: Network, pictures: &str) {
    let place = Place::set_up(network, pictures, CUSTOMERS).await;
    on(place).await;
}

async fn on(place: Place) {
    let window = place.open(&[]).await;
    let mut transcript = Transcript::new(false);
    journey::online(&place, &window, &mut transcript).await;
    let window = journey::outage(&place, window, &mut transcript).await;
    transcript.keep(&place);
    drop(window);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_keyloop_v1_through_an_outage() {
    main_job(Network::KeyloopV1, "e2e/keyloop-v1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_with_everybody_known_already() {
    let place = Place::set_up(Network::KeyloopV1, "e2e/imported", CUSTOMERS).await;
    place.import_everybody().await;
    on(place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_keyloop_v3_through_an_outage() {
    main_job(Network::KeyloopV3, "e2e/keyloop-v3").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_mykaarma_through_an_outage() {
    main_job(Network::MyKaarma, "e2e/mykaarma").await;
}
