//! A customer as the dealer's system holds it: the union of what both networks can show.
//! The networks' own shapes are made in `keyloop` and `mykaarma`; nothing here knows them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Named texts of one section. An empty text is not held: empty and absent are the same here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Vec<(Cow<'static, str>, String)>);

impl Fields {
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        self.0.retain(|(key, _)| *key != name);
        if !value.is_empty() {
            self.0.push((name, value));
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value.as_str()))
    }
}

impl Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, String>::deserialize(deserializer)?;
        let mut fields = Self::default();
        for (name, value) in map {
            fields.set(name, value);
        }
        Ok(fields)
    }
}

pub const NAMES: [&str; 8] = [
    "familyName",
    "familyName2",
    "middleName",
    "givenName",
    "preferredName",
    "initials",
    "salutation",
    "titleCommon",
];
pub const PHYSICAL: [&str; 14] = [
    "streetType",
    "streetName",
    "houseNumber",
    "buildingName",
    "floorNumber",
    "doorNumber",
    "blockName",
    "estate",
    "postalCode",
    "suburb",
    "city",
    "county",
    "province",
    "countryCode",
];
pub const POSTAL: [&str; 9] = [
    "poBoxName",
    "poBoxNumber",
    "poBoxSuite",
    "postalCode",
    "suburb",
    "city",
    "county",
    "province",
    "countryCode",
];
pub const PERSONAL_DETAILS: [&str; 6] = [
    "gender",
    "maritalStatus",
    "nationalityCode",
    "languageCode",
    "occupation",
    "drivingLicenceNumber",
];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Phone {
    /// Keyloop's place for it; empty where only myKaarma's list can show it.
    pub slot: String,
    pub number: String,
    /// Worked out from `number` and the customer's country; empty where it cannot be read.
    pub e164: String,
    pub label: String,
    pub ok_to_call: bool,
    pub ok_to_text: bool,
    pub preferred: bool,
    pub comments: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Email {
    pub slot: String,
    pub address: String,
    pub label: String,
    pub ok_to_email: bool,
    pub preferred: bool,
    pub comments: String,
}

/// What myKaarma says about an address beyond its lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AddressUse {
    pub kind: String,
    pub address_type: String,
    pub is_valid: bool,
    pub is_preferred: bool,
}

impl Default for AddressUse {
    fn default() -> Self {
        Self {
            kind: "PRIMARY".into(),
            address_type: "P".into(),
            is_valid: true,
            is_preferred: true,
        }
    }
}

