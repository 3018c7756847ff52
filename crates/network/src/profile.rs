//! DMS profiles: what each dealer management system behind a network supports. `file` reads them from
//! the versioned files under `profiles/`.
//!
//! Every value says whether a vendor documents it or we assume it. The forms, the validation and
//! the outbox read profiles; nothing here talks to a network.

mod file;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use customer::Section;
use customer::search_term::{Meaning, Reading};
use serde::{Deserialize, Serialize};

use crate::settings::ApiVersion;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    Documented,
    Assumed,
}

/// A value together with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated<T> {
    pub value: T,
    pub confidence: Confidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhoneForm {
    /// `+441134960000`
    E164,
    /// As people of the country write it; what is stored is kept as it is.
    National,
}

/// How an update treats what it does not carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpdateStyle {
    Replace,
    Merge,
    /// Not known: what is sent must be right under both.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What `dms` in the configuration says: `autoline`.
    pub id: String,
    pub version: u32,
    pub title: String,
    /// `keyloop` or `mykaarma`.
    pub network: String,
    pub vendor: String,
    /// Where the vendor offers it.
    pub regions: Stated<Vec<String>>,
    /// Home country of a dealer who names none, ISO 3166-1 alpha-2.
    pub country: Stated<String>,
    /// BCP 47.
    pub language: Stated<String>,
    /// The characters it stores: `unicode` or `latin-1`.
    pub charset: Stated<String>,
    pub phone_form: Stated<PhoneForm>,
    /// True where each of home and work holds one mobile, one landline, one fax and one e-mail.
    pub one_value_per_slot: Stated<bool>,
    /// How many addresses of each kind it holds; absent = any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses_per_kind: Option<Stated<u32>>,
    pub sections: Vec<SectionRule>,
    /// Members of the record that it has no place for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingRule>,
    pub consent: Vec<ConsentRule>,
    pub search: SearchRule,
    pub writes: WriteRule,
    /// By record path (`names.familyName`).
    pub fields: BTreeMap<String, FieldRule>,
    /// Which version of the network's interface is spoken; absent where there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionRule {
    pub section: Section,
    /// Absent = every version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
    pub readable: bool,
    pub writable: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub confidence: Confidence,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingRule {
    /// Record paths.
    pub fields: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
    pub confidence: Confidence,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRule {
    /// `call`, `text`, `email`, `post`.
    pub way: String,
    pub readable: bool,
    pub writable: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
    pub confidence: Confidence,
}

/// What its search can look up by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchRule {
    pub meanings: Stated<Vec<Meaning>>,
    /// The same of version 3 of Keyloop's interface, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meanings_v3: Option<Stated<Vec<Meaning>>>,
    /// Fewer digits than this of a phone's end find nobody.
    pub phone_digits: Stated<u32>,
    /// Longer terms are cut off or refused; absent = unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_length: Option<Stated<u32>>,
    pub page_size: Stated<u32>,
    /// How long a write may stay invisible to the search.
    pub lag_seconds: Stated<u32>,
}

/// What the outbox may rely on. Unknown is the worst case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteRule {
    pub idempotency_key: Stated<bool>,
    /// True where a 503 to a write proves that nothing was executed.
    pub not_executed_on_503: Stated<bool>,
    /// How long a write of unknown outcome may still appear.
    pub settle_seconds: Stated<u32>,
    pub update: Stated<UpdateStyle>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// Characters, not bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<usize>,
    #[serde(default)]
    pub required: bool,
    /// The values it takes; empty = free text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Where it differs from the profile's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    pub confidence: Confidence,
}

/// What can be done with a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ability {
    pub readable: bool,
    pub writable: bool,
    /// Why not, for a person; empty where nothing is missing.
    pub reason: String,
}

impl Profile {
    /// The same profile as seen through one version of the network's interface.
    #[must_use]
    pub fn for_version(mut self, version: ApiVersion) -> Self {
        self.api_version = Some(version);
        self
    }

    pub fn section(&self, section: Section) -> Ability {
        self.sections
            .iter()
            .find(|rule| rule.section == section && self.speaks(rule.api_version))
            .map_or_else(
                || Ability {
                    readable: false,
                    writable: false,
                    reason: format!("{} does not offer this section", self.title),
                },
                |rule| Ability {
                    readable: rule.readable,
                    writable: rule.writable,
                    reason: rule.reason.clone(),
                },
            )
    }

    /// By record path (`names.familyName`, `channels.phone`, `addresses.streetName`).
    pub fn field(&self, path: &str) -> Option<&FieldRule> {
        self.fields.get(path)
    }

    /// Whether it has a place for this member at all; a form leaves out what it has none for.
    pub fn holds(&self, path: &str) -> bool {
        !self
            .missing
            .iter()
            .any(|rule| self.speaks(rule.api_version) && rule.fields.iter().any(|f| f == path))
    }

    /// Whether what stands at this path of a record, with its indices, can be written to it.
    pub fn writes_member(&self, path: &str) -> bool {
        match path.rsplit_once(".consent.") {
            Some((_, way)) => self.consent(way).1,
            None => self.holds(&customer::diff::without_indices(path)),
        }
    }

    /// Whether consent for `call`, `text`, `email` or `post` can be (read, written).
    pub fn consent(&self, way: &str) -> (bool, bool) {
        self.consent
            .iter()
            .find(|rule| rule.way == way && self.speaks(rule.api_version))
            .map_or((false, false), |rule| (rule.readable, rule.writable))
    }

