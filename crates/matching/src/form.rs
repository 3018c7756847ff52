//! A record in the form in which it is compared: everything normalised once, so that scoring a
//! few hundred candidates takes no time.

use crate::place;
use customer::birth_date::{self, Parts};
use customer::names::{NameWords, comparable_company};
use customer::{ChannelKind, Kind, Record, email, fold, phone, plate, postcode, vin};
use serde::{Deserialize, Serialize};

#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(PartialEq))]
pub struct Form {
    pub kind: Kind,
    /// Folded words; the first is the given name.
    pub given: Vec<String>,
    pub middle: Vec<String>,
    pub preferred: Option<String>,
    /// The parts of the family name, umlauts made plain.
    pub family_parts: Vec<String>,
    /// The family name in one word.
    pub family: String,
    /// All given names in one word.
    pub given_whole: String,
    /// The groups of short forms the first given name is in.
    #[serde(skip)]
    pub(crate) nicknames: &'static [usize],
    /// Year, month and day as eight digits.
    pub(crate) birth_digits: String,
    /// How the first given name and the family name sound.
    pub given_sound: String,
    pub family_sound: String,
    pub company: String,
    pub birth: Option<Parts>,
    /// In E.164, or digits.
    pub phones: Vec<String>,
    /// Whole address and mailbox.
    pub emails: Vec<(String, String)>,
    /// Which letters stand before the `@`.
    pub(crate) mailbox_letters: u64,
    pub vins: Vec<String>,
    pub plates: Vec<String>,
    /// Those of either whose car was sold.
    pub(crate) sold: Vec<String>,
    pub places: Vec<Place>,
    pub keys: Vec<String>,
    pub social_security: String,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(PartialEq))]
pub struct Place {
    pub postcode: String,
    pub area: String,
    pub number: String,
    pub street: String,
    /// The street with its kind, in one word.
    pub(crate) line: String,
    pub towns: Vec<String>,
    pub building: String,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Form(redacted)")
    }
}

impl Form {
    /// National numbers are read as in `country`.
    pub fn of(record: &Record, country: &str) -> Self {
        Self::with(record, phone::numbers(record, country))
    }

    /// The same for whoever has read the numbers already.
    pub fn with(record: &Record, numbers: Vec<String>) -> Self {
        let words = NameWords::of(&record.names);
        let mut form = Self {
            kind: record.kind,
            preferred: Record::said(&record.names.preferred_name)
                .and_then(|name| fold::words(name).into_iter().next()),
            family_parts: words.family.iter().map(|part| fold::collapse(part)).collect(),
            family: fold::collapse(&words.family_joined()),
            given: words.given,
            middle: words.middle,
            company: Record::said(&record.company.name).map(comparable_company).unwrap_or_default(),
            birth: Record::said(&record.identity.birth_date)
                .and_then(birth_date::parts)
                .filter(|parts| !parts.is_filler()),
            keys: crate::tree::keys_of(record).iter().map(|key| key.to_uppercase()).collect(),
            social_security: Record::said(&record.identity.social_security_id)
                .map(vin::normalise)
                .unwrap_or_default(),
            ..Self::default()
        };
        form.given_whole = fold::collapse(&(form.given.concat() + &form.middle.concat()));
        form.look_up();
        if let Some(Parts { year, month, day }) = form.birth {
            form.birth_digits = format!("{year:04}{month:02}{day:02}");
        }
        form.given_sound = crate::sound::code(form.first());
        form.family_sound = crate::sound::code(&form.family);
        form.phones = numbers;
        form.phones.retain(|number| number.len() >= 5 && !phone::is_placeholder(number));
        let mails = record.channels.iter().filter(|channel| channel.kind == ChannelKind::Email);
        for channel in mails {
            let whole = email::comparable(&channel.value);
            let local = whole.split_once('@').map(|(local, _)| local);
            if let Some(local) = local.filter(|_| !email::is_placeholder(&whole)) {
                form.mailbox_letters |= crate::near::letters(local.as_bytes());
                let mailbox = email::mailbox(&whole).unwrap_or_else(|| whole.clone());
                form.emails.push((whole, mailbox));
            }
        }
        for vehicle in &record.vehicles {
            let vin = Record::said(&vehicle.vin).map(vin::normalise);
            let vin = vin.filter(|vin| vin.len() >= 8 && !vin::is_placeholder(vin));
            let plate = Record::said(&vehicle.license_plate)
                .map(plate::normalise)
                .filter(|plate| plate.chars().count() >= 3);
            if vehicle.is_sold() {
                form.sold.extend(vin.iter().chain(&plate).cloned());
            }
            form.vins.extend(vin);
            form.plates.extend(plate);
        }
        for address in &record.addresses {
            let address = &*place::known(address);
            let code = Record::said(&address.postal_code).unwrap_or_default();
            let (number, street, line) = place::parts(address);
            let place = Place {
                postcode: postcode::normalise(code),
                area: postcode::area(code),
                number,
                street,
                line,
                towns: place::towns(address),
                building: Record::said(&address.building_name)
                    .map(fold::joined)
                    .unwrap_or_default(),
            };
            let nowhere = [&place.postcode, &place.street, &place.building, &place.number];
            if !(nowhere.iter().all(|part| part.is_empty()) && place.towns.is_empty()) {
                form.places.push(place);
            }
        }
        form
    }

    /// What is not kept, but follows from what is.
    fn look_up(&mut self) {
        self.nicknames = crate::nicknames::groups_of(self.first());
    }

    /// In a few bytes, for whoever keeps it beside the record. Only to be read by the rules that
    /// wrote it: see `blocking::VERSION`.
    pub fn packed(&self) -> Vec<u8> {
        // Nothing in here can fail to be written.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// `None` where these are not the bytes of a form.
    pub fn unpacked(bytes: &[u8]) -> Option<Self> {
        let mut form: Self = postcard::from_bytes(bytes).ok()?;
        form.look_up();
        Some(form)
    }

    /// The first given name, empty where there is none.
    pub fn first(&self) -> &str {
        self.given.first().map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use customer::{Address, Channel, Line, Names, Use, Vehicle};

    #[test]
    fn a_packed_form_comes_back_whole_and_nothing_else_is_one() {
        let text = |text: &str| Some(text.to_owned());
        let mut record = Record {
            customer_key: text("dom1"),
            names: Names {
                given_name: text("Bill Joseph"),
                family_name: text("van der Müller-Sousa"),
                preferred_name: text("Billy"),
                ..Names::default()
            },
            channels: vec![
                Channel::phone(Use::Home, Line::Mobile, "+447700904417"),
                Channel::email(Use::Home, "b.muller+cars@gmail.com"),
            ],
            addresses: vec![Address {
                house_number: text("12"),
                street_name: text("High Street"),
                city: text("Leeds"),
                postal_code: text("LS1 4AP"),
                ..Address::default()
            }],
            vehicles: vec![Vehicle {
                vin: text("WVWZZZ1KZ6W123456"),
                license_plate: text("AB12 CDE"),
                ..Vehicle::default()
            }],
            ..Record::default()
        };
        record.identity.birth_date = text("1980-02-31");
        for record in [record, Record::default()] {
            let form = Form::of(&record, "GB");
            let packed = form.packed();
            assert!(packed.len() < 400, "{}", packed.len());
            assert!(Form::unpacked(&packed).is_some_and(|other| other == form));
            assert!(Form::unpacked(&packed[..packed.len() - 1]).is_none());
        }
        assert!(Form::unpacked(&[0xff; 40]).is_none());
        assert!(!Form::of(&Record::default(), "GB").packed().is_empty());
    }
}