/// An address that only myKaarma's list has room for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FurtherAddress {
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub country: String,
    #[serde(flatten)]
    pub usage: AddressUse,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Vehicle {
    pub vehicle_id: String,
    pub number: i64,
    pub uuid: String,
    pub relationship: String,
    /// Currently owned; false for the former owner of a sold car.
    pub is_valid: bool,
    pub class: String,
    pub make: String,
    pub model: String,
    pub variant: String,
    pub year: String,
    pub trim: String,
    pub engine: String,
    pub engine_number: String,
    pub body_style: String,
    pub color: String,
    pub vin: String,
    pub license_plate: String,
    pub vehicle_key: String,
    pub mileage_unit: String,
    pub mileage: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CompanyLink {
    pub company_id: String,
    pub reference: String,
    pub name: String,
    pub address: String,
    pub position: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Privacy {
    pub privacy_id: String,
    pub level: String,
    pub usage: String,
    pub provider_name: String,
    pub description: String,
    pub valid_from: String,
    pub valid_until: String,
    pub post: String,
    pub email: String,
    pub phone: String,
    pub messaging: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Customer {
    pub seq: u32,
    pub keyloop_id: String,
    pub customer_uuid: String,
    /// myKaarma's integer beside its uuid.
    pub number: i64,
    pub reference: String,
    pub customer_key: Option<String>,
    pub status: String,
    pub merged_into: String,
    pub is_business: bool,
    pub company: String,
    pub names: Fields,
    pub personal_details: Fields,
    /// `YYYY-MM-DD`, or empty.
    pub birth_date: String,
    pub social_security_id: String,
    pub phones: Vec<Phone>,
    pub emails: Vec<Email>,
    pub physical: Fields,
    pub physical_use: AddressUse,
    pub postal: Fields,
    pub postal_use: AddressUse,
    pub further_addresses: Vec<FurtherAddress>,
    pub vehicles: Vec<Vehicle>,
    pub companies: Vec<CompanyLink>,
    pub privacy: Vec<Privacy>,
    /// Other customers of the household: Keyloop v3 shows them as relations.
    pub related: Vec<String>,
    pub preferred_communication: String,
    pub preferred_locale: String,
    /// Members of Keyloop v3 with no place elsewhere, kept as sent.
    pub extra: Map<String, Value>,
    pub created: String,
    pub last_modified: String,
}

impl Customer {
    pub fn is_live(&self) -> bool {
        self.status != "DELETED" && self.status != "MERGED"
    }

    /// The country that national telephone numbers of this customer are read with.
    pub fn country(&self) -> &str {
        [self.physical.get("countryCode"), self.postal.get("countryCode")]
            .into_iter()
            .find(|code| !code.is_empty())
            .unwrap_or("GB")
    }

    pub fn phone_in(&self, slot: &str) -> &str {
        self.phones.iter().find(|phone| phone.slot == slot).map_or("", |phone| &phone.number)
    }

    pub fn email_in(&self, slot: &str) -> &str {
        self.emails.iter().find(|email| email.slot == slot).map_or("", |email| &email.address)
    }

    /// Puts a number as typed into one of Keyloop's places; an empty one empties the place.
    pub fn set_phone(&mut self, slot: &str, number: &str) {
        if number.is_empty() {
            self.phones.retain(|phone| phone.slot != slot);
            return;
        }
        let e164 = crate::phone::to_e164(number, self.country()).unwrap_or_default();
        match self.phones.iter_mut().find(|phone| phone.slot == slot) {
            Some(phone) if phone.number == number => {}
            Some(phone) => {
                phone.number = number.to_owned();
                phone.e164 = e164;
            }
            None => self.phones.push(Phone {
                slot: slot.to_owned(),
                number: number.to_owned(),
                e164,
                label: label_of(slot).to_owned(),
                ..Phone::default()
            }),
        }
    }

    pub fn set_email(&mut self, slot: &str, address: &str) {
        if address.is_empty() {
            self.emails.retain(|email| email.slot != slot);
            return;
        }
        match self.emails.iter_mut().find(|email| email.slot == slot) {
            Some(email) => email.address = address.to_owned(),
            None => self.emails.push(Email {
                slot: slot.to_owned(),
                address: address.to_owned(),
                label: if slot.starts_with("work") { "work" } else { "home" }.to_owned(),
                ..Email::default()
            }),
        }
    }

    pub fn display_name(&self) -> String {
        if self.is_business && !self.company.is_empty() {
            return self.company.clone();
        }
        ["givenName", "middleName", "familyName", "familyName2"]
            .iter()
            .map(|name| self.names.get(name))
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The label myKaarma shows for one of Keyloop's places.
pub fn label_of(slot: &str) -> &'static str {
    match slot {
        "home.mobile" => "cell",
        "home.landline" => "home",
        "home.fax" => "fax",
        "work.mobile" => "work cell",
        "work.landline" => "work",
        "work.fax" => "work fax",
        _ => "other",
    }
}

/// The Keyloop place a myKaarma label means, if any.
pub fn slot_of(label: &str) -> &'static str {
    match label.to_lowercase().as_str() {
        "cell" | "mobile" => "home.mobile",
        "home" => "home.landline",
        "fax" => "home.fax",
        "work cell" | "work mobile" => "work.mobile",
        "work" => "work.landline",
        "work fax" => "work.fax",
        _ => "",
    }
}
