//! Plays the outbox of several desks against a dealer in a bad mood, in played time, by seed.

fn main() -> anyhow::Result<()> {
    simulation::cli::run()
}
