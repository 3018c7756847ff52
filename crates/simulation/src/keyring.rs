//! The key store of one desk, in memory: it outlives the desk's processes, and none that is dead can
//! write to it any more.

use crate::clock::Life;
use keys::{Failure, KeyStore, Name};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub type Kept = Arc<Mutex<HashMap<Name, SecretString>>>;

/// As one process has it.
pub struct Keyring {
    pub kept: Kept,
    pub life: Arc<Life>,
}

impl Keyring {
    /// What is dropped with a process that was killed tidies up after itself; a real one does not.
    fn alive(&self) -> Result<(), Failure> {
        if self.life.is_killed() {
            return Err(Failure::Broken { why: "the process is dead".to_owned() });
        }
        Ok(())
    }
}

impl KeyStore for Keyring {
    fn read(&self, name: Name) -> Result<Option<SecretString>, Failure> {
        self.alive()?;
        Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned())
    }

    fn write(&self, name: Name, value: &SecretString) -> Result<(), Failure> {
        self.alive()?;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(name, value.clone());
        Ok(())
    }

    fn delete(&self, name: Name) -> Result<(), Failure> {
        self.alive()?;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        Ok(())
    }

    fn kind(&self) -> &'static str {
        "file"
    }
}
