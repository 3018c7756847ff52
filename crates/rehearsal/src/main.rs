//! `cargo run --release -p rehearsal`: see `--help`.

use clap::Parser;
use rehearsal::{Dealer, Plan, rehearse};
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

/// Cuts the practice network, lets staff work, brings it back, and prints what became of it.
///
/// Uses folders of its own that are gone afterwards; touches neither your desk nor any dealer. Ends
/// with 1 where anything was lost or doubled.
#[derive(Parser)]
#[command(name = "rehearsal", version)]
struct Cli {
    /// What staff save while the network is away
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=5000))]
    saves: u32,
    /// One network only
    #[arg(long, value_enum)]
    network: Option<Dealer>,
    /// The same seed is the same day
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long the network stays away at least, in seconds
    #[arg(long, default_value_t = 5)]
    away: u64,
    /// One JSON object for each network
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let networks = cli.network.map_or_else(|| Dealer::ALL.to_vec(), |one| vec![one]);
    let mut well = true;
    for dealer in networks {
        let away = Duration::from_secs(cli.away);
        let report = rehearse(&Plan { dealer, saves: cli.saves, seed: cli.seed, away }).await?;
        well &= report.well();
        let said = if cli.json { format!("{}\n", report.json()) } else { report.text() };
        std::io::stdout().lock().write_all(said.as_bytes())?;
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
