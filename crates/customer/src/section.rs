//! The sections of a record: what is edited, queued and sent on its own.
//!
//! A section's value is JSON: an object of members, or a list of such objects. Diffing and merging
//! work on that form, so that members we do not know are treated like those we do.

use crate::record::Record;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    Names,
    Addresses,
    Identity,
    Communication,
    PersonalDetails,
    Company,
    Vehicles,
}

impl Section {
    pub const ALL: [Self; 7] = [
        Self::Names,
        Self::Addresses,
        Self::Identity,
        Self::Communication,
        Self::PersonalDetails,
        Self::Company,
        Self::Vehicles,
    ];

    /// The word for it on the command line and in `update-…` kinds.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Addresses => "addresses",
            Self::Identity => "identity",
            Self::Communication => "communication",
            Self::PersonalDetails => "personal-details",
            Self::Company => "company",
            Self::Vehicles => "vehicles",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.word() == word)
    }

    /// The member of the record that holds it.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Addresses => "addresses",
            Self::Identity => "identity",
            Self::Communication => "channels",
            Self::PersonalDetails => "personalDetails",
            Self::Company => "company",
            Self::Vehicles => "vehicles",
        }
    }

    /// The members the record names in it: of the object, or of each entry of the list. Others are
    /// kept as they come.
    pub const fn members(self) -> &'static [&'static str] {
        match self {
            Self::Names => &[
                "title",
                "givenName",
                "middleName",
                "familyName",
                "familyName2",
                "preferredName",
                "initials",
                "salutation",
            ],
            Self::Addresses => &[
                "kind",
                "streetType",
                "streetName",
                "houseNumber",
                "buildingName",
                "floorNumber",
                "doorNumber",
                "blockName",
                "estate",
                "suburb",
                "city",
                "county",
                "province",
                "postalCode",
                "countryCode",
                "poBoxName",
                "poBoxNumber",
                "poBoxSuite",
            ],
            Self::Identity => &["birthDate", "socialSecurityId"],
            Self::Communication => &["kind", "use", "line", "value", "preferred", "consent"],
            Self::PersonalDetails => {
                &["gender", "maritalStatus", "nationalityCode", "languageCode", "occupation"]
            }
            Self::Company => &["name"],
            Self::Vehicles => &["vin", "licensePlate", "make", "model", "year", "relationship"],
        }
    }

    pub const fn is_list(self) -> bool {
        matches!(self, Self::Addresses | Self::Communication | Self::Vehicles)
    }

    /// What a record without anything in this section holds.
    pub fn empty(self) -> Value {
        if self.is_list() {
            Value::Array(Vec::new())
        } else {
            Value::Object(serde_json::Map::new())
        }
    }
}

impl Record {
    /// This section as JSON; empty where nothing is known.
    pub fn section(&self, section: Section) -> Value {
        let value = match section {
            Section::Names => serde_json::to_value(&self.names),
            Section::Addresses => serde_json::to_value(&self.addresses),
            Section::Identity => serde_json::to_value(&self.identity),
            Section::Communication => serde_json::to_value(&self.channels),
            Section::PersonalDetails => serde_json::to_value(&self.personal_details),
            Section::Company => serde_json::to_value(&self.company),
            Section::Vehicles => serde_json::to_value(&self.vehicles),
        };
        value.unwrap_or_else(|_| section.empty())
    }

    /// Replaces a section. `null` members are dropped: in a record they mean unknown.
    pub fn set_section(&mut self, section: Section, mut value: Value) -> serde_json::Result<()> {
        drop_nulls(&mut value);
        match section {
            Section::Names => self.names = serde_json::from_value(value)?,
            Section::Addresses => self.addresses = serde_json::from_value(value)?,
            Section::Identity => self.identity = serde_json::from_value(value)?,
            Section::Communication => self.channels = serde_json::from_value(value)?,
            Section::PersonalDetails => self.personal_details = serde_json::from_value(value)?,
            Section::Company => self.company = serde_json::from_value(value)?,
            Section::Vehicles => self.vehicles = serde_json::from_value(value)?,
        }
        Ok(())
    }
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Address, Channel, Company, Identity, Names, PersonalDetails, Vehicle};
    use serde_json::json;

    #[test]
    fn no_member_of_a_section_is_one_the_record_does_not_know() {
        let unknown = |section: Section, value: Value| match section {
            Section::Names => serde_json::from_value(value).map(|v: Names| v.other),
            Section::Addresses => serde_json::from_value(value).map(|v: Address| v.other),
            Section::Identity => serde_json::from_value(value).map(|v: Identity| v.other),
            Section::Communication => serde_json::from_value(value).map(|v: Channel| v.other),
            Section::PersonalDetails => {
                serde_json::from_value(value).map(|v: PersonalDetails| v.other)
            }
            Section::Company => serde_json::from_value(value).map(|v: Company| v.other),
            Section::Vehicles => serde_json::from_value(value).map(|v: Vehicle| v.other),
        };
        for section in Section::ALL {
            let mut value = json!({});
            for name in section.members() {
                value[name] = match (section, *name) {
                    (Section::Communication, "kind") => "phone".into(),
                    (_, "use") => "home".into(),
                    (_, "line") => "mobile".into(),
                    (_, "preferred") => true.into(),
                    (_, "consent") => json!({"call": "AGREED"}),
                    (_, "year") => 2019.into(),
                    _ => "x".into(),
                };
            }
            let other = unknown(section, value).unwrap();
            assert!(other.is_empty(), "{section:?}: {other:?}");
        }
    }
}
