//! What is not as it should be. A code with its gaps, for windows that speak a language; and one
//! English sentence, for the command line, reports and support.

use network::Certificate;
use outbox::LanePause;
use serde::{Serialize, Serializer};
use std::path::PathBuf;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error(
        "{count} entries are for another dealer than the one that is set up: set that one up again \
         to send them, or cancel them."
    )]
    OtherDealers { count: u64 },
    #[error("No network is set up.")]
    NoNetwork,
    #[error("There are no credentials for the network.")]
    NoCredentials,
    #[error("The network refuses this desk ({}): an administrator is needed.", .pause.word())]
    Paused { pause: LanePause },
    #[error(
        "Nothing is sent: the certificate shown for the network's address is not accepted. \
         `credentials check` says why."
    )]
    Certificate,
    #[error("Nothing was sent: the network's certificate is not accepted: {problem}")]
    Untrusted { problem: Certificate },
    #[error("The network cannot be reached: changes wait here until it can.{}", in_brackets(.why.as_deref()))]
    Offline { why: Option<String> },
    #[error("The network gives no answer: changes wait here until it does.")]
    Silent,
    #[error("The network refuses this desk ({step}): {why}")]
    Refuses { step: &'static str, why: String },
    #[error("The outbox does not add up: entries are missing.")]
    DoesNotAddUp,
    #[error(
        "What is saved lies in one place only: mine.journal cannot be written. Make room, and see \
         that the program may write its data folder."
    )]
    OnePlace,
    #[error(
        "The policy file {} can be changed by others than its owner: let only the administrator \
         write it and its folder.", .file.display()
    )]
    PolicyOpen { file: PathBuf },
    #[error(
        "{count} entries or drafts cannot be read by this version of the program. They are kept as \
         they are and not sent; `outbox list` names them. A newer version takes them back."
    )]
    SetAside { count: usize },
    #[error("The disk is full: the room kept for the network's answers is in use. Make room.")]
    DiskFull,
    #[error(
        "This data folder was restored from a copy, is used twice, or took in what another desk \
         sealed: {count} entries may have been sent before and are held against the network first. \
         What is not there is decided by a person."
    )]
    Restored { count: u64 },
    #[error("The audit trail is cut off before row {row}.")]
    AuditCut { row: i64 },
    #[error("The audit trail is broken at row {row}.")]
    AuditBroken { row: i64 },
    #[error("The copy of the network could not be read and was set aside.")]
    CopyRebuilt,
    #[error(
        "The network has not let this desk in for too long: its copy of the customers was let go of. \
         It fills again when the network is back."
    )]
    CopyAway,
    #[error(
        "What waits to be sent could not be sealed, for nobody has kept a recovery phrase: whoever \
         holds this computer can read it."
    )]
    OutboxOpen,
    #[error(
        "The kiosk's inbox could not be read and was set aside. Cards nobody had decided lie in it: \
         let support look at it."
    )]
    InboxSetAside,
}

fn in_brackets(why: Option<&str>) -> String {
    why.map_or_else(String::new, |why| format!(" ({why})"))
}

impl Problem {
    /// Why nothing is sent, as long as nobody has looked closer.
    pub fn paused(pause: LanePause) -> Self {
        match pause {
            LanePause::Certificate => Self::Certificate,
            LanePause::SignIn | LanePause::Permission | LanePause::NotTheNetwork => {
                Self::Paused { pause }
            }
        }
    }

    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherDealers { .. } => "other_dealers",
            Self::NoNetwork => "no_network",
            Self::NoCredentials => "no_credentials",
            Self::Paused { .. } => "refused",
            Self::Certificate | Self::Untrusted { .. } => "certificate",
            Self::Offline { .. } => "offline",
            Self::Silent => "silent",
            Self::Refuses { .. } => "refused",
            Self::DoesNotAddUp => "does_not_add_up",
            Self::OnePlace => "one_place",
            Self::PolicyOpen { .. } => "policy_open",
            Self::SetAside { .. } => "set_aside",
            Self::DiskFull => "disk_full",
            Self::Restored { .. } => "restored",
            Self::AuditCut { .. } => "audit_cut",
            Self::AuditBroken { .. } => "audit_broken",
            Self::CopyRebuilt => "copy_rebuilt",
            Self::CopyAway => "copy_away",
            Self::OutboxOpen => "outbox_open",
            Self::InboxSetAside => "inbox_set_aside",
        }
    }

    /// What a sentence in any language has gaps for.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OtherDealers { count } | Self::Restored { count } => {
                vec![("count", count.to_string())]
            }
            Self::SetAside { count } => vec![("count", count.to_string())],
            Self::Paused { pause } => vec![("step", pause.word().to_owned())],
            Self::Refuses { step, .. } => vec![("step", (*step).to_owned())],
            Self::PolicyOpen { file } => vec![("file", file.display().to_string())],
            Self::AuditCut { row } | Self::AuditBroken { row } => vec![("row", row.to_string())],
            Self::NoNetwork
            | Self::NoCredentials
            | Self::Certificate
            | Self::Untrusted { .. }
            | Self::Offline { .. }
            | Self::Silent
            | Self::DoesNotAddUp
            | Self::OnePlace
            | Self::DiskFull
            | Self::CopyRebuilt
            | Self::CopyAway
            | Self::OutboxOpen
            | Self::InboxSetAside => Vec::new(),
        }
    }
}

/// Reports print the sentence.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
