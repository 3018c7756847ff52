//! Who works at the desk, who stands there, and PINs on their way in. What holds a PIN has no `Debug`
//! and is never an answer.

use super::KioskCardView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    pub id: String,
    pub name: String,
    /// `sales`, `manager`, `kiosk` or `admin`.
    pub role: String,
    /// What the window speaks while they stand here: `de`. Absent: what it speaks anyway.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Who stands here; part of the status where people are set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeatView {
    /// Nobody: the desk is locked.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonView>,
    /// What they may do.
    pub rights: Vec<String>,
    /// How long nobody touches the desk before it locks itself.
    pub lock_after_minutes: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PeopleView {
    pub people: Vec<PersonView>,
    /// The roles there are, and what each may do.
    pub roles: Vec<RoleView>,
    /// Too many wrong PINs at the kiosk: its door stays shut.
    pub kiosk_shut: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RoleView {
    pub role: String,
    pub rights: Vec<String>,
}

#[derive(Deserialize, TS)]
pub struct UnlockRequest {
    pub id: String,
    pub pin: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UnlockedView {
    pub open: bool,
    /// So long is to be waited before the next PIN is looked at.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_s: Option<u32>,
    /// Too many wrong ones: the PIN has to be set anew.
    pub locked: bool,
}

#[derive(Deserialize, TS)]
pub struct PersonSaveRequest {
    /// Absent: somebody new.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<String>,
    pub name: String,
    pub role: String,
    /// Needed for somebody new.
    #[serde(default)]
    #[ts(optional)]
    pub pin: Option<String>,
    /// Absent: as it was. Empty: what the window speaks anyway.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
}

#[derive(Clone, Debug, Deserialize, TS)]
pub struct PersonRequest {
    pub id: String,
}

#[derive(Deserialize, TS)]
pub struct KioskLeaveRequest {
    pub pin: String,
    /// Stay, and show what waits in a kiosk that stands alone.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub look: bool,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KioskLeftView {
    pub left: bool,
    /// So long is to be waited before the next PIN is looked at.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_s: Option<u32>,
    /// No PIN opens this door any more, or none ever did.
    pub locked: bool,
    /// What waits, newest first, where that was asked for and the PIN was right.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cards: Option<Vec<KioskCardView>>,
}
