//! What support is given to look at: a few small texts, each of which can be read before it leaves.
//!
//! Everything in it is let in, nothing is taken out: counts, times, words and sentences the program
//! itself has (`known.txt`), and ids as hashes under this desk's key, so that events can be linked and
//! nobody can be looked up. No value of any record, and no text of a network, a person or a file.

mod facts;
mod known;
mod log;
mod zip;

use crate::clock::blocking;
use crate::failure::{Failure, Refused, Result};
use crate::{Desk, places, written};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// One text of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// By which exactly what was shown can be saved.
    pub id: String,
    pub parts: Vec<Part>,
}

/// The one that was shown last.
pub(crate) type Previewed = Mutex<Option<Bundle>>;

impl Desk {
    /// Puts it together, in memory only.
    pub async fn support(self: &Arc<Self>) -> Result<Bundle> {
        let desk = Arc::clone(self);
        let bundle = blocking(&*self.clock, move || desk.support_now()).await??;
        *self.previewed.lock().unwrap_or_else(PoisonError::into_inner) = Some(bundle.clone());
        Ok(bundle)
    }

    /// Saves the one that was shown, as it was shown: where a person looks for what a program saved,
    /// or where they say.
    pub async fn save_support(self: &Arc<Self>, id: &str, to: Option<PathBuf>) -> Result<PathBuf> {
        let shown = self.previewed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let bundle = shown.filter(|shown| shown.id == id).ok_or(Failure::NotFound)?;
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let bytes = zip::packed(&bundle.parts);
            let path = match to {
                Some(path) => {
                    if path.exists() {
                        let why = "there is a file by that name already";
                        return Err(Failure::Invalid(vec![Refused::new("FILE", "exists", why)]));
                    }
                    written::this_file(&path, &bytes)?
                }
                None => {
                    let folder =
                        places::downloads().unwrap_or_else(|| desk.data_dir.join("exports"));
                    let stem = format!("showroom-support-{}", desk.today());
                    written::new_file(&folder, &stem, "zip", &bytes)?
                }
            };
            let (who, now) = (desk.author(), desk.clock.now());
            desk.store.mine.append_audit(&who, "support bundle saved", None, now)?;
            Ok(path)
        })
        .await?
    }

    fn support_now(&self) -> Result<Bundle> {
        let mut parts = facts::parts(self)?;
        parts.extend(log::parts(&self.data_dir.join("logs"), &self.pepper));
        Ok(Bundle { id: self.clock.new_id().to_string(), parts })
    }
}
