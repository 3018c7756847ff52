//! The command line, as the interface document has it.

use crate::help;
use clap::{Args, Parser, Subcommand};
use desk::overview::Period;
use std::path::PathBuf;

/// Whoever waits longer than this meant something else.
const A_YEAR: u64 = 366 * 24 * 3600;

/// The customer desk without a window: for administrators, scripts and checks.
///
/// Reads the same configuration and data folder as the desktop program and shares its core: every
/// write goes through the outbox, every look-up reads the encrypted local copy first.
#[derive(Parser)]
#[command(name = "showroomctl", version, after_help = help::ALL)]
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
    /// Write what was asked of the network, without personal data, into a new FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub xray: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
    #[command(about = help::IMPORT.0, long_about = help::IMPORT.1, after_help = help::IMPORT.2)]
    Import {
        /// The export: NDJSON, UTF-8, with or without a byte order mark; or .csv, .tsv or .vcf
        file: PathBuf,
        /// Which column is what, where the guess is wrong: JSON, see below
        #[arg(long, value_name = "FILE")]
        map: Option<PathBuf>,
        /// Take nothing in: print the mapping and the first N records
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
        preview: Option<u32>,
        /// Write the refused lines with their reasons into a new FILE, as a table
        #[arg(long, value_name = "FILE", conflicts_with = "preview")]
        refused: Option<PathBuf>,
    },
    #[command(about = help::SEARCH.0, long_about = help::SEARCH.1, after_help = help::SEARCH.2)]
    Search {
        /// What the search box would be given; several words are one query
        #[arg(required_unless_present = "batch")]
        text: Vec<String>,
        /// At most this many rows
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
        /// Ask the local copy only
        #[arg(long)]
        local_only: bool,
        /// One query a line from FILE, local copy only, one answer a line
        #[arg(long, value_name = "FILE", conflicts_with = "text")]
        batch: Option<PathBuf>,
    },
    #[command(about = help::DECIDE.0, long_about = help::DECIDE.1, after_help = help::DECIDE.2)]
    Decide {
        /// A JSON record of the person at the desk, or - for stdin
        #[arg(required_unless_present = "batch")]
        file: Option<PathBuf>,
        /// Ask the local copy only
        #[arg(long)]
        local_only: bool,
        /// One record a line from FILE, local copy only, one answer a line
        #[arg(long, value_name = "FILE", conflicts_with = "file")]
        batch: Option<PathBuf>,
        /// At most this many candidates
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    #[command(about = help::SHOW.0, long_about = help::SHOW.1, after_help = help::SHOW.2)]
    Show {
        /// The network's id or this computer's local id
        id: String,
    },
    #[command(about = help::CREATE.0, long_about = help::CREATE.1, after_help = help::CREATE.2)]
    Create {
        /// A JSON record, or - for stdin
        file: PathBuf,
        /// A candidate a person has ruled out; may be given several times
        #[arg(long, value_name = "ID")]
        different_from: Vec<String>,
        /// Rule out all candidates
        #[arg(long)]
        despite_candidates: bool,
    },
    #[command(about = help::UPDATE.0, long_about = help::UPDATE.1, after_help = help::UPDATE.2)]
    Update {
        /// The network's id or this computer's local id
        id: String,
        /// names, addresses, identity, communication, personal-details, company or vehicles
        section: String,
        /// A JSON record that holds the section, or - for stdin
        file: PathBuf,
    },
    #[command(about = help::SYNC.0, long_about = help::SYNC.1, after_help = help::SYNC.2)]
    Sync {
        /// Return only when nothing is waiting, sending or checking, or at the timeout
        #[arg(long)]
        until_idle: bool,
        /// Stop after this long; what is under way then is checked next time
        #[arg(long, value_name = "SECONDS", default_value_t = 300,
              value_parser = clap::value_parser!(u64).range(..=A_YEAR))]
        timeout: u64,
    },
    #[command(about = help::OUTBOX.0, long_about = help::OUTBOX.1, after_help = help::OUTBOX.2)]
    Outbox {
        #[command(subcommand)]
        command: Outbox,
    },
    #[command(about = help::KIOSK.0, long_about = help::KIOSK.1, after_help = help::KIOSK.2)]
    Kiosk {
        #[command(subcommand)]
        command: Kiosk,
    },
    #[command(about = help::CREDENTIALS.0, long_about = help::CREDENTIALS.1, after_help = help::CREDENTIALS.2)]
    Credentials {
        #[command(subcommand)]
        command: Credentials,
    },
    #[command(about = help::TRUST.0, long_about = help::TRUST.1, after_help = help::TRUST.2)]
    Trust {
        #[command(subcommand)]
        command: Trust,
    },
    #[command(about = help::RECEIPTS.0, long_about = help::RECEIPTS.1, after_help = help::RECEIPTS.2)]
    Receipts {
        #[command(subcommand)]
        command: Receipts,
    },
    #[command(about = help::DUPLICATES.0, long_about = help::DUPLICATES.1, after_help = help::DUPLICATES.2)]
    Duplicates {
        #[command(subcommand)]
        command: Duplicates,
    },
    #[command(about = help::HEALTH.0, long_about = help::HEALTH.1, after_help = help::HEALTH.2)]
    Health,
    #[command(about = help::OVERVIEW.0, long_about = help::OVERVIEW.1, after_help = help::OVERVIEW.2)]
    Overview {
        /// How far back decisions are looked at
        #[arg(long, value_name = "N", default_value = "7")]
        days: Days,
    },
    #[command(about = help::RECOVER.0, long_about = help::RECOVER.1, after_help = help::RECOVER.2)]
    Recover {
        /// Only say which copies there are
        #[arg(long, conflicts_with = "copy")]
        list: bool,
        /// This one, instead of the newest that can be read
        #[arg(long, value_name = "NAME")]
        copy: Option<String>,
        /// Put the keys back that the recovery phrase on stdin opens, where the keyring is lost
        #[arg(long, conflicts_with_all = ["list", "copy"])]
        phrase: bool,
    },
    #[command(about = help::KEYS.0, long_about = help::KEYS.1, after_help = help::KEYS.2)]
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    #[command(about = help::PEOPLE.0, long_about = help::PEOPLE.1, after_help = help::PEOPLE.2)]
    People {
        #[command(subcommand)]
        command: People,
    },
    #[command(about = help::AUDIT.0, long_about = help::AUDIT.1, after_help = help::AUDIT.2)]
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    #[command(about = help::PRIVACY.0, long_about = help::PRIVACY.1, after_help = help::PRIVACY.2)]
    Privacy {
        #[command(subcommand)]
        command: Privacy,
    },
    #[command(about = help::CONSENT.0, long_about = help::CONSENT.1, after_help = help::CONSENT.2)]
    Consent {
        #[command(subcommand)]
        command: Consent,
    },
    #[command(about = help::FORGET.0, long_about = help::FORGET.1, after_help = help::FORGET.2)]
    Forget {
        /// The network's id or this computer's local id
        id: String,
        /// Where changes of theirs wait: forget them once those are sent
        #[arg(long, conflicts_with = "cancel")]
        wait: bool,
        /// Where changes of theirs wait: give those up, with the reason
        #[arg(long, value_name = "REASON")]
        cancel: Option<String>,
    },
    #[command(about = help::EXPORT.0, long_about = help::EXPORT.1, after_help = help::EXPORT.2)]
    Export {
        /// The network's id or this computer's local id
        id: String,
    },
    #[command(about = help::SUPPORT.0, long_about = help::SUPPORT.1, after_help = help::SUPPORT.2)]
    Support {
        /// Where to; never over a file that is there [default: a new .zip in Downloads]
        #[arg(long, value_name = "FILE", conflicts_with = "preview")]
        out: Option<PathBuf>,
        /// Only print all of it
        #[arg(long)]
        preview: bool,
    },
    #[command(about = help::PROFILE.0, long_about = help::PROFILE.1, after_help = help::PROFILE.2)]
    Profile {
        #[command(subcommand)]
        command: Profile,
    },
    #[command(about = help::XRAY.0, long_about = help::XRAY.1, after_help = help::XRAY.2)]
    Xray {
        /// What --xray has written
        file: PathBuf,
        /// Only this exchange
        #[arg(long, value_name = "N")]
        only: Option<u64>,
        /// Print commands for a shell with made-up values
        #[arg(long, conflicts_with = "replay")]
        curl: bool,
        /// Ask the sandbox at this address the same with made-up values; exit 1 if it differs
        #[arg(long, value_name = "ADDRESS")]
        replay: Option<String>,
    },
    #[command(about = help::WIPE.0, long_about = help::WIPE.1, after_help = help::WIPE.2)]
    Wipe {
        /// Seal what is unsent into this new file first; the passphrase is read from stdin
        #[arg(long, value_name = "FILE")]
        sealed_export: Option<PathBuf>,
        /// Although something unsent is lost by it
        #[arg(long)]
        despite_unsent: bool,
    },
    #[command(about = help::LOST_DESK.0, long_about = help::LOST_DESK.1, after_help = help::LOST_DESK.2)]
    LostDesk,
    /// Write the manual pages of every command into a folder (for packages)
    #[command(hide = true)]
    Manual { folder: PathBuf },
}

