//! Keys and credentials in the data folder, for networks on this machine only.
//!
//! Whoever can read the file can read everything: it exists for trying the program out and for
//! tests. The file is replaced whole (new file, synced, renamed), so that a crash leaves the old
//! or the new one.

use crate::{Failure, KeyStore, Name};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::TryRngCore as _;
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::BTreeMap,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use zeroize::{Zeroize, Zeroizing};

pub struct FileKeys {
    path: PathBuf,
    /// Where `Name::Generation` and `Name::PinAnchor` lie: a copy of the folder must not bring them
    /// along.
    outside: Option<(PathBuf, PathBuf)>,
    /// One change at a time within this process.
    changing: Mutex<()>,
}

/// What the file holds; wiped when dropped.
#[derive(Default)]
struct Held(BTreeMap<String, String>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl FileKeys {
    pub fn new(dir: &Path) -> Self {
        Self { path: dir.join("keys.json"), outside: None, changing: Mutex::new(()) }
    }

    /// The same, with the folder's mark outside of it, in `state`.
    pub fn marked_in(dir: &Path, state: &Path) -> Self {
        Self { outside: Some((dir.to_owned(), state.to_owned())), ..Self::new(dir) }
    }

    /// `None` where this name lies in the file of the others.
    fn elsewhere(&self, name: Name) -> Result<Option<PathBuf>, Failure> {
        let ending = match name {
            Name::Generation => "mark",
            Name::PinAnchor => "pins",
            Name::Mine
            | Name::Theirs
            | Name::Inbox
            | Name::Credentials
            | Name::PinPepper
            | Name::Pepper
            | Name::AuditAnchor
            | Name::HandOff => return Ok(None),
        };
        let Some((dir, state)) = &self.outside else { return Ok(None) };
        Ok(Some(state.join(format!("{}.{ending}", install_id(dir)?))))
    }

    fn held(&self) -> Result<Held, Failure> {
        let text = match fs::read(&self.path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Held::default()),
            Err(error) => return Err(refused(&error)),
        };
        // An unreadable file is never taken for an empty one.
        serde_json::from_slice(&text)
            .map(Held)
            .map_err(|_| Failure::Broken { why: "keys.json is not readable".to_owned() })
    }

    fn keep(&self, held: &Held) -> Result<(), Failure> {
        let text = Zeroizing::new(serde_json::to_vec(&held.0).map_err(|_| Failure::Broken {
            why: "the keys cannot be written as JSON".to_owned(),
        })?);
        let new = self.path.with_extension("json.new");
        replace(&self.path, &new, &text).map_err(|error| refused(&error))
    }
}

impl KeyStore for FileKeys {
    fn read(&self, name: Name) -> Result<Option<SecretString>, Failure> {
        if let Some(path) = self.elsewhere(name)? {
            return match fs::read_to_string(path) {
                Ok(mark) => Ok(Some(mark.into())),
                // An account that has no such place of its own has no mark, and works.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::NotFound
                            | io::ErrorKind::PermissionDenied
                            | io::ErrorKind::NotADirectory
                    ) =>
                {
                    Ok(None)
                }
                Err(error) => Err(refused(&error)),
            };
        }
        Ok(self.held()?.0.get(name.word()).map(|value| SecretString::from(value.as_str())))
    }

    fn write(&self, name: Name, value: &SecretString) -> Result<(), Failure> {
        let _one = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = self.elsewhere(name)? {
            let new = path.with_added_extension("new");
            return replace(&path, &new, value.expose_secret().as_bytes())
                .map_err(|error| refused(&error));
        }
        let mut held = self.held()?;
        held.0.insert(name.word().to_owned(), value.expose_secret().to_owned());
        self.keep(&held)
    }

    fn delete(&self, name: Name) -> Result<(), Failure> {
        let _one = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = self.elsewhere(name)? {
            return match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(refused(&error)),
                _ => Ok(()),
            };
        }
        let mut held = self.held()?;
        match held.0.remove(name.word()) {
            Some(mut value) => {
                value.zeroize();
                self.keep(&held)
            }
            None => Ok(()),
        }
    }

    fn kind(&self) -> &'static str {
        "file"
    }
}

/// The id of this data folder: keeps two folders of one account apart in the keyring. It is made
/// once and is no secret.
pub fn install_id(dir: &Path) -> Result<String, Failure> {
    let path = dir.join("install.id");
    match fs::read_to_string(&path) {
        Ok(text) => {
            let id = text.trim();
            if id.len() == 22 && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
                return Ok(id.to_owned());
            }
            // A new id would look for its keys in vain.
            return Err(Failure::Broken { why: "install.id is not readable".to_owned() });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(refused(&error)),
    }
    let mut bytes = [0; 16];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|error| Failure::Broken {
        why: format!("the system gives no random bytes: {error}"),
    })?;
    let id = URL_SAFE_NO_PAD.encode(bytes);
    make_folder(dir).map_err(|error| refused(&error))?;
    let new = dir.join(format!("install.id.{}", std::process::id()));
    write_private(&new, id.as_bytes()).map_err(|error| refused(&error))?;
    // A hard link fails where another process was first: then its id counts.
    let linked = fs::hard_link(&new, &path);
    let removed = fs::remove_file(&new);
    match linked {
        Ok(()) => removed.map(|()| id).map_err(|error| refused(&error)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => install_id(dir),
        Err(error) => Err(refused(&error)),
    }
}

pub(crate) fn replace(path: &Path, new: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        make_folder(dir)?;
    }
    write_private(new, bytes)?;
    fs::rename(new, path)?;
    #[cfg(unix)]
    if let Some(dir) = path.parent() {
        fs::File::open(dir)?.sync_all()?;
    }
    Ok(())
}

fn make_folder(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // One left over by a crash may have been opened to others since.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()
}

pub(crate) fn refused(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Failure::Denied { why: error.kind().to_string() }
        }
        io::ErrorKind::StorageFull => Failure::DiskFull,
        kind => Failure::Broken { why: kind.to_string() },
    }
}
