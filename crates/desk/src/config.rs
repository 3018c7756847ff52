//! `showroom.toml`: which dealer, how it is reached, how patient the outbox is, where keys lie.
//!
//! Parsed once and strictly, so that a slip of the administrator is named instead of ignored.
//! Credentials never stand in this file.

use crate::it_policy::{self, ItPolicy};
use crate::kiosk;
use crate::slip;
use network::egress::Proxy;
use network::settings::{KeyloopSettings, MyKaarmaSettings, Settings};
use network::trust::TrustSettings;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use url::Url;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Absent before the first-run wizard.
    pub network: Option<Settings>,
    /// Overrides the country of the DMS profile.
    pub country: Option<String>,
    pub sync: SyncSettings,
    pub keys: KeyHome,
    /// Who may vouch for the network.
    pub trust: TrustSettings,
    /// Through whom requests leave.
    pub proxy: Proxy,
    pub privacy: Privacy,
    pub desk: DeskSettings,
    pub kiosk: KioskSettings,
    pub search: SearchSettings,
    /// Where the next version of the program is looked for; see `release`. None: nowhere.
    pub updates: Option<Url>,
    /// What of all this the dealer's IT has set.
    pub locked: ItPolicy,
}

/// The desk itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskSettings {
    /// How long nobody touches it before it locks itself, where people are set up.
    #[serde(default = "default_lock")]
    pub lock_after_minutes: u32,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self { lock_after_minutes: default_lock() }
    }
}

fn default_lock() -> u32 {
    3
}

/// The search box and `showroomctl search`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SearchSettings {
    /// Whether Bob finds Robert, and Robert Bob.
    pub nicknames: bool,
}

impl Default for SearchSettings {
    fn default() -> Self {
        Self { nicknames: true }
    }
}

impl SearchSettings {
    fn says_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KioskSettings {
    /// Absent: a desk refuses to open a kiosk on a computer that is not locked down, a kiosk that is
    /// started alone says so in its log. See `kiosk::readiness::refuses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_check: Option<OnFault>,
    /// The key of the desk that this kiosk's cards are handed over to as codes. Absent: none are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand_off: Option<String>,
    /// How staff call this kiosk: stands on each card that is handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// TOML: the privacy statement in the dealer's own words, see `kiosk::statement`. Relative to the
    /// configuration. Absent: the program's own is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<PathBuf>,
}

/// It takes its place in each code.
pub(crate) const LONGEST_NAME: usize = 40;

impl KioskSettings {
    fn says_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self) -> Result<(), Misconfigured> {
        if self.hand_off.as_deref().is_some_and(|key| kiosk::hand_off::address(key).is_none()) {
            let reason = "this is no desk's key, or a letter of it is wrong: copy what \
                 `showroomctl kiosk pair` prints at the desk";
            return Err(Misconfigured::field("kiosk.hand_off", reason));
        }
        if self.name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            let reason = format!("give at most {LONGEST_NAME} letters");
            return Err(Misconfigured::field("kiosk.name", reason));
        }
        if self.statement.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err(Misconfigured::field("kiosk.statement", "name a file, or leave it out"));
        }
        Ok(())
    }
}

/// What a point of the kiosk's self-check that fails leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnFault {
    Warn,
    /// The kiosk stays shut.
    Require,
}

/// What this desk may keep, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// Social security numbers are read from the network when needed, and not kept, unless this
    /// is switched on.
    pub cache_identity_numbers: bool,
    /// Customers that came by asking the network, and that nobody has read or searched since.
    pub unused_days: u32,
    /// So many of them at most.
    pub most_customers: u32,
    /// An export that was loaded is kept as a whole for so long after it was loaded last.
    pub import_days: u32,
    /// What a finished change said; that there was one stays.
    pub finished_hours: u32,
    pub draft_days: u32,
    /// What visitors entered at the kiosk.
    pub submission_days: u32,
    /// What was known when somebody decided who is who; that it was decided stays.
    pub decision_days: u32,
    pub log_days: u32,
    /// After so long without the network taking this desk's credentials the copy goes and the outbox
    /// is closed; see `dead_man`. Absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_man_days: Option<u32>,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            cache_identity_numbers: false,
            unused_days: 14,
            most_customers: 5_000,
            import_days: 365,
            finished_hours: 24,
            draft_days: 7,
            submission_days: 30,
            decision_days: 365,
            log_days: 30,
            dead_man_days: None,
        }
    }
}