#[derive(Subcommand)]
pub enum Consent {
    /// In the order in which it was said
    List {
        /// The network's id or this computer's local id
        id: String,
    },
}

#[derive(Subcommand)]
pub enum Audit {
    /// The latest acts, newest first
    List {
        /// At most this many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10000))]
        limit: u32,
        /// Go on before this number
        #[arg(long, value_name = "N")]
        before: Option<i64>,
    },
    /// Whether every row is as it was written and none is missing; exit 1 if not
    Check,
    /// All of it, oldest first, as JSON or CSV on stdout
    Export {
        /// As CSV, made for spreadsheet programs
        #[arg(long)]
        csv: bool,
    },
}

#[derive(Subcommand)]
pub enum Privacy {
    /// Let go of what is past its time now; the desk does so by itself every six hours
    Run,
    /// How much is past its time
    Status,
}

#[derive(Subcommand)]
pub enum Outbox {
    /// What is not finished, oldest first
    List {
        /// Finished and cancelled entries too
        #[arg(long)]
        all: bool,
    },
    /// One entry, finished or not: conflicts, candidates, refusals, what the network changed
    Show {
        /// The op_id that create, update or list printed
        op: String,
        /// What happened to it, step by step: typed, kept, sent, answered, looked for, seen there
        #[arg(long)]
        timeline: bool,
    },
    /// Keep it on this computer only, until it is released or a time is over
    Hold {
        /// The op_id of something that has not left yet
        op: String,
        /// What is waited for; kept with the entry
        #[arg(long = "for", value_name = "TEXT")]
        because: String,
        /// Until when, as 2026-11-30T09:00:00Z
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
    },
    /// A code for paper: scanned at this desk it opens the customer again, sent or not
    Slip {
        /// The network's id or this computer's local id
        id: String,
        /// Draw it into this file
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// Let what is held be sent
    Release {
        /// The op_id
        op: String,
    },
    /// Send it again now, and wake what was paused
    Retry {
        /// The op_id
        op: String,
    },
    /// Give it up, with the reason; the DMS stays as it is
    Cancel {
        /// The op_id
        op: String,
        /// Why; kept with the entry
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Decide a conflict (--field) or candidates (--use, --different)
    Resolve {
        /// The op_id
        op: String,
        /// Which side a clashing field takes: names.middleName=mine; once for each field, or a
        /// path above several
        #[arg(long = "field", value_name = "F=base|mine|theirs", conflicts_with_all = ["use_id", "different"])]
        fields: Vec<String>,
        /// It is this customer
        #[arg(long = "use", value_name = "ID", conflicts_with = "different")]
        use_id: Option<String>,
        /// It is none of the candidates
        #[arg(long)]
        different: bool,
    },
    /// Move what is unfinished into a new FILE for another desk; the passphrase is read from stdin
    Seal {
        /// Where to; never over a file that is there
        file: PathBuf,
    },
    /// Take in what another desk sealed; the passphrase is read from stdin
    Unseal {
        /// What `seal` has written
        file: PathBuf,
    },
}

/// The periods of the overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Days {
    #[value(name = "7")]
    Week,
    #[value(name = "30")]
    Month,
    #[value(name = "90")]
    Quarter,
}

impl Days {
    pub const fn period(self) -> Period {
        match self {
            Self::Week => Period::Week,
            Self::Month => Period::Month,
            Self::Quarter => Period::Quarter,
        }
    }
}

/// What a visitor could be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Leak {
    Bytes,
    Requests,
    Time,
}

