//! The policy file: what the dealer's IT has set for every desk of this computer.
//!
//! It has the sections of `showroom.toml`; what stands there wins over what stands in the account's
//! own file, and is locked in the window. It is read as strictly: a desk that would overlook a slip
//! in it would run as nobody meant it to.

use crate::config::{Config, Misconfigured};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// What is locked, and where that is said. Empty where there is no policy file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItPolicy {
    path: PathBuf,
    settings: Table,
    /// `keyloop.base_url`, and the line it stands in.
    lines: BTreeMap<String, usize>,
    /// Others than its owner may write it, or put another one in its place.
    pub open_to_others: bool,
}

/// A whole configuration with nothing wrong in it: each key of a policy is tried in it alone.
const SPECIMEN: &str = r#"
network = "keyloop"
[keyloop]
base_url = "http://127.0.0.1:1"
enterprise_id = "e"
store_id = "s"
dms = "autoline"
[mykaarma]
base_url = "http://127.0.0.1:1"
department_uuid = "d"
"#;

/// Where the policy of this computer lies.
#[must_use]
pub fn place() -> PathBuf {
    // Only where the program is worked on: an account must not be able to choose its policy.
    #[cfg(debug_assertions)]
    if let Some(other) = std::env::var_os("SHOWROOM_POLICY") {
        return PathBuf::from(other);
    }
    folder().join("policy.toml")
}

#[cfg(windows)]
fn folder() -> PathBuf {
    let data = std::env::var_os("ProgramData");
    data.map_or_else(|| PathBuf::from(r"C:\ProgramData"), PathBuf::from).join("Showroom")
}

#[cfg(target_os = "macos")]
fn folder() -> PathBuf {
    PathBuf::from("/Library/Application Support/Showroom")
}

#[cfg(not(any(windows, target_os = "macos")))]
fn folder() -> PathBuf {
    PathBuf::from("/etc/showroom")
}

