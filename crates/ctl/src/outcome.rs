//! How a command ends: what it prints, and the exit status scripts rely on.

use desk::{Failure, Refused};
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;

/// The exit statuses of the interface document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Done = 0,
    Other = 1,
    Usage = 2,
    Refused = 3,
    Person = 4,
    Network = 5,
    Store = 6,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// What goes to stderr when a command cannot do what was asked.
#[derive(Debug)]
pub struct Fault {
    pub status: Status,
    pub code: &'static str,
    pub message: String,
    pub field: Option<String>,
}

pub type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    pub fn refused(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { status: Status::Refused, code, message: message.into(), field: Some(field.into()) }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self { status: Status::Usage, code: "usage", message: message.into(), field: None }
    }

    pub fn json(&self) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(field) = &self.field {
            error["field"] = json!(field);
        }
        json!({ "error": error })
    }

    /// Says it on stderr: as JSON where the caller reads JSON.
    pub fn say(&self, as_json: bool) {
        let mut stderr = std::io::stderr().lock();
        // A closed stderr leaves nobody to tell.
        let _ = if as_json {
            writeln!(stderr, "{}", self.json())
        } else {
            writeln!(stderr, "showroomctl: {}", self.message)
        };
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        let message = failure.to_string();
        let (status, code) = match &failure {
            Failure::Config(_) => (Status::Refused, "config"),
            Failure::KeyMissing { .. } => (Status::Store, "key_missing"),
            Failure::Keys(_) => (Status::Store, "keyring"),
            Failure::Store(inside) => store_code(inside),
            Failure::DataFolder { .. } => (Status::Store, "data_folder"),
            Failure::Invalid(_) => (Status::Refused, "invalid"),
            Failure::NotFound => (Status::Refused, "not_found"),
            Failure::Unsupported { .. } => (Status::Refused, "unsupported"),
            Failure::Offline { .. } => (Status::Network, "offline"),
            Failure::SignIn { .. } => (Status::Network, "sign_in"),
            Failure::NotConfigured => (Status::Network, "not_configured"),
            Failure::TooMany { .. } => (Status::Refused, "too_many"),
            Failure::TooLate => (Status::Refused, "too_late"),
            Failure::Unsent { .. } => (Status::Refused, "unsent"),
            Failure::Sync(desk::sync::Failure::Store(inside)) => store_code(inside),
            Failure::Sync(_) | Failure::Inside(_) => (Status::Other, "internal"),
        };
        let field = match &failure {
            Failure::Invalid(refused) => refused.first().map(|one: &Refused| one.field.clone()),
            Failure::Config(desk::config::Misconfigured::Field { field, .. }) => {
                Some(field.clone())
            }
            Failure::NotFound => Some("id".to_owned()),
            Failure::Unsupported { section, .. } => Some(section.word().to_owned()),
            _ => None,
        };
        Self { status, code, message, field }
    }
}

fn store_code(failure: &store::Failure) -> (Status, &'static str) {
    use store::Failure as F;
    match failure {
        F::DiskFull => (Status::Other, "disk_full"),
        F::Busy => (Status::Other, "busy"),
        F::WrongKey { .. } => (Status::Store, "wrong_key"),
        F::Damaged { .. } => (Status::Store, "damaged"),
        F::Newer { .. } => (Status::Store, "newer"),
        F::ReadOnly { .. } => (Status::Store, "read_only"),
        _ if failure.needs_person() => (Status::Store, "store"),
        _ => (Status::Other, "store"),
    }
}

/// Says something that stops nothing; on stderr, as JSON where the caller reads JSON.
pub fn warn(message: &str, as_json: bool) {
    let mut stderr = std::io::stderr().lock();
    // A closed stderr leaves nobody to tell.
    let _ = if as_json {
        writeln!(stderr, "{}", json!({ "warning": { "message": message } }))
    } else {
        writeln!(stderr, "warning: {message}")
    };
}

/// Prints one line on stdout. A reader that went away (`| head`) ends the command quietly.
pub fn print(line: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(|fault| Fault {
        status: Status::Other,
        code: "stdout",
        message: format!("the answer could not be printed: {fault}"),
        field: None,
    })
}
