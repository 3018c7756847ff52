//! How a command ends: what it prints, and the exit status scripts rely on.

use desk::{Failure, Refused};
use outbox::State;
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

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
    pub code: String,
    pub message: String,
    pub field: Option<String>,
}

pub type Result<T> = std::result::Result<T, Fault>;

/// Nobody reads the answer any more (`| head`): the command ends without a word.
const NO_READER: &str = "no_reader";

impl Fault {
    pub fn new(status: Status, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into(), field: None }
    }

    pub fn refused(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(Status::Refused, code, message) }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Status::Usage, "usage", message)
    }

    pub fn json(&self) -> Value {
        json!({ "error": { "code": self.code, "message": self.message, "field": self.field } })
    }

    /// Says it on stderr: as one line of JSON where the caller reads JSON. What was to be said at
    /// the start stands in the same line, so that stderr is one document.
    pub fn say(&self, as_json: bool) {
        if self.code == NO_READER {
            return;
        }
        if as_json {
            let mut value = self.json();
            if let Some(warning) = WARNING.get() {
                value["warning"] = json!({ "message": warning });
            }
            to_stderr(&value.to_string());
        } else {
            to_stderr(&format!("showroomctl: {}", self.message));
        }
    }
}

impl From<Failure> for Fault {
    fn from(mut failure: Failure) -> Self {
        // What is wrong with the whole of a record has no member to be named by.
        if let Failure::Invalid(refused) = &mut failure {
            for whole in refused.iter_mut().filter(|one| one.field.is_empty()) {
                whole.field = "FILE".to_owned();
            }
        }
        if let Some(error) = failure.for_support() {
            tracing::error!(error, "a command failed inside");
        }
        let mut message = failure.to_string();
        let (status, code) = match &failure {
            Failure::Config(_) => (Status::Refused, "config"),
            Failure::KeyMissing { .. } => (Status::Store, "key_missing"),
            Failure::Sealed => (Status::Store, "sealed"),
            Failure::Keys(keys::Failure::DiskFull) => (Status::Other, "disk_full"),
            Failure::Keys(_) => (Status::Store, "keyring"),
            Failure::Store(inside) => store_code(inside),
            Failure::DataFolder { .. } => (Status::Store, "data_folder"),
            Failure::Invalid(refused) => {
                (Status::Refused, refused.first().map_or("invalid", |one| one.code.as_str()))
            }
            Failure::NotFound => (Status::Refused, "not_found"),
            Failure::Unsupported { .. } => (Status::Refused, "unsupported"),
            Failure::Offline { .. } => (Status::Network, "offline"),
            Failure::SignIn { .. } => (Status::Network, "sign_in"),
            Failure::NotConfigured => (Status::Network, "not_configured"),
            Failure::TooMany { .. } | Failure::InboxFull | Failure::TooSoon { .. } => {
                (Status::Refused, "too_many")
            }
            Failure::TooLate => (Status::Refused, "too_late"),
            Failure::DeskLocked => (Status::Refused, "desk_locked"),
            Failure::RightMissing { .. } => (Status::Refused, "right_missing"),
            Failure::Unsent { .. } => (Status::Refused, "unsent"),
            Failure::Inside(_) => (Status::Other, "internal"),
        };
        let field = match &failure {
            Failure::Invalid(refused) => refused.first().map(|one: &Refused| one.field.clone()),
            Failure::Config(
                desk::config::Misconfigured::Field { field, .. }
                | desk::config::Misconfigured::Policy { key: field, .. },
            ) => Some(field.clone()),
            Failure::Config(desk::config::Misconfigured::Unreadable { .. }) => {
                Some("config".to_owned())
            }
            Failure::NotFound | Failure::Unsent { .. } => Some("id".to_owned()),
            Failure::TooLate => Some("op".to_owned()),
            Failure::Unsupported { section, .. } => Some(section.member().to_owned()),
            Failure::Store(store::Failure::Outbox(outbox::Error::NoSuchStep { state, .. })) => {
                message = instead(state).to_owned();
                Some("op".to_owned())
            }
            Failure::Store(store::Failure::Outbox(outbox::Error::NotInConflict { field })) => {
                message = format!("{field}: this field is not in conflict");
                Some(field.clone())
            }
            Failure::Store(store::Failure::Outbox(outbox::Error::Undecided { fields })) => {
                message = format!("still undecided: {}", fields.join(", "));
                fields.first().cloned()
            }
            _ => None,
        };
        Self { status, code: code.to_owned(), message, field }
    }
}

