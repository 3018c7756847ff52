//! The customer record, member for member as the interface document writes it in JSON.
//!
//! A member that is `None` is unknown: it is neither printed nor sent. Members we do not know are
//! kept in `other` and written back where the network needs them. Values from a network or an
//! import are kept as they are, even where they break a rule; only what a person newly enters is
//! validated (see `validate`). `Debug` never shows a value.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Members of a JSON object that this program does not know but must not lose.
pub type Unknown = Map<String, Value>;

/// Gives a type that holds personal data a `Debug` that shows none of it.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )+};
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Person,
    Company,
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields, rename = "CustomerRecord"))]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The customer's id in the dealer's network: opaque, at most 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_key: Option<String>,
    #[serde(default)]
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Names>"))]
    pub names: Names,
    #[serde(default, skip_serializing_if = "Company::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Company>"))]
    pub company: Company,
    #[serde(default, skip_serializing_if = "Identity::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Identity>"))]
    pub identity: Identity,
    #[serde(default, skip_serializing_if = "PersonalDetails::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<PersonalDetails>"))]
    pub personal_details: PersonalDetails,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<Channel>>"))]
    pub channels: Vec<Channel>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<Address>>"))]
    pub addresses: Vec<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<Vehicle>>"))]
    pub vehicles: Vec<Vehicle>,
    #[serde(flatten)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub other: Unknown,
}

/// Declares a part of the record whose members are all optional texts.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $(#[serde(default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<String>,)+
            #[serde(flatten)]
            #[cfg_attr(feature = "ts", ts(skip))]
            pub other: Unknown,
        }
        impl $name {
            pub fn is_empty(&self) -> bool {
                $(self.$field.is_none())&&+ && self.other.is_empty()
            }
        }
        redacted!($name);
    };
}

texts!(Names {
    title,
    given_name,
    middle_name,
    family_name,
    family_name2,
    preferred_name,
    initials,
    salutation
});
texts!(Company { name });
texts!(
    /// Birth dates are texts on purpose: `YYYY-MM-DD` where a day is known, and whatever a network
    /// holds where it is not. No time zone can shift them.
    Identity { birth_date, social_security_id }
);
texts!(PersonalDetails { gender, marital_status, nationality_code, language_code, occupation });

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    Phone,
    Email,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Use {
    Home,
    Work,
}

/// What sort of line a phone number rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Line {
    Mobile,
    Landline,
    Fax,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "UPPERCASE")]
pub enum ConsentState {
    Agreed,
    Denied,
    Unknown,
}

/// Consent per way of contact: `call`, `text`, `email`, `post`. A way not named is unknown.
pub type Consent = BTreeMap<String, ConsentState>;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    pub kind: ChannelKind,
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Use>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    #[serde(default)]
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<bool>,
    #[serde(default, skip_serializing_if = "Consent::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Consent>"))]
    pub consent: Consent,
    #[serde(flatten)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub other: Unknown,
}

impl Channel {
    pub fn phone(usage: Use, line: Line, value: impl Into<String>) -> Self {
        Self {
            kind: ChannelKind::Phone,
            usage: Some(usage),
            line: Some(line),
            value: value.into(),
            preferred: None,
            consent: Consent::new(),
            other: Unknown::new(),
        }
    }

    pub fn email(usage: Use, value: impl Into<String>) -> Self {
        Self {
            kind: ChannelKind::Email,
            usage: Some(usage),
            line: None,
            value: value.into(),
            preferred: None,
            consent: Consent::new(),
            other: Unknown::new(),
        }
    }
}

texts!(
    /// One address; `kind` is `physical` or `postal` (the postal form has the `poBox…` members).
    /// A network's own free lines (`line1`, `line2`) stand in `other`.
    Address {
        kind, street_type, street_name, house_number, building_name, floor_number, door_number,
        block_name, estate, suburb, city, county, province, postal_code, country_code,
        po_box_name, po_box_number, po_box_suite
    }
);

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct Vehicle {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license_plate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship: Option<String>,
    #[serde(flatten)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub other: Unknown,
}

redacted!(Record, Channel, Vehicle);

impl Vehicle {
    /// Whether it is somebody else's by now: it says little of who this is.
    pub fn is_sold(&self) -> bool {
        let former = Record::said(&self.relationship)
            .is_some_and(|word| word.to_ascii_uppercase().starts_with("FORMER"));
        // myKaarma's word for "currently owned".
        former || self.other.get("isValid") == Some(&serde_json::Value::Bool(false))
    }
}

/// The status of a customer who was taken out of the network.
pub const GONE: &str = "DELETED";

impl Record {
    /// The text without surrounding space of a member that is there and not empty.
    pub fn said(member: &Option<String>) -> Option<&str> {
        member.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// One line a person recognises: the company's name, or the names in the order that people of
    /// their language say them; may be empty.
    pub fn display_name(&self) -> String {
        let person = crate::names::spoken(self);
        match (Self::said(&self.company.name), self.kind) {
            (Some(company), Kind::Company) => company.to_owned(),
            (Some(company), Kind::Person) if person.is_empty() => company.to_owned(),
            _ => person,
        }
    }

    /// Whether the network says that there is no such customer any more.
    pub fn is_gone(&self) -> bool {
        let said = |word| self.status.as_deref().is_some_and(|status| status.trim() == word);
        said(GONE) || said("MERGED")
    }

    /// `null` and "" of the customer key mean that there is none.
    pub fn key(&self) -> Option<&str> {
        Self::said(&self.customer_key)
    }
}