    pub fn searches(&self, meaning: Meaning) -> bool {
        let of_v3 = self.search.meanings_v3.as_ref();
        let of_v3 = of_v3.filter(|_| self.api_version == Some(ApiVersion::V3));
        of_v3.unwrap_or(&self.search.meanings).value.contains(&meaning)
    }

    /// Whether it can look up whatever a piece of a typed term may mean. Where not, nobody can say
    /// that it shows everybody.
    pub fn searches_all(&self, piece: &Reading, country: &str) -> bool {
        piece.plausible(country).all(|meaning| self.searches(meaning))
    }

    fn speaks(&self, version: Option<ApiVersion>) -> bool {
        match (version, self.api_version) {
            (None, _) => true,
            (Some(rule), Some(ours)) => rule == ours,
            (Some(rule), None) => rule == ApiVersion::default(),
        }
    }
}

// A file that does not parse would silently be missing: a test looks at each.
static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| file::profiles(&file::FILES).into_iter().flatten().collect());

/// All profiles, in the order a person chooses from.
pub fn all() -> &'static [Profile] {
    &PROFILES
}

pub fn by_id(id: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_file_parses_and_is_listed_under_its_own_id() {
        let read: Vec<Profile> = file::profiles(&file::FILES)
            .into_iter()
            .map(|read| read.unwrap_or_else(|e| panic!("{e}")))
            .collect();
        assert_eq!(all(), read);
        let ids: Vec<&str> = all().iter().map(|profile| profile.id.as_str()).collect();
        let expected =
            ["dracar-plus", "eva", "aswin", "autoline", "autoline-drive", "automaster", "mykaarma"];
        assert_eq!(ids, expected);
        for profile in all() {
            assert_eq!(by_id(&profile.id), Some(profile));
        }
    }

    #[test]
    fn what_is_assumed_of_a_country_and_what_is_documented_of_the_interface_stay_apart() {
        for profile in all().iter().filter(|p| p.network == "keyloop") {
            assert_eq!(profile.country.confidence, Confidence::Assumed, "{}", profile.id);
            assert_eq!(profile.one_value_per_slot.confidence, Confidence::Documented);
            assert!(profile.language.value.ends_with(&profile.country.value), "{}", profile.id);
        }
    }

    #[test]
    fn every_profile_has_an_answer_for_every_section_in_every_version() {
        for profile in all() {
            for version in [ApiVersion::V1, ApiVersion::V3] {
                let seen = profile.clone().for_version(version);
                for section in Section::ALL {
                    let ability = seen.section(section);
                    assert!(
                        (ability.readable && ability.writable) || !ability.reason.is_empty(),
                        "{} {section:?} {version:?}",
                        profile.id
                    );
                }
            }
        }
    }

    #[test]
    fn a_profile_says_which_members_it_has_no_place_for() {
        let mykaarma = by_id("mykaarma").expect("profile");
        assert!(!mykaarma.holds("personalDetails.gender"));
        assert!(mykaarma.holds("names.familyName"));
        let autoline = by_id("autoline").expect("profile");
        assert!(autoline.holds("personalDetails.gender"));
        assert!(!autoline.clone().for_version(ApiVersion::V3).holds("personalDetails.gender"));
        assert!(!mykaarma.writes_member("addresses[1].suburb"));
        assert!(mykaarma.writes_member("channels[0].consent.call"));
        assert!(!autoline.writes_member("channels[0].consent.call"));
    }

    #[test]
    fn a_piece_that_may_be_what_the_network_cannot_look_up_is_told() {
        use customer::search_term::read;
        let asks_all = |id: &str, term: &str| {
            let profile = by_id(id).expect("profile");
            read(term, "US").iter().all(|piece| profile.searches_all(piece, "US"))
        };
        for (term, mykaarma, autoline) in [
            ("Sousa", true, true),
            ("maria@sousa.example", true, true),
            ("(989) 136-1006", true, true),
            ("35281", false, true),
            ("WVWZZZ1KZ6W650709", true, false),
        ] {
            let told = (asks_all("mykaarma", term), asks_all("autoline", term));
            assert_eq!(told, (mykaarma, autoline), "{term}");
        }
        let v1 = by_id("autoline").expect("profile");
        let v3 = v1.clone().for_version(ApiVersion::V3);
        let code = read("LS1 4AP", "GB");
        let asks_all = |profile: &Profile| code.iter().all(|it| profile.searches_all(it, "GB"));
        assert_eq!((asks_all(v1), asks_all(&v3)), (true, false));
    }

    #[test]
    fn a_name_that_the_network_asks_for_is_required() {
        let required = |id: &str, path: &str| {
            by_id(id).and_then(|p| p.field(path)).is_some_and(|rule| rule.required)
        };
        assert!(required("mykaarma", "names.givenName"));
        assert!(!required("autoline", "names.givenName"));
    }

    #[test]
    fn keyloop_v1_reads_but_never_writes_companies_and_vehicles() {
        for profile in all().iter().filter(|p| p.network == "keyloop") {
            for section in [Section::Company, Section::Vehicles] {
                let ability = profile.section(section);
                assert!(ability.readable && !ability.writable, "{}", profile.id);
            }
            assert!(profile.section(Section::Names).writable);
            assert!(profile.field("names.familyName").is_some_and(|rule| rule.required));
        }
    }
}