impl Privacy {
    /// Nothing is kept for no time at all, and nothing for ever.
    fn check(&self) -> Result<(), Misconfigured> {
        for (field, value, most) in [
            ("unused_days", self.unused_days, 3_650),
            ("most_customers", self.most_customers, 10_000_000),
            ("import_days", self.import_days, 3_650),
            ("finished_hours", self.finished_hours, 8_760),
            ("draft_days", self.draft_days, 365),
            ("submission_days", self.submission_days, 365),
            ("decision_days", self.decision_days, 3_650),
            ("log_days", self.log_days, 365),
        ] {
            if value == 0 || value > most {
                let reason = format!("give a whole number from 1 to {most}");
                return Err(Misconfigured::field(&format!("privacy.{field}"), reason));
            }
        }
        // A long weekend is no sign of anything.
        if self.dead_man_days.is_some_and(|days| !(3..=365).contains(&days)) {
            let reason = "give a whole number from 3 to 365, or leave it out";
            return Err(Misconfigured::field("privacy.dead_man_days", reason));
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncSettings {
    /// How long a write of unknown outcome may still appear at the network; absent = as long as the
    /// profile of its DMS says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle_seconds: Option<u64>,
    /// How soon a lost network is asked again; `sync::line` holds it to between 1 and 4 seconds.
    #[serde(default = "default_probe")]
    pub probe_seconds: u64,
}

impl Default for SyncSettings {
    fn default() -> Self {
        Self { settle_seconds: None, probe_seconds: default_probe() }
    }
}

fn default_probe() -> u64 {
    5
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyHome {
    /// The operating system's keyring.
    #[default]
    Os,
    /// The data folder: only for a network on this very computer.
    File,
}

/// The file as it is written.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updates: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keyloop: Option<KeyloopSettings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mykaarma: Option<MyKaarmaSettings>,
    #[serde(default)]
    sync: SyncSettings,
    #[serde(default)]
    keys: KeysPart,
    #[serde(default, skip_serializing_if = "TrustSettings::says_nothing")]
    trust: TrustSettings,
    #[serde(default, skip_serializing_if = "ConnectionPart::says_nothing")]
    connection: ConnectionPart,
    #[serde(default)]
    privacy: Privacy,
    #[serde(default)]
    desk: DeskSettings,
    #[serde(default, skip_serializing_if = "KioskSettings::says_nothing")]
    kiosk: KioskSettings,
    #[serde(default, skip_serializing_if = "SearchSettings::says_nothing")]
    search: SearchSettings,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ConnectionPart {
    /// `system`, `none` or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy: Option<String>,
}

impl ConnectionPart {
    fn of(proxy: &Proxy) -> Self {
        Self { proxy: proxy.written() }
    }

    fn says_nothing(&self) -> bool {
        self.proxy.is_none()
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysPart {
    #[serde(default)]
    store: KeyHome,
}

/// What is wrong with the configuration, and where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misconfigured {
    #[error("the configuration {path} cannot be read: {why}")]
    Unreadable { path: PathBuf, why: String },
    #[error("{field}: {reason}")]
    Field { field: String, reason: String },
    #[error("the policy file {path}, line {line}: {key}: {reason}")]
    Policy { path: PathBuf, line: usize, key: String, reason: String },
}

impl Misconfigured {
    pub(crate) fn field(field: &str, reason: impl Into<String>) -> Self {
        Self::Field { field: field.to_owned(), reason: reason.into() }
    }

    /// The same with the file it stands in, and the line where that is not said yet.
    pub(crate) fn told_of(self, path: &Path, text: &str) -> Self {
        let Self::Field { field, reason } = self else { return self };
        let file = path.display();
        let reason = match slip::line_of(text, &field) {
            _ if reason.starts_with("line ") => format!("{file}, {reason}"),
            Some(line) => format!("{file}, line {line}: {reason}"),
            None => format!("{file}: {reason}"),
        };
        Self::Field { field, reason }
    }

    /// The same where the file was read long ago.
    pub(crate) fn told_in(self, path: &Path) -> Self {
        match std::fs::read_to_string(path) {
            Ok(text) => self.told_of(path, &text),
            Err(_) => self,
        }
    }
}

impl Config {
    /// Reads the file under the policy of this computer; one that does not exist is a desk that is
    /// not set up yet.
    pub fn read(path: &Path) -> Result<Self, Misconfigured> {
        Self::read_with(path, &it_policy::place())
    }

    pub fn read_with(path: &Path, policy: &Path) -> Result<Self, Misconfigured> {
        Self::read_under(path, ItPolicy::read(policy)?)
    }

    /// Without the policy of this computer: for a network that a program plays for itself.
    pub fn read_own(path: &Path) -> Result<Self, Misconfigured> {
        Self::read_under(path, ItPolicy::default())
    }

    pub fn read_under(path: &Path, locked: ItPolicy) -> Result<Self, Misconfigured> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(fault) => {
                return Err(Misconfigured::Unreadable {
                    path: path.to_owned(),
                    why: fault.to_string(),
                });
            }
        };
        Self::parse_under(&text, locked).map_err(|fault| fault.told_of(path, &text))
    }

    pub fn parse(text: &str) -> Result<Self, Misconfigured> {
        Self::parse_under(text, ItPolicy::default())
    }

    pub fn parse_under(text: &str, locked: ItPolicy) -> Result<Self, Misconfigured> {
        let own = toml::from_str(text).map_err(|fault| slip::of(text, &fault))?;
        let read = match locked.file() {
            None => toml::from_str::<ConfigFile>(text)
                .map_err(|fault| slip::of(text, &fault))
                .and_then(Self::whole),
            Some(_) => match locked.over(&own).try_into() {
                Ok(file) => Self::whole(file),
                // The account's own file knows its lines, and lacks what the policy says.
                Err(fault) => Err(match toml::from_str::<ConfigFile>(text) {
                    Err(own) if !own.message().starts_with("missing field") => slip::of(text, &own),
                    _ => slip::of(text, &fault),
                }),
            },
        };
        let config = read.map_err(|fault| locked.blamed(fault))?;
        Ok(Self { locked, ..config })
    }

    pub(crate) fn of(table: toml::Table) -> Result<Self, Misconfigured> {
        let file = table.try_into::<ConfigFile>();
        Self::whole(file.map_err(|fault| Misconfigured::field("", fault.message()))?)
    }

    /// The same with what is locked laid over whatever it was changed to.
    pub fn held(&self) -> Result<Self, Misconfigured> {
        let text = self.written().map_err(|fault| slip_of_ours(&fault))?;
        Self::parse_under(&text, self.locked.clone())
    }

    fn whole(file: ConfigFile) -> Result<Self, Misconfigured> {
        let network = match file.network.as_deref() {
            None | Some("") => None,
            Some("keyloop") => Some(Settings::Keyloop(file.keyloop.ok_or_else(|| {
                Misconfigured::field(
                    "keyloop",
                    "network is \"keyloop\": a [keyloop] part is needed",
                )
            })?)),
            Some("mykaarma") => Some(Settings::MyKaarma(file.mykaarma.ok_or_else(|| {
                Misconfigured::field(
                    "mykaarma",
                    "network is \"mykaarma\": a [mykaarma] part is needed",
                )
            })?)),
            Some(_) => {
                let reason = "this is not a network; use \"keyloop\" or \"mykaarma\"";
                return Err(Misconfigured::field("network", reason));
            }
        };
        let config = Self {
            network,
            country: file.country,
            sync: file.sync,
            keys: file.keys.store,
            trust: file.trust,
            proxy: match &file.connection.proxy {
                Some(text) => Proxy::read(text)?,
                None => Proxy::System,
            },
            privacy: file.privacy,
            desk: file.desk,
            kiosk: file.kiosk,
            search: file.search,
            updates: updates(file.updates.as_deref())?,
            locked: ItPolicy::default(),
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Misconfigured> {
        if let Some(country) = &self.country
            && !customer::country::is_known(country)
        {
            let meant = customer::country::meant(country);
            return Err(Misconfigured::field(
                "country",
                format!("give the two letters of ISO 3166, like \"{meant}\""),
            ));
        }
        if let (KeyHome::File, Some(base_url)) = (self.keys, self.base_url())
            && !is_loopback(base_url)
        {
            return Err(Misconfigured::field(
                "keys.store",
                "\"file\" is only for a network on this computer (a loopback base_url); use \"os\"",
            ));
        }
        self.trust.check()?;
        self.privacy.check()?;
        if self.sync.probe_seconds == 0 {
            return Err(Misconfigured::field("sync.probe_seconds", "give at least 1"));
        }
        if !(1..=15).contains(&self.desk.lock_after_minutes) {
            return Err(Misconfigured::field("desk.lock_after_minutes", "give 1 to 15"));
        }
        self.kiosk.check()?;
        Ok(())
    }

    pub fn base_url(&self) -> Option<&str> {
        match self.network.as_ref()? {
            Settings::Keyloop(keyloop) => Some(&keyloop.base_url),
            Settings::MyKaarma(mykaarma) => Some(&mykaarma.base_url),
        }
    }

    fn written(&self) -> Result<String, toml::ser::Error> {
        let mut file = ConfigFile {
            country: self.country.clone(),
            sync: self.sync,
            keys: KeysPart { store: self.keys },
            trust: self.trust.clone(),
            connection: ConnectionPart::of(&self.proxy),
            privacy: self.privacy,
            desk: self.desk,
            kiosk: self.kiosk.clone(),
            search: self.search,
            updates: self.updates.as_ref().map(ToString::to_string),
            ..ConfigFile::default()
        };
        match &self.network {
            Some(Settings::Keyloop(keyloop)) => {
                file.network = Some("keyloop".to_owned());
                file.keyloop = Some(keyloop.clone());
            }
            Some(Settings::MyKaarma(mykaarma)) => {
                file.network = Some("mykaarma".to_owned());
                file.mykaarma = Some(mykaarma.clone());
            }
            None => {}
        }
        toml::to_string_pretty(&file)
    }

    /// Writes the file anew: to a neighbour first, so that a crash leaves the old one whole. What is
    /// locked is written like the rest: a desk whose policy is taken away goes on as it was.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let text = self.written().map_err(std::io::Error::other)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let fresh = path.with_extension("toml.new");
        std::fs::write(&fresh, text)?;
        std::fs::rename(&fresh, path)
    }
}

/// `off`, or an address that nobody on the line can speak for.
fn updates(said: Option<&str>) -> Result<Option<Url>, Misconfigured> {
    let Some(text) = said.filter(|text| !text.is_empty() && *text != "off") else {
        return Ok(None);
    };
    let secure = |url: &Url| url.scheme() == "https" && url.username().is_empty();
    let address = Url::parse(text).ok().filter(secure).filter(|url| url.password().is_none());
    let wrong = || Misconfigured::field("updates", "give \"off\" or an https:// address");
    Ok(Some(address.ok_or_else(wrong)?))
}

fn slip_of_ours(fault: &toml::ser::Error) -> Misconfigured {
    Misconfigured::field("showroom.toml", fault.to_string())
}

/// Whether a file that is no configuration says, or may say, who may vouch for the network: that must
/// not be lost by writing the file anew.
pub fn may_speak_of_trust(path: &Path) -> bool {
    match std::fs::read_to_string(path) {
        Ok(text) => text.contains("trust"),
        Err(fault) => fault.kind() != std::io::ErrorKind::NotFound,
    }
}

/// True for a network on this very computer.
pub fn is_loopback(base_url: &str) -> bool {
    Url::parse(base_url).is_ok_and(|url| network::settings::is_here(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYLOOP: &str = r#"
        network = "keyloop"
        country = "GB"
        [keyloop]
        base_url = "http://127.0.0.1:4000"
        enterprise_id = "sample"
        store_id = "sample"
        dms = "autoline"
    "#;

    #[test]
    fn what_is_not_said_has_the_documented_default() {
        let config = Config::parse(KEYLOOP).unwrap();
        let Some(Settings::Keyloop(keyloop)) = &config.network else { panic!("keyloop") };
        assert_eq!(keyloop.path, "{enterprise}/{store}/v1");
        assert_eq!(keyloop.token_path, "/oauth/client_credential/accesstoken");
        assert_eq!(config.sync, SyncSettings { settle_seconds: None, probe_seconds: 5 });
        assert_eq!(config.keys, KeyHome::Os);
        assert_eq!(config.desk.lock_after_minutes, 3);
        assert_eq!(config.privacy.dead_man_days, None);
    }

    #[test]
    fn a_slip_is_named_with_its_field() {
        let table = [
            ("network = \"keylop\"", "network"),
            ("network = \"keyloop\"", "keyloop"),
            ("network = \"mykaarma\"", "mykaarma"),
            ("country = \"England\"", "country"),
            ("country = \"UK\"", "country"),
            ("netwrok = \"keyloop\"", "netwrok"),
            ("updates = \"http://it.example/latest.json\"", "updates"),
            ("updates = \"https://me:pass@it.example/latest.json\"", "updates"),
            ("updates = \"on\"", "updates"),
            ("[sync]\nprobe_seconds = 0", "sync.probe_seconds"),
            ("[desk]\nlock_after_minutes = 0", "desk.lock_after_minutes"),
            ("[desk]\nlock_after_minutes = 16", "desk.lock_after_minutes"),
            ("[keys]\nstore = \"cloud\"", "keys.store"),
            ("[privacy]\nunused_days = 0", "privacy.unused_days"),
            ("[privacy]\nmost_customers = 20000000", "privacy.most_customers"),
            ("[privacy]\nlog_days = 400", "privacy.log_days"),
            ("[privacy]\nlogs = 4", "privacy.logs"),
            ("[privacy]\ndead_man_days = 2", "privacy.dead_man_days"),
            ("[privacy]\ndead_man_days = 366", "privacy.dead_man_days"),
            (
                "[trust]\npins = [\"sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"]",
                "trust.pins",
            ),
            ("[trust]\npins = [\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"]", "trust.pins"),
            ("[trust]\nca_file = \"\"", "trust.ca_file"),
            ("[connection]\nproxy = \"proxy.example:3128\"", "connection.proxy"),
            ("[connection]\nproxies = \"none\"", "connection.proxies"),
            ("[trust]\npin = []", "trust.pin"),
            ("[kiosk]\nhand_off = \"XUXUBBBB\"", "kiosk.hand_off"),
            ("[kiosk]\nstatement = \"\"", "kiosk.statement"),
        ];
        for (text, wanted) in table {
            match Config::parse(text) {
                Err(Misconfigured::Field { field, .. }) => assert_eq!(field, wanted, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn keys_in_a_file_are_only_for_a_network_on_this_computer() {
        let far = KEYLOOP.replace("http://127.0.0.1:4000", "https://api.eu.keyloop.io");
        let with_file = |text: &str| Config::parse(&format!("{text}\n[keys]\nstore = \"file\""));
        assert!(with_file(KEYLOOP).is_ok());
        assert!(matches!(
            with_file(&far),
            Err(Misconfigured::Field { field, .. }) if field == "keys.store"
        ));
        assert!(!is_loopback("https://127.0.0.1.evil.example"));
    }

    #[test]
    fn a_file_that_may_name_whom_to_believe_is_not_taken_for_one_that_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("showroom.toml");
        assert!(!may_speak_of_trust(&path), "there is none");
        for (text, wanted) in [
            (&b"[sync]\nprobe_seconds = 0"[..], false),
            (b"[trust]\npins = [\"sha256/x\"]", true),
            (b"trust.ca_file = 'a.pem'\n]", true),
            // Saved by an editor of another encoding.
            (b"\xff\xfe[\0t\0r\0u\0s\0t\0]\0", true),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(may_speak_of_trust(&path), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/showroom.toml");
        let trust = "[trust]\nca_file = \"dealer-ca.pem\"\npins = [\
             \"sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\", \
             \"sha256/YLGUMnHCPVAGPpqIxEYYdfTnQ9jPBfRZ5rvvVLEYhLM=\"]";
        let updates = "updates = \"https://it.example/latest.json\"";
        let kept = "[privacy]\ndead_man_days = 14";
        let text =
            format!("{updates}\n{KEYLOOP}\n[kiosk]\nself_check = \"require\"\n{trust}\n{kept}\n");
        let config = Config::parse(&text).unwrap();
        assert_eq!(config.trust.pins.len(), 2);
        assert_eq!(config.kiosk.self_check, Some(OnFault::Require));
        assert_eq!(config.privacy.dead_man_days, Some(14));
        config.write(&path).unwrap();
        assert_eq!(Config::read(&path).unwrap(), config);
    }
}
