//! What the program may be started with: the same two folders as `showroomctl`, and which window.

use desk::places;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

pub const USAGE: &str = "\
Showroom, the customer desk

Usage: showroom [--config FILE] [--data-dir DIR] [--kiosk [--screen SCREEN]]

  --config FILE    the configuration (default: showroom.toml in the platform's configuration folder)
  --data-dir DIR   where the protected copy, drafts and logs lie (default: the platform's data folder)
  --kiosk          open only the window a customer uses, over the whole screen
  --screen SCREEN  which screen the kiosk takes: its name or its number from 1 (default: the first)
  --leave          with --kiosk: close the kiosk that is open
  --beside-desk    with --kiosk: obey the desk that has started it, by standard input
  --version        print the version
  --help           print this
";

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Window(Arguments),
    Help,
    Version,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    pub config: PathBuf,
    pub data_dir: PathBuf,
    pub kiosk: bool,
    /// Which screen the kiosk takes.
    pub screen: Option<String>,
    /// Close the kiosk that is open instead of opening one.
    pub leave: bool,
    /// A desk has started this kiosk and tells it when to leave.
    pub beside_desk: bool,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("{0} needs a path behind it")]
    NoPath(&'static str),
    #[error("--screen needs the name or the number of a screen behind it")]
    NoScreen,
    #[error("{0} is for --kiosk only")]
    NotAlone(&'static str),
    #[error("unknown option {}", .0.display())]
    Unknown(OsString),
    #[error("this account has no home folder; give --config and --data-dir")]
    NoHome,
}

/// Reads the arguments behind the program's name.
pub fn read(given: impl IntoIterator<Item = OsString>) -> Result<Asked, Wrong> {
    let mut given = given.into_iter();
    let (mut config, mut data_dir, mut screen) = (None, None, None);
    let (mut kiosk, mut leave, mut beside_desk) = (false, false, false);
    while let Some(word) = given.next() {
        match word.to_str() {
            Some("--config") => config = Some(given.next().ok_or(Wrong::NoPath("--config"))?),
            Some("--data-dir") => data_dir = Some(given.next().ok_or(Wrong::NoPath("--data-dir"))?),
            Some("--screen") => screen = Some(text(&given.next().ok_or(Wrong::NoScreen)?)),
            Some("--kiosk") => kiosk = true,
            Some("--leave") => leave = true,
            Some("--beside-desk") => beside_desk = true,
            Some("--help" | "-h") => return Ok(Asked::Help),
            Some("--version" | "-V") => return Ok(Asked::Version),
            _ => match word.to_str().and_then(|text| text.split_once('=')) {
                Some(("--config", path)) => config = Some(path.into()),
                Some(("--data-dir", path)) => data_dir = Some(path.into()),
                Some(("--screen", name)) => screen = Some(name.to_owned()),
                _ => return Err(Wrong::Unknown(word)),
            },
        }
    }
    let config = config.map(PathBuf::from).or_else(places::config).ok_or(Wrong::NoHome)?;
    let data_dir = data_dir.map(PathBuf::from).or_else(places::data).ok_or(Wrong::NoHome)?;
    for (given, name) in
        [(screen.is_some(), "--screen"), (leave, "--leave"), (beside_desk, "--beside-desk")]
    {
        if given && !kiosk {
            return Err(Wrong::NotAlone(name));
        }
    }
    Ok(Asked::Window(Arguments { config, data_dir, kiosk, screen, leave, beside_desk }))
}

/// A name that is no text is the name of no screen.
fn text(word: &OsStr) -> String {
    word.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(words: &[&str]) -> Result<Asked, Wrong> {
        read(words.iter().map(OsString::from))
    }

    #[test]
    fn both_ways_of_writing_a_path_are_understood() {
        let wanted = Asked::Window(Arguments {
            config: "a.toml".into(),
            data_dir: "b c".into(),
            kiosk: true,
            ..Arguments::default()
        });
        assert_eq!(
            reading(&["--config", "a.toml", "--data-dir=b c", "--kiosk"]).as_ref(),
            Ok(&wanted)
        );
        assert_eq!(reading(&["--kiosk", "--data-dir", "b c", "--config=a.toml"]), Ok(wanted));
    }

    #[test]
    fn what_is_for_the_kiosk_only_is_refused_without_it() {
        let wanted = Asked::Window(Arguments {
            config: "a".into(),
            data_dir: "b".into(),
            kiosk: true,
            screen: Some("HDMI-1".to_owned()),
            leave: false,
            beside_desk: true,
        });
        let rest = ["--screen", "HDMI-1", "--beside-desk", "--config=a", "--data-dir=b"];
        assert_eq!(reading(&[&["--kiosk"], &rest[..]].concat()), Ok(wanted));
        assert_eq!(reading(&rest), Err(Wrong::NotAlone("--screen")));
        assert_eq!(reading(&["--leave"]), Err(Wrong::NotAlone("--leave")));
        assert_eq!(reading(&["--kiosk", "--screen"]), Err(Wrong::NoScreen));
    }

    #[test]
    fn a_slip_is_named_and_opens_no_window() {
        assert_eq!(reading(&["--config"]), Err(Wrong::NoPath("--config")));
        assert_eq!(reading(&["--kisok"]), Err(Wrong::Unknown("--kisok".into())));
        assert_eq!(reading(&["customer.json"]), Err(Wrong::Unknown("customer.json".into())));
    }
}
