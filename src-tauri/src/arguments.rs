//! What the program may be started with: the same two folders as `showroomctl`, and which window.

use api::{Like, Practice};
use desk::places;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

pub const USAGE: &str = "\
Showroom, the customer desk

Usage: showroom [--config FILE] [--data-dir DIR] [--kiosk [--screen SCREEN]]
       showroom --practice [--country XX] [--network NAME] [--data-dir DIR]

  --config FILE    the configuration (default: showroom.toml in the platform's configuration folder)
  --data-dir DIR   where the protected copy, drafts and logs lie (default: the platform's data folder)
  --kiosk          open only the window a customer uses, over the whole screen
  --screen SCREEN  which screen the kiosk takes: its name or its number from 1 (default: the first)
  --leave          with --kiosk: close the kiosk that is open
  --beside-desk    with --kiosk: obey the desk that has started it, by standard input
  --practice       open a desk to practise at: invented customers, a network on this computer, and a
                   folder of its own beside DIR
  --country XX     with --practice: where they are from, two letters (default: GB)
  --network NAME   with --practice: keyloop-v1, keyloop-v3 or mykaarma (default: keyloop-v1)
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
    /// A desk to practise at, or its kiosk; `config` and `data_dir` are then those of practice.
    pub practice: Option<Beginning>,
}

/// What practice is begun with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// The data folder of the desk it lies beside.
    pub beside: PathBuf,
    pub like: Like,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("{0} needs a path behind it")]
    NoPath(&'static str),
    #[error("--screen needs the name or the number of a screen behind it")]
    NoScreen,
    #[error("{0} is for --kiosk only")]
    NotAlone(&'static str),
    #[error("{0} is for --practice only")]
    NotInPractice(&'static str),
    #[error("--practice has a configuration and a kiosk of its own: leave out {0}")]
    OwnInPractice(&'static str),
    #[error("--country needs two letters, --network keyloop-v1, keyloop-v3 or mykaarma")]
    NotLike,
    #[error("unknown option {}", .0.display())]
    Unknown(OsString),
    #[error("this account has no home folder; give --config and --data-dir")]
    NoHome,
}

/// Reads the arguments behind the program's name.
pub fn read(given: impl IntoIterator<Item = OsString>) -> Result<Asked, Wrong> {
    let mut given = given.into_iter();
    let (mut config, mut data_dir, mut screen) = (None, None, None);
    let (mut kiosk, mut leave, mut beside_desk, mut practice) = (false, false, false, false);
    let (mut country, mut network) = (None, None);
    while let Some(word) = given.next() {
        match word.to_str() {
            Some("--config") => config = Some(given.next().ok_or(Wrong::NoPath("--config"))?),
            Some("--data-dir") => data_dir = Some(given.next().ok_or(Wrong::NoPath("--data-dir"))?),
            Some("--screen") => screen = Some(text(&given.next().ok_or(Wrong::NoScreen)?)),
            Some("--kiosk") => kiosk = true,
            Some("--leave") => leave = true,
            Some("--beside-desk") => beside_desk = true,
            Some("--practice") => practice = true,
            Some("--country") => country = Some(text(&given.next().ok_or(Wrong::NotLike)?)),
            Some("--network") => network = Some(text(&given.next().ok_or(Wrong::NotLike)?)),
            Some("--help" | "-h") => return Ok(Asked::Help),
            Some("--version" | "-V") => return Ok(Asked::Version),
            _ => match word.to_str().and_then(|text| text.split_once('=')) {
                Some(("--config", path)) => config = Some(path.into()),
                Some(("--data-dir", path)) => data_dir = Some(path.into()),
                Some(("--screen", name)) => screen = Some(name.to_owned()),
                Some(("--country", code)) => country = Some(code.to_owned()),
                Some(("--network", name)) => network = Some(name.to_owned()),
                _ => return Err(Wrong::Unknown(word)),
            },
        }
    }
    let own_config = config.is_some();
    let data_dir = data_dir.map(PathBuf::from).or_else(places::data).ok_or(Wrong::NoHome)?;
    for (given, name) in
        [(screen.is_some(), "--screen"), (leave, "--leave"), (beside_desk, "--beside-desk")]
    {
        if given && !kiosk {
            return Err(Wrong::NotAlone(name));
        }
    }
    if practice {
        for (given, name) in
            [(own_config, "--config"), (kiosk && !leave && !beside_desk, "--kiosk")]
        {
            if given {
                return Err(Wrong::OwnInPractice(name));
            }
        }
        let like = Like::read(country.as_deref(), network.as_deref()).ok_or(Wrong::NotLike)?;
        let folder = places::practice(&data_dir).ok_or(Wrong::NoHome)?;
        let config = Practice::config(&folder);
        let practice = Some(Beginning { beside: data_dir, like });
        let arguments =
            Arguments { config, data_dir: folder, kiosk, screen, leave, beside_desk, practice };
        return Ok(Asked::Window(arguments));
    }
    for (given, name) in [(country.is_some(), "--country"), (network.is_some(), "--network")] {
        if given {
            return Err(Wrong::NotInPractice(name));
        }
    }
    let config = config.map(PathBuf::from).or_else(places::config).ok_or(Wrong::NoHome)?;
    let practice = None;
    let arguments = Arguments { config, data_dir, kiosk, screen, leave, beside_desk, practice };
    Ok(Asked::Window(arguments))
}

impl Arguments {
    /// The words that make another process work in the same folders.
    pub fn folders(&self) -> Vec<OsString> {
        match &self.practice {
            None => vec![
                "--config".into(),
                self.config.clone().into(),
                "--data-dir".into(),
                self.data_dir.clone().into(),
            ],
            Some(begun) => {
                vec!["--practice".into(), "--data-dir".into(), begun.beside.clone().into()]
            }
        }
    }
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
            practice: None,
        });
        let rest = ["--screen", "HDMI-1", "--beside-desk", "--config=a", "--data-dir=b"];
        assert_eq!(reading(&[&["--kiosk"], &rest[..]].concat()), Ok(wanted));
        assert_eq!(reading(&rest), Err(Wrong::NotAlone("--screen")));
        assert_eq!(reading(&["--leave"]), Err(Wrong::NotAlone("--leave")));
        assert_eq!(reading(&["--kiosk", "--screen"]), Err(Wrong::NoScreen));
    }

    #[test]
    fn practice_has_folders_of_its_own_and_hands_them_on_to_its_kiosk() {
        let words = ["--practice", "--data-dir=/d/desk", "--country", "de", "--network=mykaarma"];
        let Ok(Asked::Window(begun)) = reading(&words) else { panic!("understood") };
        assert_eq!(begun.data_dir, PathBuf::from("/d/desk-practice"));
        assert!(begun.config.starts_with("/d/desk-practice"), "{}", begun.config.display());
        let like = Like::read(Some("DE"), Some("mykaarma")).unwrap();
        assert_eq!(begun.practice, Some(Beginning { beside: "/d/desk".into(), like }));
        let kiosk = begun.folders().into_iter().chain(["--kiosk", "--beside-desk"].map(Into::into));
        let Ok(Asked::Window(kiosk)) = read(kiosk) else { panic!("understood") };
        assert_eq!((&kiosk.data_dir, &kiosk.config), (&begun.data_dir, &begun.config));
    }

    #[test]
    fn practice_takes_nothing_of_the_real_desk_and_the_real_desk_nothing_of_practice() {
        let table = [
            (&["--practice", "--config=a"][..], Wrong::OwnInPractice("--config")),
            (&["--practice", "--data-dir=/d/b", "--kiosk"], Wrong::OwnInPractice("--kiosk")),
            (&["--practice", "--data-dir=/d/b", "--country", "Spain"], Wrong::NotLike),
            (&["--practice", "--data-dir=/d/b", "--network=dos"], Wrong::NotLike),
            (&["--practice", "--country"], Wrong::NotLike),
            (&["--country=DE", "--config=a", "--data-dir=b"], Wrong::NotInPractice("--country")),
            (&["--network=mykaarma", "--data-dir=b"], Wrong::NotInPractice("--network")),
        ];
        for (words, wrong) in table {
            assert_eq!(reading(words), Err(wrong), "{words:?}");
        }
    }

    #[test]
    fn a_slip_is_named_and_opens_no_window() {
        assert_eq!(reading(&["--config"]), Err(Wrong::NoPath("--config")));
        assert_eq!(reading(&["--kisok"]), Err(Wrong::Unknown("--kisok".into())));
        assert_eq!(reading(&["customer.json"]), Err(Wrong::Unknown("customer.json".into())));
    }
}