#[derive(Subcommand)]
pub enum Kiosk {
    /// Take in what a customer entered; the answer is the same for known and unknown people
    Submit {
        /// A JSON record, or - for stdin
        file: PathBuf,
    },
    /// Check that this computer is fit for visitors: exit 1 where a point fails, 4 where one has to be
    /// looked at by hand
    Check {
        /// The kiosk opens although what fails now does; the reason is kept, and stands in the audit
        #[arg(long, value_name = "REASON")]
        open_although: Option<String>,
    },
    /// Check that known and unknown people cannot be told apart: bytes, requests, time (exit 1)
    Prove {
        /// How many of each kind hand in a form
        #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(20..=100_000))]
        pairs: u32,
        /// Plant a leak first, to see that it is found
        #[arg(long, value_name = "KIND")]
        plant: Option<Leak>,
    },
    /// The privacy statement visitors are shown: version, language and hash for each language; exit 3 where
    /// the dealer's own file is wrong
    Statement,
    /// At a desk: print the key its kiosks hand their cards over with. At a kiosk: --to names the desk
    Pair {
        /// The key that the desk printed: this computer's kiosk shows its cards as codes for that desk
        #[arg(long, value_name = "KEY")]
        to: Option<String>,
        /// How staff call this kiosk; it stands on each card
        #[arg(long, value_name = "NAME", requires = "to")]
        name: Option<String>,
    },
    /// At a kiosk: the codes of a card that waits here, one a line
    Code {
        /// The submission's id, or the code the customer was given
        submission: String,
        /// Draw them into this folder, as code-1.svg and so on
        #[arg(long, value_name = "FOLDER")]
        svg: Option<PathBuf>,
    },
    /// At a desk: take in the codes on stdin, in any order; exit 4 while parts are missing
    Scan,
    /// At a kiosk that hands over by code: put away the cards that waited this long, scanned or not
    Clear {
        /// Those that came at least this many hours ago; 0 is all of them
        #[arg(long = "older-than-hours", value_name = "N", default_value_t = 24)]
        hours: u32,
    },
    /// Whether what a visitor took along was given out here and not changed: its words on stdin; exit 3
    /// where not
    Verify,
    /// Submissions nobody has decided yet, oldest first
    List,
    /// Decide one: without a flag, create or say who it may be (exit 4)
    Accept {
        /// The submission's id, or the code the customer was given
        submission: String,
        /// It is this customer: the differing sections are queued as updates
        #[arg(long = "use", value_name = "ID", conflicts_with_all = ["despite_candidates", "dismiss", "different_from"])]
        use_id: Option<String>,
        /// A candidate a person has ruled out; may be given several times
        #[arg(long, value_name = "ID", conflicts_with = "dismiss")]
        different_from: Vec<String>,
        /// A new customer although there are candidates
        #[arg(long, conflicts_with = "dismiss")]
        despite_candidates: bool,
        /// Put it away, with the reason
        #[arg(long, value_name = "REASON")]
        dismiss: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum Receipts {
    /// The latest decisions, newest first
    List {
        /// Only those that name this customer
        #[arg(long, value_name = "ID")]
        about: Option<String>,
        /// At most this many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=20_000))]
        limit: u32,
    },
    /// One decision: what was known then, and what the program made of it
    Show {
        /// The id that list printed
        id: String,
    },
    /// Would it be decided the same today?
    Replay {
        /// The id that list printed
        id: String,
    },
}

#[derive(Subcommand)]
pub enum Duplicates {
    /// Pairs of customers who look like one person, the likeliest first
    List,
    /// Look through the copy for more of them
    Scan,
    /// Ask the network which of them are solved
    Check,
    /// Write the list as CSV into FOLDER, never over a file that is there
    Export {
        /// Where to
        folder: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum People {
    /// Who works at this desk, and with which role
    List,
    /// Somebody new; the PIN is read from stdin. The first one has to be an admin
    Add {
        /// As it stands on entries and in the audit
        name: String,
        /// sales, manager, kiosk or admin
        #[arg(long)]
        role: String,
    },
    /// Another role for somebody
    Role {
        /// The name or the id
        name: String,
        /// sales, manager, kiosk or admin
        role: String,
    },
    /// Another PIN for somebody, read from stdin: also after too many wrong ones
    Pin {
        /// The name or the id
        name: String,
    },
    /// Somebody who no longer works here
    Remove {
        /// The name or the id
        name: String,
    },
    /// Let the kiosk ask for a PIN again after too many wrong ones
    ForgiveKiosk,
}

#[derive(Subcommand)]
pub enum Trust {
    /// Print the chain the network shows, with the pin of each certificate; exit 5 if it is refused
    Show,
}

#[derive(Subcommand)]
pub enum Profile {
    /// Ask the network for a few customers and print where it is not as its profile says; exit 1
    /// if it differs
    Check,
}

#[derive(Subcommand)]
pub enum Keys {
    /// Make the recovery phrase and print it, once
    Phrase,
}

#[derive(Subcommand)]
pub enum Credentials {
    /// Read one JSON object from stdin and keep it: {"client_id","client_secret"} for Keyloop,
    /// {"username","password"} for myKaarma
    Set {
        /// Ask the network first: refused ones (exit 3) and ones nobody could be asked about
        /// (exit 5) replace nothing
        #[arg(long)]
        tested: bool,
    },
    /// Ask the network whether it accepts them; exit 0 only if it does
    Check,
    /// Put those before in the place of the last, which were a slip
    Restore,
}

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
