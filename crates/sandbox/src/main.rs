//! The `dealer-sandbox` program: reads the command line, starts the library, waits to be stopped.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use sandbox::{FaultScript, Options, Sandbox};

/// The dealer's networks on your own machine: Keyloop v1 and v3 and myKaarma v2 over one set of
/// invented customers, with faults, an effect log and a second desk.
#[derive(Parser)]
#[command(name = "dealer-sandbox", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves Keyloop under / and myKaarma under /customer/v2, its own administration under
    /// /_sandbox.
    ///
    /// Keyloop: client id `desk`, client secret `desk-secret`, tenant for instance `sample/sample`.
    /// myKaarma: user `desk`, password `desk-secret`, department for instance `dep-sample`.
    Serve {
        /// A loopback address; port 0 takes any free one. The first line of output names it.
        #[arg(long, default_value = "127.0.0.1:8787")]
        listen: SocketAddr,
        /// Where the sandbox keeps what changed. Survives a restart.
        #[arg(long)]
        data: PathBuf,
        /// How many customers a new data folder begins with.
        #[arg(long, default_value_t = 5000)]
        customers: u32,
        /// Another seed makes other people. Counts for a new data folder.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// A JSON list of fault scripts, as POST /_sandbox/faults takes them.
        #[arg(long)]
        faults: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let Command::Serve { listen, data, customers, seed, faults } = Arguments::parse().command;
    let faults = match faults {
        Some(file) => scripts(&file)?,
        None => Vec::new(),
    };
    let options =
        Options { customers, seed, data: Some(data), listen, faults, ..Options::default() };
    let sandbox = Sandbox::start(options).await?;
    let mut out = std::io::stdout();
    writeln!(out, "listening on {}", sandbox.base_url())?;
    writeln!(out, "administration also on {}/_sandbox", sandbox.admin_url())?;
    out.flush()?;
    tokio::signal::ctrl_c().await?;
    sandbox.stop().await;
    Ok(())
}

fn scripts(file: &std::path::Path) -> anyhow::Result<Vec<FaultScript>> {
    let text = std::fs::read_to_string(file).context("the fault file cannot be read")?;
    let value: serde_json::Value =
        serde_json::from_str(&text).context("the fault file is no JSON")?;
    FaultScript::read_all(&value).map_err(anyhow::Error::msg)
}
