//! Every text the program itself has in its log and its errors, in `known.txt`: a text that is not
//! there is not ours, and stays here.

use std::collections::HashSet;
use std::sync::LazyLock;

static TEXTS: &str = include_str!("known.txt");

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| TEXTS.lines().collect());

/// The same text, where the program has it.
pub(super) fn known(text: &str) -> Option<&'static str> {
    KNOWN.get(text).copied()
}

/// What went wrong, without what stood there besides: neither the remedy that follows nor what lies
/// beneath.
pub(super) fn failure(text: &str) -> Option<&'static str> {
    let before = |mark| known(text.split(mark).next()?);
    known(text).or_else(|| before(". ")).or_else(|| before(": "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }

    /// The texts in quotes, with lines that go on joined as the compiler joins them.
    fn quoted(source: &str) -> Vec<String> {
        let (mut texts, mut letters) = (Vec::new(), source.chars().peekable());
        while let Some(letter) = letters.next() {
            match letter {
                // A quote as a letter of its own.
                '\'' if letters.peek() == Some(&'"') => {
                    letters.next();
                }
                '"' => {
                    let mut text = String::new();
                    while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                        if letter != '\\' {
                            text.push(letter);
                        } else if letters.next() == Some('\n') {
                            while letters.peek().is_some_and(|next| next.is_whitespace()) {
                                letters.next();
                            }
                        }
                    }
                    texts.push(text);
                }
                _ => {}
            }
        }
        texts
    }

    /// What stands between the brackets that open here.
    fn inside(source: &str) -> &str {
        let mut depth = 0_i32;
        let end = source.char_indices().find(|(_, letter)| {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        &source[..end.map_or(source.len(), |(at, _)| at)]
    }

    fn of_the_sources() -> BTreeSet<String> {
        let mut files = Vec::new();
        for folder in std::fs::read_dir(format!("{ROOT}crates")).unwrap().flatten() {
            let src = folder.path().join("src");
            if src.is_dir() {
                sources(&src, &mut files);
            }
        }
        sources(Path::new(&format!("{ROOT}src-tauri/src")), &mut files);
        let mut found = BTreeSet::new();
        for file in files {
            let source = std::fs::read_to_string(&file).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            for level in ["info!(", "warn!(", "error!(", "debug!(", "trace!("] {
                for (at, _) in source.match_indices(&format!("tracing::{level}")) {
                    let message = inside(&source[at + "tracing::".len() + level.len() - 1..]);
                    found.extend(quoted(message).pop());
                }
            }
            let is = |end: &str| file.ends_with(end);
            if ["desk", "store", "keys", "network"]
                .iter()
                .any(|of| is(&format!("{of}/src/failure.rs")))
            {
                for (at, _) in source.match_indices("#[error(\"") {
                    let text = quoted(inside(&source[at + "#[error".len()..])).remove(0);
                    found.extend((!text.contains('{')).then_some(text));
                }
            }
            let plain = |text: &String| {
                let letter = |one: char| one.is_ascii_lowercase() || one == '_';
                text.len() > 2 && text.chars().all(letter)
            };
            let words = [
                "outbox/src/event.rs",
                "outbox/src/state.rs",
                "network/src/failure.rs",
                "store/src/mine/course.rs",
            ];
            if words.iter().any(|end| is(end)) || is("api/src/handle/desk.rs") {
                found.extend(quoted(source).into_iter().filter(plain));
            }
            if file.components().any(|part| part.as_os_str() == "network") {
                let route = |text: &String| {
                    let letter = |one: char| one.is_ascii_lowercase() || "/{}-".contains(one);
                    text.starts_with('/') && text.len() > 3 && text.chars().all(letter)
                };
                found.extend(quoted(source).into_iter().filter(route));
            }
        }
        found
    }

    #[test]
    fn what_is_known_is_what_the_sources_have() {
        let found = of_the_sources();
        assert!(found.len() > 100, "they were read: {}", found.len());
        let text = found.iter().map(|one| format!("{one}\n")).collect::<String>();
        if std::env::var_os("SHOWROOM_WRITE_KNOWN").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/support/known.txt");
            std::fs::write(path, text).unwrap();
            return;
        }
        let stale: Vec<_> = TEXTS.lines().filter(|one| !found.contains(*one)).collect();
        assert_eq!(stale, Vec::<&str>::new(), "run this test with SHOWROOM_WRITE_KNOWN=1");
        // A few new ones are left out of bundles until then; that leaks nothing.
        let missing: Vec<_> = found.iter().filter(|one| known(one).is_none()).collect();
        let most = found.len() / 10;
        assert!(missing.len() < most, "run this test with SHOWROOM_WRITE_KNOWN=1: {missing:?}");
    }

    #[test]
    fn a_failure_is_told_without_its_remedy_and_an_unknown_one_not_at_all() {
        let full = "there is no space left on the disk";
        assert_eq!(failure(&format!("{full}. Make room.")), Some(full));
        assert_eq!(failure(&format!("{full}: Maria")), Some(full));
        assert_eq!(failure("Maria cannot be read. Make room."), None);
    }
}
