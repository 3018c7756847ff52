//! What is offered: the file at the address the IT named. It is signed by nobody and so believed in
//! nothing that could do harm: what it names is proved afterwards (`proof`).

use serde::Deserialize;
use std::collections::BTreeMap;
use url::Url;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Release {
    pub version: String,
    pub notes: String,
    /// How many desks of a hundred may have it.
    pub rollout: u32,
    pub file: Url,
    /// The text of the minisign file beside it.
    pub signature: String,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file at the address for updates is no list of a release: {0}")]
    NotAManifest(String),
    #[error("\"{0}\" is no version: give three numbers, like 1.4.0")]
    Version(String),
    #[error("it names a file that is not an https address")]
    Address,
}

#[derive(Deserialize)]
struct ManifestWire {
    version: String,
    #[serde(default)]
    notes: String,
    #[serde(default = "everybody")]
    rollout: u32,
    platforms: BTreeMap<String, FileWire>,
}

#[derive(Deserialize)]
struct FileWire {
    url: String,
    signature: String,
}

fn everybody() -> u32 {
    100
}

/// So much is shown of what somebody wrote about a release.
const NOTES: usize = 2_000;

/// What is newer than this and made for this platform.
pub(super) fn newer(
    text: &[u8],
    platform: &str,
    than: &str,
) -> Result<Option<Release>, Unreadable> {
    let wire: ManifestWire =
        serde_json::from_slice(text).map_err(|why| Unreadable::NotAManifest(why.to_string()))?;
    if number(&wire.version)? <= number(than)? {
        return Ok(None);
    }
    let ManifestWire { version, notes, rollout, mut platforms } = wire;
    let Some(FileWire { url, signature }) = platforms.remove(platform) else { return Ok(None) };
    let file = Url::parse(&url).ok().filter(|url| url.scheme() == "https");
    let file = file.ok_or(Unreadable::Address)?;
    let notes = notes.chars().take(NOTES).collect();
    Ok(Some(Release { version, notes, rollout, file, signature }))
}

fn number(version: &str) -> Result<[u32; 3], Unreadable> {
    let wrong = || Unreadable::Version(version.chars().take(40).collect());
    let parts: Vec<&str> = version.split('.').collect();
    let [a, b, c] = parts.try_into().map_err(|_| wrong())?;
    let one = |part: &str| {
        let plain = part.len() <= 6 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| plain).ok_or_else(wrong)
    };
    Ok([one(a)?, one(b)?, one(c)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(version: &str, url: &str) -> String {
        serde_json::json!({
            "version": version,
            "pub_date": "2026-11-23T10:00:00Z",
            "platforms": { "windows-x86_64": { "url": url, "signature": "s" } },
        })
        .to_string()
    }

    const FILE: &str = "https://it.example/Showroom_0.2.0_x64-setup.exe";

    fn read(text: &str) -> Result<Option<Release>, Unreadable> {
        newer(text.as_bytes(), "windows-x86_64", "0.10.0")
    }

    #[test]
    fn only_a_higher_version_for_this_platform_is_news() {
        for (version, news) in [
            ("0.10.1", true),
            ("0.11.0", true),
            ("1.0.0", true),
            ("0.10.0", false),
            ("0.9.9", false),
            ("0.2.0", false),
        ] {
            assert_eq!(read(&offered(version, FILE)).unwrap().is_some(), news, "{version}");
        }
        let elsewhere = newer(offered("9.0.0", FILE).as_bytes(), "windows-aarch64", "0.1.0");
        assert_eq!(elsewhere, Ok(None));
    }

    #[test]
    fn what_is_not_said_is_for_everybody_and_without_notes() {
        let release = read(&offered("1.0.0", FILE)).unwrap().unwrap();
        assert_eq!((release.rollout, release.notes.as_str()), (100, ""));
    }

    #[test]
    fn what_is_no_manifest_is_refused_with_words() {
        for version in ["", "1", "1.0", "1.0.0.0", "1.0.0-rc1", "v1.0.0", "1.0.+1", "1.0.9999999"] {
            let refused = read(&offered(version, FILE));
            assert_eq!(refused, Err(Unreadable::Version(version.to_owned())), "{version}");
        }
        for url in ["http://it.example/setup.exe", "file:///setup.exe", "setup.exe", ""] {
            assert_eq!(read(&offered("1.0.0", url)), Err(Unreadable::Address), "{url}");
        }
        for text in ["", "<html>", "[]", "{}", r#"{"version":"1.0.0","platforms":[]}"#] {
            assert!(matches!(read(text), Err(Unreadable::NotAManifest(_))), "{text}");
        }
    }
}
