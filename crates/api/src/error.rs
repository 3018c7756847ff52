//! What a command answers when it cannot do what was asked. The window acts on `code` and never
//! reads `message`, which is the English sentence for logs and the command line.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A code exists only if the window acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request itself is malformed: a fault of the window.
    BadRequest,
    /// What was entered is refused; `fields` says where and why.
    Invalid,
    /// Nobody here has that id.
    NotFound,
    /// The network does not offer this; nothing was queued.
    Unsupported,
    /// The network is needed and could not be reached.
    Offline,
    /// The network refused the credentials.
    SignIn,
    /// No network is set up yet.
    NotConfigured,
    /// The protected store or its key cannot be opened.
    StoreLocked,
    /// Nothing could be written; what was typed is still in the window.
    NotSaved,
    /// The disk is full; nothing was written.
    DiskFull,
    /// Too many submissions at the kiosk: a minute later it goes on.
    TooMany,
    /// So many submissions wait that only staff can help.
    InboxFull,
    /// The entry is being sent or is finished: it cannot be changed now.
    TooLate,
    /// Live writes stand in the way (forget).
    Unsent,
    /// Whoever stands here has not the right for this; `fields` names it.
    RightMissing,
    /// People are set up, and none of them stands here.
    DeskLocked,
    /// The self-check of this computer keeps the kiosk shut; `fields` names what fails.
    KioskNotReady,
    /// A desk to practise at does not do this.
    Practising,
    /// Anything else.
    Internal,
}

/// One field that was refused. The window words it from `code` and `params`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldError {
    /// A record path: `names.familyName`, `channels[0].value`, or a setting's name.
    pub field: String,
    pub code: String,
    pub message: String,
    pub params: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    pub code: Code,
    pub message: String,
    pub fields: Vec<FieldError>,
    /// Finds the matching line in the log, where nobody at the desk can mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reference: Option<String>,
    /// What that line says. Never leaves the core.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) for_support: Option<String>,
}

impl ApiError {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fields: Vec::new(),
            reference: None,
            for_support: None,
        }
    }

    /// The answer of a command: what only support can mend is logged, and told with the reference
    /// that finds the line.
    pub(crate) fn with_reference(mut self, command: &str) -> Self {
        let inside = (self.code == Code::Internal).then(|| self.message.clone());
        if let Some(error) = self.for_support.take().or(inside) {
            let reference = reference();
            tracing::error!(command, reference, error, "a command failed inside");
            self.reference = Some(reference);
        }
        self
    }
}

/// Short enough to be read out on the telephone.
fn reference() -> String {
    let mut digits = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
    digits.truncate(8);
    digits.insert(4, '-');
    digits
}

impl From<desk::Refused> for FieldError {
    fn from(refused: desk::Refused) -> Self {
        let desk::Refused { field, code, message, params } = refused;
        Self { field, code, message, params }
    }
}

impl From<desk::Failure> for ApiError {
    fn from(failure: desk::Failure) -> Self {
        use desk::Failure as F;
        let message = failure.to_string();
        let for_support = failure.for_support();
        let (code, fields) = match failure {
            F::Invalid(refused) => {
                (Code::Invalid, refused.into_iter().map(FieldError::from).collect())
            }
            F::Config(desk::config::Misconfigured::Field { field, reason }) => {
                let refused = desk::Refused::new(&field, "setting", reason);
                (Code::Invalid, vec![FieldError::from(refused)])
            }
            F::Config(desk::config::Misconfigured::Policy { key, reason, .. }) => {
                let refused = desk::Refused::new(&key, "setting", reason);
                (Code::Invalid, vec![FieldError::from(refused)])
            }
            F::Config(_) => (Code::Invalid, Vec::new()),
            F::KeyMissing { .. } | F::Sealed | F::Keys(_) => (Code::StoreLocked, Vec::new()),
            F::DataFolder { .. } => (Code::NotSaved, Vec::new()),
            F::Store(inside) => (store_code(&inside), Vec::new()),
            F::NotFound => (Code::NotFound, Vec::new()),
            F::Unsupported { .. } => (Code::Unsupported, Vec::new()),
            F::Offline { .. } => (Code::Offline, Vec::new()),
            F::SignIn { .. } => (Code::SignIn, Vec::new()),
            F::NotConfigured => (Code::NotConfigured, Vec::new()),
            F::TooMany { .. } => (Code::TooMany, Vec::new()),
            F::TooSoon { wait } => {
                let mut refused = desk::Refused::new("", "wait", "wait a moment");
                let seconds = wait.as_secs().saturating_add(1).to_string();
                refused.params.insert("seconds".to_owned(), seconds);
                (Code::TooMany, vec![FieldError::from(refused)])
            }
            F::InboxFull => (Code::InboxFull, Vec::new()),
            F::TooLate => (Code::TooLate, Vec::new()),
            F::Unsent { .. } => (Code::Unsent, Vec::new()),
            F::DeskLocked => (Code::DeskLocked, Vec::new()),
            F::RightMissing { right } => {
                return crate::handle::people::missing(right, message);
            }
            F::Inside(_) => (Code::Internal, Vec::new()),
        };
        Self { code, message, fields, reference: None, for_support }
    }
}

fn store_code(failure: &desk::StoreFailure) -> Code {
    use desk::StoreFailure as F;
    match failure {
        F::DiskFull => Code::DiskFull,
        F::WrongKey { .. } | F::Damaged | F::Newer { .. } | F::NotEncrypted => Code::StoreLocked,
        _ => Code::NotSaved,
    }
}
