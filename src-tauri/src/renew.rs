//! Ends this program for its next version: puts the setup program that the core has fetched and proved
//! where nobody can change it any more, starts it and leaves. Only an installation of the Windows setup
//! program comes here: everywhere else the core has nothing to fetch.

use crate::{beside::Beside, host::Host};
use api::{ApiError, Code, Fetched, views::ReleaseView};
use desk::release::Setup;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tauri::{AppHandle, Manager as _, Runtime};

/// Answers what is in the way, or that it has begun. A failure leaves everything as it was.
pub async fn install<R: Runtime>(app: &AppHandle<R>) -> Result<ReleaseView, ApiError> {
    let (host, beside) = (app.state::<Host>(), app.state::<Beside>());
    let setup = match host.fetch_release(beside.runs()).await? {
        Fetched::NotNow(view) => return Ok(view),
        Fetched::Ready(setup) => setup,
    };
    let version = setup.version.clone();
    let keep = move || Kept::new(&setup, &std::env::temp_dir());
    let kept = tauri::async_runtime::spawn_blocking(keep).await;
    let kept = kept.map_err(io::Error::other).flatten().map_err(|fault| refused(&fault))?;
    if let Some(view) = host.start_release(&version, beside.runs()).await? {
        return Ok(view);
    }
    kept.command().spawn().map_err(|fault| refused(&fault))?;
    tracing::info!(version, "the setup program of the next version was started");
    // What is held goes with this process, not before.
    std::mem::forget(kept);
    app.exit(0);
    Ok(api::started(&version))
}

fn refused(fault: &io::Error) -> ApiError {
    tracing::error!(error = %fault, "the setup program of the next version could not be started");
    ApiError::new(Code::Internal, "the setup program could not be started")
}

/// A setup program in a folder of its own.
struct Kept {
    folder: PathBuf,
    name: String,
    /// While it is open Windows lets nobody write, rename or remove the file.
    _held: File,
}

/// Folders of earlier tries may still be there.
const FOLDERS: u32 = 1_000;

impl Kept {
    fn new(setup: &Setup, below: &Path) -> io::Result<Self> {
        let folder = fresh_folder(below)?;
        let path = folder.join(&setup.name);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(&setup.bytes)?;
        file.sync_all()?;
        drop(file);
        let mut held = reading().open(&path)?;
        let mut bytes = Vec::with_capacity(setup.bytes.len());
        held.read_to_end(&mut bytes)?;
        // What was proved is what is started: between the two openings the file was anybody's.
        if bytes != setup.bytes {
            return Err(io::Error::other("the file was changed while it was written"));
        }
        Ok(Self { folder, name: setup.name.clone(), _held: held })
    }

    /// By `start`: that asks for the administrator's consent, where starting it ourselves would only
    /// be refused. No path goes through the shell, and the core lets no name pass that a shell reads.
    fn command(&self) -> Command {
        let system = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
        let mut command = Command::new(Path::new(&system).join("System32").join("cmd.exe"));
        command
            .args(["/D", "/C", "start", ""])
            .arg(format!(".\\{}", self.name))
            // Without questions, and this program again when it is done.
            .args(["/P", "/R", "/UPDATE"])
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        #[cfg(windows)]
        {
            const NO_WINDOW: u32 = 0x0800_0000;
            std::os::windows::process::CommandExt::creation_flags(&mut command, NO_WINDOW);
        }
        command
    }
}

/// One that nobody has prepared.
fn fresh_folder(below: &Path) -> io::Result<PathBuf> {
    let process = std::process::id();
    for number in 0..FOLDERS {
        let folder = below.join(format!("showroom-{process}-{number}"));
        match fs::create_dir(&folder) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
    Err(io::Error::other("there is no room for another folder"))
}

fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(windows)]
    {
        const SHARE_READ: u32 = 1;
        std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, SHARE_READ);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> Setup {
        Setup {
            version: "0.2.0".to_owned(),
            name: "Showroom_0.2.0_x64-setup.exe".to_owned(),
            bytes: b"setup".to_vec(),
        }
    }

    #[test]
    fn a_setup_program_is_kept_whole_in_a_folder_nobody_has_prepared() {
        let below = tempfile::tempdir().unwrap();
        let first = Kept::new(&setup(), below.path()).unwrap();
        let second = Kept::new(&setup(), below.path()).unwrap();
        assert_ne!(first.folder, second.folder);
        for kept in [first, second] {
            assert_eq!(fs::read(kept.folder.join(&kept.name)).unwrap(), b"setup");
        }
    }

    #[test]
    fn nothing_of_a_path_goes_through_the_shell_that_starts_it() {
        let below = tempfile::tempdir().unwrap();
        let odd = below.path().join("a & b %PATH%");
        fs::create_dir(&odd).unwrap();
        let kept = Kept::new(&setup(), &odd).unwrap();
        let command = kept.command();
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        let name = ".\\Showroom_0.2.0_x64-setup.exe";
        assert_eq!(words, ["/D", "/C", "start", "", name, "/P", "/R", "/UPDATE"]);
        assert_eq!(command.get_current_dir(), Some(kept.folder.as_path()));
    }
}
