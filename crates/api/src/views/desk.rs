//! The desk as a whole: start, status, drafts, health.

use super::lab::PolicyView;
use super::people::SeatView;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;

/// No argument, or no answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Ready,
    /// No network is set up: the first-run wizard.
    Setup,
    /// The protected copy cannot be opened: an explaining page.
    Locked,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BootView {
    pub phase: Phase,
    pub version: String,
    /// Why it is locked: `key_missing`, `sealed`, `keyring_unavailable`, `wrong_key`, `corrupt`, `newer`,
    /// `disk_full`, `read_only`, `config`; with the sentence for support.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<LockedView>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkView>,
    /// ISO 3166-1 alpha-2: how national phones, plates and postcodes are read.
    pub country: String,
    /// Codes of what the person should be told at each start, e.g. `file_key_store`.
    pub warnings: Vec<String>,
    pub status: StatusView,
    /// What the forms may offer and how long each field may be.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileView>,
    /// True where the network is on this very computer, whoever started it.
    pub practice: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LockedView {
    pub code: String,
    pub message: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NetworkView {
    /// `keyloop` or `mykaarma`.
    pub name: String,
    /// Profile id: `autoline`, …
    pub dms: String,
    pub title: String,
    pub host: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Nothing has been asked since the program started.
    NotAsked,
    Online,
    Slow,
    Offline,
    Throttled,
    SignIn,
    /// HTML or a redirect answered: a captive portal or wrong settings.
    NotTheNetwork,
    NotConfigured,
    /// Another process on this computer is sending; this one only shows.
    DrainingElsewhere,
    /// This computer's disk does not answer: nothing can be saved or sent.
    StorageStuck,
}

/// The strip and the badges. Also pushed as the event `status` whenever it changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StatusView {
    pub connection: Connection,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Throttled: not before.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    pub waiting: u32,
    /// Of those that wait: kept here by somebody, so not to be sent.
    pub held: u32,
    pub sending: u32,
    pub checking: u32,
    /// Entries, and second copies in the DMS that nobody has looked at.
    pub needs_person: u32,
    /// Kiosk submissions nobody has looked at.
    pub submissions: u32,
    /// Since when a visitor at the kiosk waits for somebody to come.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    pub customers: u32,
    /// How old the copy is.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// When the network last gave a sign of life.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<String>,
    /// Who stands here; absent where no people are set up.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatView>,
    /// What is wrong with what is kept here; absent where nothing is.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<KeepingFault>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeepingFault {
    /// Entries are missing from the outbox.
    Short,
    /// What is saved lies in one place only: the journal cannot be written.
    OnePlace,
}

/// What a form holds before it is saved. `key` is `new:<draft id>`, `edit:<local id>:<section>`.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DraftView {
    pub key: String,
    #[ts(type = "unknown")]
    pub value: Value,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DraftKey {
    pub key: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DraftsView {
    pub drafts: Vec<DraftView>,
    /// Nothing of what they say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<ColleaguesDraftView>>")]
    pub others: Vec<ColleaguesDraftView>,
}

/// That somebody else has typed something here and not saved it.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ColleaguesDraftView {
    pub by: String,
    /// The local id of whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customer: Option<String>,
}

/// What is not as it should be.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ProblemView {
    pub code: String,
    pub params: BTreeMap<String, String>,
    /// The core's own sentence, for support.
    pub words: String,
}

/// Everything the health page shows.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HealthView {
    pub healthy: bool,
    pub version: String,
    pub status: StatusView,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_waiting_s: Option<u32>,
    pub store: String,
    pub key_store: String,
    /// The recovery phrase: `none`, `shown` (and nobody typed it back) or `kept`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(as = "Option<String>", optional)]
    pub phrase: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<String>,
    #[ts(type = "number")]
    pub mine_bytes: u64,
    #[ts(type = "number")]
    pub theirs_bytes: u64,
    #[ts(type = "number")]
    pub index_disk_bytes: u64,
    #[ts(type = "number")]
    pub index_memory_bytes: u64,
    /// Free where the data folder lies; absent where the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub free_disk_bytes: Option<u64>,
    /// Whether nobody can read the files without their keys.
    pub encrypted: bool,
    /// When the newest rolling copy of what only this desk knows was made.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_at: Option<String>,
    /// How far this computer's clock is ahead of the network's; absent where that was never heard.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_ahead_s: Option<i32>,
    /// What went wrong since the start of the program and how often, in the words of a timeline.
    pub failures: BTreeMap<String, u32>,
    /// The same of what was sent to be written within a day.
    pub writes_failed: BTreeMap<String, u32>,
    /// The thresholds every decision goes by.
    pub policy: PolicyView,
    pub problems: Vec<ProblemView>,
    /// Where everything this desk keeps lies: for whoever runs a command about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(as = "Option<String>", optional)]
    pub folder: String,
    /// What the dealer's IT has locked; absent where nothing is.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by_it: Option<SetByItView>,
    /// Searches in this desk's own copy, in microseconds; absent where there were none yet.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_here: Option<SpeedView>,
    /// Answers of the network, in milliseconds.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_dms: Option<SpeedView>,
    /// Its answers to what was sent to be written, in milliseconds.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_writes: Option<SpeedView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetByItView {
    pub file: String,
    /// `keyloop.base_url`, …
    pub keys: Vec<String>,
}

/// Of the last 500 at most: half took `p50` at most, nineteen of twenty `p95`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SpeedView {
    pub count: u32,
    pub p50: u32,
    pub p95: u32,
}

/// The recovery phrase, the one time it is shown.
#[derive(Serialize, Deserialize, TS)]
pub struct PhraseView {
    pub phrase: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ProfileView {
    pub id: String,
    pub title: String,
    pub country: String,
    pub language: String,
    pub sections: Vec<SectionAbility>,
    pub fields: Vec<FieldRuleView>,
    /// Each of home and work holds one mobile, one landline, one fax and one e-mail.
    #[serde(default)]
    pub one_per_slot: bool,
    /// There is one address of each kind at most.
    #[serde(default)]
    pub one_address_per_kind: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SectionAbility {
    pub section: customer::Section,
    pub readable: bool,
    pub writable: bool,
    /// Why not everything.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<LimitView>,
}

/// Why a section cannot be changed, for the window to word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LimitView {
    /// `not_in_network`, `read_only`, or `other_version` (with `version`, which has it).
    pub code: String,
    pub params: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FieldRuleView {
    /// `names.familyName`; list members without index: `channels.value`.
    pub path: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    pub required: bool,
    /// The values it may take, where they are a closed list.
    pub values: Vec<String>,
    /// False where this network does not have the field at all.
    pub supported: bool,
}
