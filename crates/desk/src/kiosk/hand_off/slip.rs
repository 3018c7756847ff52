//! A slip of paper for a customer whose changes wait: its code finds them again at the desk that has
//! printed it, whether or not they were sent meanwhile. It says nothing about them.

use super::drawn::{Drawn, drawn};
use super::parts::{self, Folder, Slip};
use super::scan::{Refusal, Scanned};
use crate::Desk;
use crate::failure::Result;
use std::sync::Arc;

impl Desk {
    /// The letters, and how they look.
    pub async fn slip(self: &Arc<Self>, name: &str) -> Result<(String, Drawn)> {
        let local_id = self.known_here(name).await?.local_id;
        let text = parts::slip(Slip { of: self.folder()?, local_id });
        let picture = drawn(&text)?;
        Ok((text, picture))
    }

    pub(super) fn slip_read(&self, slip: Slip) -> Result<Scanned> {
        if slip.of != self.folder()? {
            return Ok(Scanned::Refused(Refusal::OtherDesk));
        }
        Ok(match self.known(&slip.local_id.to_string())? {
            Some(person) => Scanned::Customer(person.local_id),
            None => Scanned::Refused(Refusal::Gone),
        })
    }

    fn folder(&self) -> Result<Folder> {
        Ok(Folder::of(&keys::install_id(&self.data_dir)?))
    }
}
