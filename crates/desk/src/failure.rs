//! What can stop a use case, in terms a person can act on.

use crate::config::Misconfigured;
use customer::Section;

/// One field that was refused, with the remedy in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// A record path (`channels[0].value`) or a setting's name.
    pub field: String,
    pub code: String,
    pub message: String,
    pub params: std::collections::BTreeMap<String, String>,
}

impl Refused {
    pub fn new(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.into(),
            params: std::collections::BTreeMap::new(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Config(#[from] Misconfigured),
    /// The data folder holds a protected file and its key is gone. Never answered with a new key.
    #[error(
        "the key of {file} is missing, so this computer cannot open its protected copy. Nothing \
         is lost: restore the key in the keyring, or run `showroomctl recover --phrase` with the \
         recovery phrase"
    )]
    KeyMissing { file: &'static str },
    /// The network was away too long, and the key of `mine.db` was let go of.
    #[error(
        "the network was away too long, so what waits here is sealed. Nothing is lost: run \
         `showroomctl recover --phrase` with the recovery phrase"
    )]
    Sealed,
    #[error("{0}. {remedy}", remedy = .0.remedy())]
    Keys(#[from] keys::Failure),
    #[error("{0}. {remedy}", remedy = .0.remedy())]
    Store(#[from] store::Failure),
    #[error(
        "the data folder {path} cannot be used: {why}. Give this account the right to write \
         there, or choose another folder"
    )]
    DataFolder { path: std::path::PathBuf, why: String },
    #[error("{}", .0.iter().map(|r| format!("{}: {}", r.field, r.message)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Refused>),
    #[error("nobody here has the id you gave")]
    NotFound,
    #[error("{}: {reason}", .section.word())]
    Unsupported { section: Section, reason: String },
    #[error("the dealer's network is needed for this and could not be reached: {why}")]
    Offline { why: String },
    #[error("the network refused the credentials: {why}")]
    SignIn { why: String },
    #[error("no network is set up: run the wizard, or write showroom.toml")]
    NotConfigured,
    #[error("too many at once: {why}")]
    TooMany { why: String },
    #[error("the kiosk's inbox is full: please see a colleague at the desk")]
    InboxFull,
    #[error("too many at once: wait {} seconds", .wait.as_secs().saturating_add(1))]
    TooSoon { wait: std::time::Duration },
    #[error("this entry is being sent or is finished; it cannot be changed now")]
    TooLate,
    #[error(
        "{count} unsent changes of this customer are still here: send or cancel them first ({})",
        .entries.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Unsent { count: usize, entries: Vec<uuid::Uuid> },
    #[error("the desk is locked: say who you are first")]
    DeskLocked,
    #[error("whoever stands here has not the right for this: {}", .right.word())]
    RightMissing { right: crate::rights::Right },
    #[error("something went wrong inside: {0}")]
    Inside(String),
}

impl Failure {
    /// One field, refused.
    pub fn refused(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Refused::new(field, code, message)])
    }

    /// What happened and what lies beneath it, where nobody at the desk can mend it: the line of the
    /// log that support looks for. The remedy stands on the screen.
    pub fn for_support(&self) -> Option<String> {
        match self {
            Self::Store(inside) if inside.needs_support() => Some(with_causes(inside)),
            Self::Inside(_) => Some(self.to_string()),
            _ => None,
        }
    }
}

fn with_causes(failure: &dyn std::error::Error) -> String {
    let mut told = failure.to_string();
    let mut next = failure.source();
    while let Some(cause) = next {
        told = format!("{told}: {cause}");
        next = cause.source();
    }
    told
}

impl From<crate::sync::Failure> for Failure {
    fn from(failure: crate::sync::Failure) -> Self {
        match failure {
            crate::sync::Failure::Store(inside) => Self::Store(inside),
            stopped @ crate::sync::Failure::Stopped => Self::Inside(stopped.to_string()),
        }
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(fault: tokio::task::JoinError) -> Self {
        // A panicked worker: its payload may hold anything, so only its kind is said.
        Self::Inside(if fault.is_panic() { "a worker stopped".into() } else { "cancelled".into() })
    }
}

pub type Result<T> = std::result::Result<T, Failure>;
