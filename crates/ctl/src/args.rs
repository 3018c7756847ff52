//! The command line, as the interface document has it.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// The customer desk without a window: for administrators, scripts and checks.
///
/// Reads the same configuration and data folder as the desktop program and shares its core: every
/// write goes through the outbox, every look-up reads the encrypted local copy first.
#[derive(Parser)]
#[command(name = "showroomctl", version, after_long_help = AFTER)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Args, Clone)]
pub struct Global {
    /// The configuration [default: showroom.toml in the platform's configuration folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The data folder [default: the platform's]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print JSON on stdout, and errors as JSON on stderr
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum Command {
    /// Load a dealer's export (one JSON record a line) into the local copy
    #[command(long_about = "Load a dealer's export into the local copy: one JSON record a line, \
        `id` required, upsert by `id`. Lines that cannot be read are reported with their number \
        and reason; the others are stored. Interrupted, the same command goes on where it was.")]
    Import { file: PathBuf },
    /// Find people by any scrap: name, phone part, e-mail, VIN, plate, postcode, number
    Search {
        /// What the search box would be given
        #[arg(required_unless_present = "batch")]
        text: Vec<String>,
        /// At most this many rows
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
        /// Ask the local copy only
        #[arg(long)]
        local_only: bool,
        /// One query a line from FILE, local copy only, one answer a line
        #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "local_only"])]
        batch: Option<PathBuf>,
    },
    /// Who is this person? Candidates with evidence, the decision tree, and what to do
    Decide {
        /// A JSON record of the person at the desk
        #[arg(required_unless_present = "batch")]
        file: Option<PathBuf>,
        /// Ask the local copy only
        #[arg(long)]
        local_only: bool,
        /// One record a line from FILE, local copy only, one answer a line
        #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "local_only"])]
        batch: Option<PathBuf>,
        /// At most this many candidates
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Print one record, by network id or local id
    Show { id: String },
    /// Queue a new customer, unless candidates stand in the way (exit 4)
    Create {
        /// A JSON record
        file: PathBuf,
        /// A candidate a person has ruled out; may be given several times
        #[arg(long, value_name = "ID")]
        different_from: Vec<String>,
        /// Rule out all candidates
        #[arg(long)]
        despite_candidates: bool,
    },
    /// Queue a change of one section
    #[command(long_about = "Queue a change of one section. FILE holds a record with that section \
        as it shall be: an absent member stays, null or \"\" clears it, a value sets it; lists \
        are given whole.")]
    Update {
        id: String,
        /// names, addresses, identity, communication, personal-details, company or vehicles
        section: String,
        file: PathBuf,
    },
    /// Send what waits
    Sync {
        /// Return only when nothing is waiting, sending or checking, or at the timeout
        #[arg(long)]
        until_idle: bool,
        #[arg(long, value_name = "SECONDS", default_value_t = 300)]
        timeout: u64,
    },
    /// What waits, and deciding about it
    Outbox {
        #[command(subcommand)]
        command: Outbox,
    },
    /// The kiosk's inbox
    Kiosk {
        #[command(subcommand)]
        command: Kiosk,
    },
    /// The network's credentials, in the key store
    Credentials {
        #[command(subcommand)]
        command: Credentials,
    },
    /// Everything the health page shows; exit 0 only if healthy
    Health,
    /// Forget a person on this computer (the DMS keeps its record)
    Forget { id: String },
    /// Print everything this computer holds about a person
    Export { id: String },
}

#[derive(Subcommand)]
pub enum Outbox {
    /// What is not finished
    List {
        /// Finished entries too
        #[arg(long)]
        all: bool,
    },
    /// One entry, finished or not
    Show { op: String },
    /// Send it again now
    Retry { op: String },
    /// Give it up, with the reason
    Cancel {
        op: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Decide a conflict (--field) or candidates (--use, --different)
    Resolve {
        op: String,
        /// Which side a clashing field takes: names.middleName=mine
        #[arg(long = "field", value_name = "F=mine|theirs", conflicts_with_all = ["use_id", "different"])]
        fields: Vec<String>,
        /// It is this customer
        #[arg(long = "use", value_name = "ID", conflicts_with = "different")]
        use_id: Option<String>,
        /// It is none of the candidates
        #[arg(long)]
        different: bool,
    },
}

#[derive(Subcommand)]
pub enum Kiosk {
    /// Take in what a customer entered (a JSON record)
    Submit { file: PathBuf },
    /// Submissions nobody has decided yet
    List,
    /// Decide one: without a flag, create or say who it may be (exit 4)
    Accept {
        submission: String,
        /// It is this customer: the differing sections are queued as updates
        #[arg(long = "use", value_name = "ID", conflicts_with_all = ["despite_candidates", "dismiss"])]
        use_id: Option<String>,
        /// A new customer although there are candidates
        #[arg(long, conflicts_with = "dismiss")]
        despite_candidates: bool,
        /// Put it away, with the reason
        #[arg(long, value_name = "REASON")]
        dismiss: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum Credentials {
    /// Read one JSON object from stdin and keep it: {"client_id","client_secret"} for Keyloop,
    /// {"username","password"} for myKaarma
    Set,
    /// Ask the network whether it accepts them
    Check,
}

const AFTER: &str = "\
Exit status:
  0  done
  1  anything else
  2  wrong usage
  3  input refused; the field and the reason are said
  4  a person must decide; the candidates are printed
  5  the network is needed and could not be reached
  6  the protected store cannot be opened

Files:
  showroom.toml in the configuration folder (or --config) says which network is asked and how.
  The data folder (or --data-dir) holds mine.db, theirs.db (both encrypted) and logs/.
  Keys and credentials lie in the operating system's keyring, never in these files.

Environment:
  SHOWROOM_LOG  filter of the log in the data folder, e.g. info,desk=debug

Examples:
  showroomctl import customers.ndjson
  showroomctl search 'mar 4417' --json
  showroomctl update 01-16203 communication new.json && showroomctl sync --until-idle
  showroomctl outbox resolve 0192… --field names.middleName=mine";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_stand_before_or_after_the_command() {
        for line in [
            ["showroomctl", "--json", "search", "a", "--data-dir", "d"],
            ["showroomctl", "search", "a", "--json", "--data-dir", "d"],
        ] {
            let cli = Cli::try_parse_from(line).unwrap_or_else(|fault| panic!("{fault}"));
            assert!(cli.global.json && cli.global.data_dir.is_some());
        }
    }
}
