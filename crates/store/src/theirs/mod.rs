//! `theirs.db`: the copy of the dealer's network. It may vanish at any time.

use crate::{
    failure::{Failure, File},
    file::{self, Access, Key},
    migrate::{self, Step},
};
use rusqlite::Connection;
use std::{path::Path, sync::Mutex};

/// The released steps, oldest first.
pub const STEPS: &[Step] = &[];

pub struct Theirs {
    #[expect(dead_code, reason = "the writes come with the tables")]
    writer: Mutex<Connection>,
}

impl Theirs {
    pub fn open(dir: &Path, key: &Key) -> Result<Self, Failure> {
        let mut writer = file::open(dir, File::Theirs, key, Access::ReadWrite)?;
        migrate::run(&mut writer, File::Theirs, STEPS)?;
        Ok(Self { writer: Mutex::new(writer) })
    }

    /// Sets an unreadable copy aside and starts an empty one. The flag says that it did.
    pub fn open_or_rebuild(dir: &Path, key: &Key) -> Result<(Self, bool), Failure> {
        match Self::open(dir, key) {
            Err(Failure::WrongKey { .. } | Failure::Damaged) => {
                file::set_aside_theirs(dir)?;
                Ok((Self::open(dir, key)?, true))
            }
            other => Ok((other?, false)),
        }
    }
}
