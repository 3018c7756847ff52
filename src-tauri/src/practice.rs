//! A desk to practise at, seen from the shell: a program of its own beside the real one, known by
//! another name, whose windows say what they are from the first dot on.

use crate::arguments::Arguments;
use api::Like;
use std::{
    io,
    process::{Command, Stdio},
    thread,
};
use tauri::{Context, Runtime};

/// Whether the windows of this program have the frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame(bool);

impl Frame {
    pub fn of(arguments: &Arguments) -> Self {
        Self(arguments.practice.is_some())
    }

    /// The desk's page.
    pub fn desk(self) -> &'static str {
        if self.0 { "practice.html" } else { "index.html" }
    }

    /// The kiosk has one page, and its visits end there: it is told behind its address.
    pub fn kiosk(self) -> &'static str {
        if self.0 { "kiosk.html?practice" } else { "kiosk.html" }
    }

    /// Until the page says it in the language of whoever reads it.
    pub fn title(self, title: &str) -> String {
        if self.0 { format!("PRACTICE: {title}") } else { title.to_owned() }
    }

    pub fn is_there(self) -> bool {
        self.0
    }
}

/// Opens the desk to practise at that belongs to this one, or calls the open one to the front.
pub fn open(arguments: &Arguments, like: &Like) -> io::Result<()> {
    let mut child = Command::new(std::env::current_exe()?);
    child.arg("--practice").arg("--data-dir").arg(&arguments.data_dir);
    child.args(["--country", &like.country, "--network", &like.network()]);
    let mut child = child.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    // It outlives this desk; where it ends first, the system is told that somebody knows.
    thread::Builder::new().name("practice".to_owned()).spawn(move || child.wait())?;
    Ok(())
}

/// Where programs are told apart by their identifier, practice is another one.
pub fn named<R: Runtime>(mut context: Context<R>, arguments: &Arguments) -> Context<R> {
    if arguments.practice.is_some() {
        context.config_mut().identifier.push_str(".practice");
    }
    context
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Beginning;

    #[test]
    fn only_the_windows_of_practice_are_told_to_draw_the_frame() {
        let practice = Arguments { practice: Some(Beginning::default()), ..Arguments::default() };
        let frame = Frame::of(&practice);
        assert_eq!((frame.desk(), frame.kiosk()), ("practice.html", "kiosk.html?practice"));
        assert_eq!(frame.title("Showroom"), "PRACTICE: Showroom");
        let real = Frame::of(&Arguments::default());
        assert_eq!((real.desk(), real.kiosk()), ("index.html", "kiosk.html"));
        assert_eq!(real.title("Showroom"), "Showroom");
    }
}