impl ItPolicy {
    /// No such file: nothing is locked. One that cannot be read may lock anything, so nothing starts.
    pub fn read(path: &Path) -> Result<Self, Misconfigured> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(fault) => {
                return Err(Misconfigured::Unreadable {
                    path: path.to_owned(),
                    why: fault.to_string(),
                });
            }
        };
        let locked = Self { open_to_others: open_to_others(path), ..Self::parse(path, &text)? };
        if locked.open_to_others {
            tracing::warn!(path = %path.display(), "others than its owner may write the policy file");
        }
        Ok(locked)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Misconfigured> {
        let line_of = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let broken = |fault: toml::de::Error| Misconfigured::Policy {
            path: path.to_owned(),
            line: fault.span().map_or(1, |span| line_of(span.start)),
            key: "policy.toml".to_owned(),
            reason: fault.message().to_owned(),
        };
        let spanned = DeTable::parse(text).map_err(broken)?;
        let mut settings: Table = toml::from_str(text).map_err(broken)?;
        beside(path, &mut settings);
        let mut leaves = Vec::new();
        gather(spanned.get_ref(), &mut Vec::new(), &mut leaves);
        let mut lines = BTreeMap::new();
        for leaf in leaves {
            let (key, line) = (leaf.keys.join("."), line_of(leaf.at));
            tried(&settings, &leaf.keys).map_err(|reason| Misconfigured::Policy {
                path: path.to_owned(),
                line,
                key: key.clone(),
                reason,
            })?;
            if !leaf.empty {
                lines.insert(key, line);
            }
        }
        Ok(Self { path: path.to_owned(), settings, lines, open_to_others: false })
    }

    /// None where there is no policy file, or nothing stands in it.
    pub fn file(&self) -> Option<&Path> {
        (!self.lines.is_empty()).then_some(self.path.as_path())
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    pub fn has(&self, key: &str) -> bool {
        self.lines.contains_key(key)
    }

    /// What a key is locked to, as a person would type it.
    pub fn value(&self, key: &str) -> Option<String> {
        let mut parts = key.split('.');
        let first = self.settings.get(parts.next()?)?;
        let value = parts.try_fold(first, |value, part| value.get(part))?;
        self.has(key).then(|| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    /// The account's own settings with those of the policy over them.
    pub(crate) fn over(&self, own: &Table) -> Table {
        let mut all = own.clone();
        lay_over(&mut all, &self.settings);
        let chosen = all.get("network").and_then(Value::as_str).map(str::to_owned);
        for network in ["keyloop", "mykaarma"] {
            if own.contains_key(network) {
                continue;
            }
            if chosen.as_deref() != Some(network) {
                // Set for whoever chooses that network: not for this desk.
                all.remove(network);
            } else if !whole(&all, network)
                && own.get("network").is_none_or(|_| self.has("network"))
            {
                // The rest is still to be entered: the wizard asks for it.
                all.remove(network);
                all.remove("network");
            }
        }
        all
    }

    /// Names the file and the line where what is wrong was set by the policy.
    pub(crate) fn blamed(&self, fault: Misconfigured) -> Misconfigured {
        match fault {
            Misconfigured::Field { field, reason } if self.has(&field) => Misconfigured::Policy {
                path: self.path.clone(),
                line: self.lines.get(&field).copied().unwrap_or(1),
                key: field,
                reason,
            },
            other => other,
        }
    }
}

/// A file that the policy names lies beside it, and not beside some account's own configuration.
fn beside(policy: &Path, settings: &mut Table) {
    for (section, key) in [("trust", "ca_file"), ("kiosk", "statement")] {
        let named = settings.get_mut(section).and_then(|section| section.get_mut(key));
        if let (Some(Value::String(file)), Some(folder)) = (named, policy.parent())
            && !file.is_empty()
            && let Some(whole) = folder.join(&*file).to_str()
        {
            *file = whole.to_owned();
        }
    }
}

struct Leaf {
    keys: Vec<String>,
    at: usize,
    empty: bool,
}

/// Every key that says something, and every section that says nothing.
fn gather(table: &DeTable<'_>, above: &mut Vec<String>, leaves: &mut Vec<Leaf>) {
    for (key, value) in table {
        above.push(key.get_ref().to_string());
        let at = Spanned::span(key).start;
        match value.get_ref() {
            DeValue::Table(inner) if !inner.is_empty() => gather(inner, above, leaves),
            other => {
                let empty = matches!(other, DeValue::Table(_));
                leaves.push(Leaf { keys: above.clone(), at, empty });
            }
        }
        above.pop();
    }
}

/// Whether a configuration with nothing else wrong may say this.
fn tried(settings: &Table, keys: &[String]) -> Result<(), String> {
    let mut alone = Table::new();
    copy(settings, keys, &mut alone);
    let mut whole: Table = toml::from_str(SPECIMEN).map_err(|fault| fault.to_string())?;
    lay_over(&mut whole, &alone);
    Config::of(whole).map(drop).map_err(|fault| match fault {
        Misconfigured::Field { reason, .. } => reason,
        other => other.to_string(),
    })
}

/// One key of one table into another, with the sections around it.
fn copy(from: &Table, keys: &[String], to: &mut Table) {
    let Some((first, rest)) = keys.split_first() else { return };
    match from.get(first) {
        Some(Value::Table(inner)) => {
            let mut part = Table::new();
            copy(inner, rest, &mut part);
            to.insert(first.clone(), Value::Table(part));
        }
        Some(value) => {
            to.insert(first.clone(), value.clone());
        }
        None => {}
    }
}

fn lay_over(under: &mut Table, over: &Table) {
    for (key, value) in over {
        match (under.get_mut(key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => lay_over(under, over),
            _ => {
                under.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Whether this network could be asked with what is said.
fn whole(all: &Table, network: &str) -> bool {
    let mut alone = Table::new();
    alone.insert("network".to_owned(), network.into());
    if let Some(section) = all.get(network) {
        alone.insert(network.to_owned(), section.clone());
    }
    Config::of(alone).is_ok()
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    /// In a folder with this only its owner removes a file.
    const STICKY: u32 = 0o1000;
    let mode = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.permissions().mode());
    let folder = path.parent().map_or(0, mode);
    mode(path) & 0o022 != 0 || (folder & 0o022 != 0 && folder & STICKY == 0)
}

/// What the folder for programs' data of all accounts lets others do is the system's matter.
#[cfg(not(unix))]
fn open_to_others(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = r#"
network = "keyloop"
[keyloop]
base_url = "https://own.example"
enterprise_id = "e1"
store_id = "s1"
dms = "autoline"
[sync]
probe_seconds = 7
"#;

    fn policy(text: &str) -> Result<ItPolicy, Misconfigured> {
        ItPolicy::parse(Path::new("/etc/showroom/policy.toml"), text)
    }

    fn under(own: &str, text: &str) -> Result<Config, Misconfigured> {
        Config::parse_under(own, policy(text).unwrap())
    }

    #[test]
    fn what_the_policy_says_wins_and_the_rest_stays_the_accounts_own() {
        let text = "[keyloop]\nbase_url = \"https://it.example\"\n[sync]\nsettle_seconds = 300\n";
        let config = under(OWN, text).unwrap();
        assert_eq!(config.base_url(), Some("https://it.example"));
        assert_eq!((config.sync.settle_seconds, config.sync.probe_seconds), (Some(300), 7));
        let keys: Vec<_> = config.locked.keys().collect();
        assert_eq!(keys, ["keyloop.base_url", "sync.settle_seconds"]);
        assert_eq!(config.locked.value("sync.settle_seconds").as_deref(), Some("300"));
        assert_eq!(config.locked.value("sync.probe_seconds"), None);
    }

    #[test]
    fn an_authority_of_the_policy_lies_beside_the_policy() {
        let named = |file: &str| {
            let config = under(OWN, &format!("[trust]\nca_file = \"{file}\"")).unwrap();
            config.trust.ca_file.unwrap()
        };
        assert_eq!(named("dealer-ca.pem"), Path::new("/etc/showroom/dealer-ca.pem"));
        assert_eq!(named("/etc/ssl/dealer.pem"), Path::new("/etc/ssl/dealer.pem"));
    }

    #[test]
    fn a_statement_of_the_policy_lies_beside_the_policy() {
        let config = under(OWN, "[kiosk]\nstatement = \"privacy.toml\"").unwrap();
        assert_eq!(
            config.kiosk.statement.as_deref(),
            Some(Path::new("/etc/showroom/privacy.toml"))
        );
    }

    #[test]
    fn a_slip_is_named_with_its_file_its_line_and_its_key() {
        let table = [
            ("[sync]\n\nprobe_secs = 3", 3, "sync.probe_secs", "unknown field"),
            ("[netwrok]\n", 1, "netwrok", "unknown field"),
            ("country = \"GB\"\n[keyloop]\nbase_ulr = \"x\"", 3, "keyloop.base_ulr", "unknown"),
            ("[sync]\nprobe_seconds = \"soon\"", 2, "sync.probe_seconds", "invalid type"),
            ("\n[privacy]\nlog_days = 9999", 3, "privacy.log_days", "1 to 365"),
            ("[privacy]\ndead_man_days = 1", 2, "privacy.dead_man_days", "3 to 365"),
            ("network = \"keylop\"", 1, "network", "is not a network"),
            ("[trust]\npins = [\"sha256/x\"]", 2, "trust.pins", "is no pin"),
            ("[sync\nprobe_seconds = 3", 1, "policy.toml", ""),
        ];
        for (text, wanted_line, wanted_key, wanted) in table {
            match policy(text) {
                Err(Misconfigured::Policy { path, line, key, reason }) => {
                    assert_eq!((line, key.as_str()), (wanted_line, wanted_key), "{text}: {reason}");
                    assert!(reason.contains(wanted), "{text}: {reason}");
                    assert_eq!(path, Path::new("/etc/showroom/policy.toml"));
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_policy_that_says_half_of_a_network_leaves_the_rest_to_the_wizard() {
        let half = "network = \"keyloop\"\n[keyloop]\nbase_url = \"https://it.example\"";
        let config = under("", half).unwrap();
        assert_eq!(config.network, None);
        assert_eq!(config.locked.value("keyloop.base_url").as_deref(), Some("https://it.example"));
        let of_another = "[mykaarma]\nbase_url = \"https://it.example\"";
        assert_eq!(under(OWN, of_another).unwrap().base_url(), Some("https://own.example"));
    }

    #[test]
    fn a_policy_that_says_a_whole_network_needs_no_file_of_the_account() {
        let config = under("", OWN).unwrap();
        assert_eq!(config.base_url(), Some("https://own.example"));
        assert_eq!(config.sync.probe_seconds, 7);
    }

    #[test]
    fn a_slip_in_the_accounts_own_file_is_still_named_with_its_line() {
        let slip = format!("{OWN}settel_seconds = 3\n");
        match under(&slip, "[sync]\nsettle_seconds = 300") {
            Err(Misconfigured::Field { field, reason }) => {
                assert_eq!(field, "sync.settel_seconds");
                assert!(reason.contains("line 10"), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_goes_wrong_only_with_both_files_is_the_policys_where_it_set_it() {
        match under(OWN, "country = \"GB\"\n[keys]\nstore = \"file\"") {
            Err(Misconfigured::Policy { line, key, .. }) => {
                assert_eq!((line, key.as_str()), (3, "keys.store"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_policy_that_others_may_write_is_noticed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        std::fs::write(&path, "country = \"GB\"").unwrap();
        let mode = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        for (file, around, open) in [
            (0o644, 0o755, false),
            (0o664, 0o755, true),
            (0o646, 0o755, true),
            (0o644, 0o777, true),
        ] {
            mode(&path, file);
            mode(folder.path(), around);
            assert_eq!(ItPolicy::read(&path).unwrap().open_to_others, open, "{file:o} {around:o}");
        }
        assert_eq!(ItPolicy::read(&folder.path().join("none.toml")), Ok(ItPolicy::default()));
    }
}