/// What can be done with an entry that cannot do what was asked.
fn instead(state: &str) -> &'static str {
    match State::from_word(state) {
        Ok(State::Conflict) => {
            "somebody else changed the same: `outbox show OP` names the fields, `outbox resolve OP \
             --field F=mine|theirs` decides, `outbox cancel OP --reason TEXT` gives it up"
        }
        Ok(State::Review) => {
            "who this is has to be said first: `outbox show OP` names the candidates, `outbox resolve \
             OP --use ID` or `--different` decides, `outbox cancel OP --reason TEXT` gives it up"
        }
        Ok(State::Parked) => {
            "there is nothing to choose here: `outbox show OP` says why it waits, `outbox retry OP` \
             sends it again, `outbox cancel OP --reason TEXT` gives it up"
        }
        Ok(State::Queued) => {
            "it waits to be sent and there is nothing to decide: `sync` sends it, `outbox cancel OP \
             --reason TEXT` gives it up"
        }
        Ok(State::Ambiguous | State::Preflight | State::Sending | State::Reconciling) => {
            "it is under way: `sync --until-idle` finds out what became of it"
        }
        Ok(State::Done | State::Cancelled | State::Superseded) | Err(_) => {
            "it is finished: a new `update` changes what it did"
        }
    }
}

fn store_code(failure: &store::Failure) -> (Status, &'static str) {
    use store::Failure as F;
    match failure {
        F::DiskFull => (Status::Other, "disk_full"),
        F::Disk(_) => (Status::Other, "disk"),
        F::Busy => (Status::Other, "busy"),
        F::Stuck => (Status::Other, "storage_stuck"),
        F::TakenIn => (Status::Refused, "taken_in"),
        F::Taken => (Status::Refused, "taken"),
        F::NotAllowed => (Status::Refused, "not_allowed"),
        F::WrongKey { .. } => (Status::Store, "wrong_key"),
        F::Damaged => (Status::Store, "damaged"),
        F::Newer { .. } => (Status::Store, "newer"),
        F::ReadOnly { .. } => (Status::Store, "read_only"),
        F::NotFound => (Status::Refused, "not_found"),
        F::TooBig { .. } => (Status::Refused, "too_long"),
        F::TooMany { .. } => (Status::Refused, "too_many"),
        F::Outbox(outbox::Error::NotInConflict { .. }) => (Status::Refused, "not_in_conflict"),
        F::Outbox(outbox::Error::Undecided { .. }) => (Status::Refused, "undecided"),
        F::Outbox(_) => (Status::Refused, "too_late"),
        F::OtherId | F::NoId => (Status::Other, "store"),
        _ if failure.needs_person() => (Status::Store, "store"),
        _ => (Status::Other, "store"),
    }
}

/// What was said at the start, where it is part of one document at the end.
static WARNING: OnceLock<String> = OnceLock::new();

/// Says something that stops nothing: at once for a person, at the end where the caller reads
/// JSON.
pub fn warn(message: &str, as_json: bool) {
    if as_json {
        // There is one warning a start.
        let _ = WARNING.set(message.to_owned());
    } else {
        to_stderr(&format!("warning: {message}"));
    }
}

/// The warning of a command that went well.
pub fn said_at_the_end() {
    if let Some(warning) = WARNING.get() {
        to_stderr(&json!({ "warning": { "message": warning } }).to_string());
    }
}

fn to_stderr(line: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints one line on stdout, at once: what stands there is done.
pub fn print(line: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    let shown = stdout.is_terminal().then(|| for_a_terminal(line));
    let line = shown.as_deref().unwrap_or(line);
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(|fault| {
        let code = match fault.kind() {
            std::io::ErrorKind::BrokenPipe => NO_READER,
            _ => "stdout",
        };
        let message = format!("the answer could not be printed: {fault}");
        Fault::new(Status::Other, code, message)
    })
}

/// A customer may be called like a command to the terminal, or like one that turns the line round: a
/// terminal is shown where it stands. Files and other programs get every letter.
fn for_a_terminal(line: &str) -> String {
    let lines = line.replace("\r\n", "\n");
    let harmless = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    };
    lines.chars().map(harmless).collect()
}

#[cfg(test)]
mod tests {
    use super::for_a_terminal;

    #[test]
    fn no_name_commands_a_terminal_or_turns_its_line_round() {
        for (said, shown) in [
            ("Maria\u{1b}[2J", "Maria\u{fffd}[2J"),
            ("\u{9b}31mMaria\u{7}", "\u{fffd}31mMaria\u{fffd}"),
            ("\u{202e}eva\rMaria", "\u{fffd}eva\u{fffd}Maria"),
            ("a\tb\r\nc\nMarím مريم", "a\tb\nc\nMarím مريم"),
        ] {
            assert_eq!(for_a_terminal(said), shown);
        }
    }
}
