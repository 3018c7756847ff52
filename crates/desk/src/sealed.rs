//! Moving the outbox to another desk: sealed into a file here, taken in once there. For a computer
//! that is given up with changes on it that have not been sent.

use crate::Desk;
use crate::failure::{Failure, Result};
use crate::sync::lock::OutboxLock;
use keys::vault::{self, Purpose};
use secrecy::{ExposeSecret, SecretString};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::mine::{Context, Parcel, TakenIn};

/// Fewer letters are guessed.
const SHORTEST: usize = 8;

impl Desk {
    /// Writes what is unfinished into a new file, sealed with these words; here it is cancelled as
    /// moved. Answers with how many entries that were.
    pub async fn seal(self: &Arc<Self>, file: PathBuf, words: String) -> Result<usize> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.seal_now(&file, &words.into())).await?
    }

    /// Takes in what another desk has sealed. Nobody may be sending meanwhile.
    pub async fn unseal(self: &Arc<Self>, file: PathBuf, words: String) -> Result<TakenIn> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.unseal_now(&file, &words.into())).await?
    }

    fn seal_now(&self, file: &Path, words: &SecretString) -> Result<usize> {
        usable(file, words)?;
        let lock = OutboxLock::take(&self.data_dir).map_err(|why| unwritable(file, &why))?;
        let _lock = lock.ok_or_else(in_use)?;
        let parcel = self.parcel()?;
        if parcel.entries.is_empty() {
            return Err(Failure::refused(
                "outbox",
                "empty",
                "nothing is unfinished: there is nothing to move",
            ));
        }
        self.give(&parcel, file, words)
    }

    /// The same for a desk that is wiped next, by whoever has the right to send: with the last line
    /// of its audit, and also where nothing is unfinished.
    pub(crate) fn seal_to_leave(&self, file: &Path, words: &SecretString) -> Result<usize> {
        usable(file, words)?;
        let (who, now) = (self.author(), self.clock.now());
        self.store.mine.append_audit(&who, "this desk is wiped", None, now)?;
        let parcel = Parcel { audit_end: self.store.mine.audit_end()?, ..self.parcel()? };
        self.give(&parcel, file, words)
    }

    fn parcel(&self) -> Result<Parcel> {
        let context = self.move_context();
        // What an earlier process was at may have been sent.
        self.store.mine.recover_at_start(&context)?;
        Ok(self.store.mine.parcel(self.clock.new_id(), &self.dealer(), context.now.wall)?)
    }

    fn give(&self, parcel: &Parcel, file: &Path, words: &SecretString) -> Result<usize> {
        let (mine, context) = (&self.store.mine, self.move_context());
        let text = serde_json::to_vec(parcel).map_err(store::Failure::from)?;
        let sealed = vault::seal(Purpose::Outbox, words, &zeroize::Zeroizing::new(text))?;
        // Under another name until nothing of it is sent from here any more: at no moment are there
        // two who may send it, and at none is it nowhere.
        let part = with_end(file, ".part");
        let written = write_new(&part, &sealed).map_err(|why| unwritable(file, &why));
        let given = written.and_then(|()| {
            let why = format!("moved to another desk (parcel {})", parcel.id);
            Ok(mine.give_away(parcel, &why, &context)?)
        });
        if let Err(failure) = given {
            // The disk may have failed after it had taken it: then the file is all there is.
            let first = parcel.first().map(|op_id| mine.entry(op_id)).transpose()?.flatten();
            if first.is_some_and(|entry| entry.is_live()) {
                let _ = fs::remove_file(&part);
                return Err(failure);
            }
        }
        fs::rename(&part, file).map_err(|why| unwritable(file, &why))?;
        Ok(parcel.entries.len())
    }

    fn unseal_now(&self, file: &Path, words: &SecretString) -> Result<TakenIn> {
        let sealed = fs::read(file).map_err(|why| {
            Failure::refused("FILE", "unreadable", format!("it cannot be read: {why}"))
        })?;
        let text =
            vault::open(Purpose::Outbox, words, &sealed).map_err(|failure| match failure {
                keys::Failure::WrongWords => {
                    Failure::refused("passphrase", "wrong", failure.to_string())
                }
                keys::Failure::Broken { why } => Failure::refused("FILE", "not_sealed", &why),
                other => other.into(),
            })?;
        let parcel: Parcel = serde_json::from_slice(&text).map_err(|_| {
            Failure::refused("FILE", "not_sealed", "a newer version of the program has written it")
        })?;
        if parcel.dealer != self.dealer() {
            let why = "these entries are for another dealer than the one that is set up here";
            return Err(Failure::refused("FILE", "other_dealer", why));
        }
        // Whoever sends already counts time from when it began: the waits of what is taken in count
        // from the next start.
        let lock = OutboxLock::take(&self.data_dir).map_err(|why| Failure::DataFolder {
            path: self.data_dir.clone(),
            why: why.to_string(),
        })?;
        let _lock = lock.ok_or_else(in_use)?;
        let taken = self.store.mine.take_in(&parcel, || self.clock.new_id(), &self.move_context());
        taken.map_err(|failure| match failure {
            store::Failure::TakenIn => Failure::refused("FILE", "taken_in", failure.to_string()),
            other => other.into(),
        })
    }

    fn move_context(&self) -> Context {
        let lag = self.profile().map_or(0, |profile| profile.search.lag_seconds.value);
        let settle = self.settle_seconds().saturating_add(u64::from(lag));
        let by = Context::by_person(self.author(), self.clock.now());
        Context { settle_ms: settle.saturating_mul(1000), ..by }
    }
}

/// Before anything is changed.
pub(crate) fn usable(file: &Path, words: &SecretString) -> Result<()> {
    if words.expose_secret().chars().count() < SHORTEST {
        let why = format!("give at least {SHORTEST} characters on standard input");
        return Err(Failure::refused("passphrase", "too_short", &why));
    }
    if file.exists() {
        return Err(Failure::refused("FILE", "exists", "there is a file by that name already"));
    }
    Ok(())
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn unwritable(file: &Path, why: &io::Error) -> Failure {
    let folder = file.parent().unwrap_or(file).display();
    Failure::refused("FILE", "unwritable", format!("nothing can be written in {folder}: {why}"))
}

fn in_use() -> Failure {
    let why = "another program of this desk is running and may be sending: close it first";
    Failure::refused("outbox", "in_use", why)
}
