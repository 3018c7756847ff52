//! Reading the sections of a write and checking them. Limits and rules are our proposal: the
//! vendor prints none. A value that equals what is stored is never refused.

use serde_json::Value;

use super::Problem;
use crate::stored::{Customer, Fields};

const NAME_LENGTH: usize = 50;
const EMAIL_LENGTH: usize = 100;
const PHONE_LENGTH: usize = 30;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What is absent is cleared.
    Replace,
    /// What is absent stays.
    Merge,
}

/// Collects what is wrong with a body, so that all of it is said at once.
pub struct Reader {
    pub mode: Mode,
    pub problems: Vec<Problem>,
}

impl Reader {
    pub fn new(mode: Mode) -> Self {
        Self { mode, problems: Vec::new() }
    }

    pub fn refuse(&mut self, path: impl Into<String>, message: &str) {
        self.problems.push(Problem::field(path, message));
    }

    /// A member that must be an object where it is there.
    pub fn object<'v>(&mut self, value: &'v Value, name: &str, path: &str) -> Option<&'v Value> {
        match value.get(name) {
            None => None,
            Some(member) if member.is_object() => Some(member),
            Some(Value::Null) if self.mode == Mode::Merge => None,
            Some(_) => {
                self.refuse(path, "must be an object");
                None
            }
        }
    }

    /// Refuses every other member.
    pub fn only(&mut self, value: &Value, path: &str, members: &[&str]) {
        for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
            if !members.contains(&name.as_str()) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                self.refuse(path, "there is no such member");
            }
        }
    }

    /// A text as it shall be stored: `None` = leave it alone.
    pub fn text(&mut self, section: Option<&Value>, name: &str, path: &str) -> Option<String> {
        match section.and_then(|section| section.get(name)) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Null) if self.mode == Mode::Merge => Some(String::new()),
            Some(_) => {
                self.refuse(path, "must be a string");
                None
            }
            None if self.mode == Mode::Replace => Some(String::new()),
            None => None,
        }
    }

    /// Lays a section's texts over the stored ones; `map` says what wire name stands for which.
    pub fn fields(
        &mut self,
        stored: &mut Fields,
        section: Option<&Value>,
        prefix: &str,
        names: &[(&str, &'static str)],
    ) {
        for (wire, name) in names {
            let path = format!("{prefix}.{wire}");
            let Some(text) = self.text(section, wire, &path) else { continue };
            if text != stored.get(name) {
                self.check(name, &path, &text);
                stored.set(*name, text);
            }
        }
    }

    fn check(&mut self, name: &str, path: &str, text: &str) {
        if text.chars().any(|c| c.is_control() && c != '\n') {
            self.refuse(path, "must not hold control characters");
        }
        let short = name == "streetName" || crate::stored::NAMES.contains(&name);
        if short && text.chars().count() > NAME_LENGTH {
            self.refuse(path, "must have at most 50 characters");
        }
        let country = matches!(name, "countryCode" | "nationalityCode");
        if country
            && !text.is_empty()
            && !(text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.refuse(path, "must be an ISO 3166-1 alpha-2 code");
        }
        let genders = ["", "MALE", "FEMALE", "OTHER", "UNKNOWN"];
        if name == "gender" && !genders.contains(&text) {
            self.refuse(path, "must be MALE, FEMALE, OTHER or UNKNOWN");
        }
    }

    /// The four channels of `home` (v3: `personal`) or `work`.
    pub fn channels(
        &mut self,
        customer: &mut Customer,
        section: Option<&Value>,
        slot: &str,
        prefix: &str,
    ) {
        for line in ["mobile", "landline", "fax"] {
            let (place, path) = (format!("{slot}.{line}"), format!("{prefix}.{line}"));
            let Some(text) = self.text(section, line, &path) else { continue };
            if text == customer.phone_in(&place) {
                continue;
            }
            if text.chars().count() > PHONE_LENGTH {
                self.refuse(path, "must have at most 30 characters");
            } else if !text.is_empty() && !text.chars().any(|c| c.is_ascii_digit()) {
                self.refuse(path, "must be a telephone number");
            } else {
                customer.set_phone(&place, &text);
            }
        }
        let (place, path) = (format!("{slot}.email"), format!("{prefix}.email"));
        let Some(text) = self.text(section, "email", &path) else { return };
        if text == customer.email_in(&place) {
            return;
        }
        if text.chars().count() > EMAIL_LENGTH {
            self.refuse(path, "must have at most 100 characters");
        } else if !text.is_empty() && text.matches('@').count() != 1 {
            self.refuse(path, "must be an e-mail address");
        } else {
            customer.set_email(&place, &text);
        }
    }

    pub fn identity(&mut self, customer: &mut Customer, section: Option<&Value>, prefix: &str) {
        let path = |name: &str| {
            if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
        };
        if let Some(number) = self.text(section, "socialSecurityId", &path("socialSecurityId")) {
            customer.social_security_id = number;
        }
        let Some(text) = self.text(section, "birthDate", &path("birthDate")) else { return };
        let day = text.get(..10).unwrap_or(&text);
        if day == customer.birth_date {
            return;
        }
        if !day.is_empty() && day.parse::<jiff::civil::Date>().is_err() {
            self.refuse(path("birthDate"), "must be a date-time");
            return;
        }
        customer.birth_date = day.to_owned();
    }

    /// Personal details keep members nobody knows, as texts.
    pub fn personal_details(&mut self, stored: &mut Fields, section: &Value, prefix: &str) {
        let known = crate::stored::PERSONAL_DETAILS.map(|name| (name, name));
        let before = std::mem::take(stored);
        if self.mode == Mode::Merge {
            stored.clone_from(&before);
        } else {
            for name in known.map(|(name, _)| name) {
                stored.set(name, before.get(name));
            }
        }
        self.fields(stored, Some(section), prefix, &known);
        for (name, value) in section.as_object().into_iter().flatten() {
            if known.iter().all(|(wire, _)| wire != name)
                && let Some(text) = value.as_str()
            {
                stored.set(name.clone(), text);
            }
        }
    }
}

/// Wire names that are the stored names.
pub fn same(names: &[&'static str]) -> Vec<(&'static str, &'static str)> {
    names.iter().map(|name| (*name, *name)).collect()
}
