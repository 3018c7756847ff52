//! An import from the window. A page has no path of this computer to give: it reads the file a person
//! chose and hands it over in pieces, which are held in memory and nowhere else until the window lets
//! go of them. One import at a time; it ends with the desk.

use super::lines::{self, Lines};
use super::{Report, Way, format_of, refused_lines};
use crate::failure::{Failure, Refused, Result};
use crate::{Desk, places, written};
use customer::Record;
use customer::import::{Choices, Sheet};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::theirs::Source;

/// More is for `showroomctl`, which reads files where they lie.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// A file as it was handed over, and how it is read; none for lines of JSON.
#[derive(Clone)]
pub struct Picked {
    pub name: String,
    bytes: Arc<Vec<u8>>,
    pub sheet: Option<Arc<Sheet>>,
}

impl Picked {
    /// The first records, with their lines, or why there are none.
    pub fn preview(&self, most: usize) -> Vec<(u64, std::result::Result<Record, String>)> {
        match &self.sheet {
            Some(sheet) => {
                let pieces = sheet.pieces().take(most);
                pieces.map(|piece| (piece.line, sheet.preview(&piece))).collect()
            }
            None => lines::preview(&self.bytes, most),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    Done,
    /// The same file goes on from here.
    Stopped,
    Failed,
}

/// How far it is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub running: bool,
    pub done: u64,
    pub size: u64,
    pub end: Option<End>,
    pub report: Option<Report>,
}

#[derive(Default)]
struct State {
    name: String,
    arriving: Vec<u8>,
    picked: Option<Picked>,
    progress: Progress,
}

#[derive(Default)]
pub struct Importing {
    state: Mutex<State>,
    stop: AtomicBool,
}

impl Importing {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn progress(&self) -> Progress {
        self.lock().progress.clone()
    }

    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Takes in a piece of a file; the one at 0 begins another file. Gives how much is here.
    pub fn piece(&self, name: &str, at: usize, piece: &[u8]) -> Result<usize> {
        let mut state = self.lock();
        if state.progress.running {
            return Err(refused("running", "an import is under way"));
        }
        if at == 0 {
            *state = State { name: name.to_owned(), ..State::default() };
        }
        if at != state.arriving.len() || name != state.name {
            return Err(refused("out_of_order", "the pieces do not follow each other"));
        }
        if at + piece.len() > LARGEST {
            *state = State::default();
            return Err(refused("too_long", "the file is larger than 64 MiB"));
        }
        state.arriving.extend_from_slice(piece);
        Ok(state.arriving.len())
    }

    /// Lets go of the file, unless it is being read.
    pub fn drop_file(&self) {
        let mut state = self.lock();
        if !state.progress.running {
            *state = State::default();
        }
    }
}

fn refused(code: &str, message: &str) -> Failure {
    Failure::Invalid(vec![Refused::new("FILE", code, message)])
}

/// Says that it is over, however it ended: somebody may be waiting for the files.
struct Ending {
    importing: Arc<Importing>,
    end: End,
    report: Option<Report>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        let mut state = self.importing.lock();
        state.progress.running = false;
        state.progress.end = Some(self.end);
        state.progress.report = self.report.take();
    }
}

impl Desk {
    /// How the file that was handed over would be read. Blocks.
    pub fn import_look(&self, choices: &Choices) -> Result<Picked> {
        let (name, bytes) = {
            let mut state = self.importing.lock();
            if state.progress.running {
                return Err(refused("running", "an import is under way"));
            }
            let bytes = match state.picked.take() {
                Some(picked) => picked.bytes,
                None => Arc::new(std::mem::take(&mut state.arriving)),
            };
            // It stays where it cannot be read this way: another choice may do.
            state.picked =
                Some(Picked { name: state.name.clone(), bytes: Arc::clone(&bytes), sheet: None });
            (state.name.clone(), bytes)
        };
        if bytes.is_empty() {
            return Err(refused("empty", "the file is empty"));
        }
        let sheet = match format_of(&name) {
            Some(format) => Some(Arc::new(self.sheet(&bytes, format, choices)?)),
            None => None,
        };
        let picked = Picked { name, bytes, sheet };
        self.importing.lock().picked = Some(picked.clone());
        Ok(picked)
    }

    /// Begins, unless it is under way.
    pub fn start_import(self: &Arc<Self>) -> Result<Progress> {
        let picked = {
            let mut state = self.importing.lock();
            if state.progress.running {
                return Ok(state.progress.clone());
            }
            let picked = state.picked.clone().ok_or_else(|| refused("empty", "no file is here"))?;
            if picked.sheet.is_none() && format_of(&picked.name).is_some() {
                return Err(refused("unread", "the file could not be read"));
            }
            if let Some(lacking) = picked.sheet.as_ref().and_then(|sheet| sheet.lacks()) {
                return Err(lacking.into());
            }
            state.progress = Progress { running: true, ..Progress::default() };
            picked
        };
        self.importing.stop.store(false, Ordering::Relaxed);
        let (desk, importing) = (Arc::clone(self), Arc::clone(&self.importing));
        tokio::task::spawn_blocking(move || {
            let mut ending = Ending { importing, end: End::Failed, report: None };
            match desk.import_picked(&picked) {
                Ok(report) => {
                    ending.end = if report.stopped { End::Stopped } else { End::Done };
                    ending.report = Some(report);
                }
                Err(failure) => tracing::warn!(%failure, "an import was cut off"),
            }
        });
        Ok(self.importing.progress())
    }

    fn import_picked(&self, picked: &Picked) -> Result<Report> {
        let importing = Arc::clone(&self.importing);
        let told = |done: u64, size: u64| {
            let mut state = importing.lock();
            (state.progress.done, state.progress.size) = (done, size);
            !importing.stop.load(Ordering::Relaxed)
        };
        if let Some(sheet) = &picked.sheet {
            return self.import_sheet(sheet, told);
        }
        let bytes: &[u8] = &picked.bytes;
        let size = bytes.len() as u64;
        let way = Way { parse: lines::parse, source: Source::Import, size, mapping: 0 };
        self.import_pieces(Lines::new(Cursor::new(bytes)), Path::new(""), &way, told)
    }

    /// Stops an import and waits until it has let go of the files.
    pub async fn end_import(&self) {
        self.importing.stop();
        while self.importing.progress().running {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The lines the last import refused, as a new file in the folder where a person looks for what a
    /// program saved. Blocks.
    pub fn save_refused(&self) -> Result<PathBuf> {
        let (picked, report) = {
            let state = self.importing.lock();
            (state.picked.clone(), state.progress.report.clone())
        };
        let (Some(picked), Some(report)) = (picked, report) else { return Err(Failure::NotFound) };
        let lines = picked.sheet.is_none().then(|| Cursor::new(picked.bytes.as_slice()));
        let text = refused_lines(picked.sheet.as_deref(), lines, &report.rejected)
            .map_err(|why| Failure::Inside(why.to_string()))?;
        let folder = places::downloads().unwrap_or_else(|| self.data_dir.join("exports"));
        written::new_file(&folder, "refused", "csv", text.as_bytes())
    }
}
