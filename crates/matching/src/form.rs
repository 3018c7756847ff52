//! A record in the form in which it is compared: everything normalised once, so that scoring a
//! few hundred candidates takes no time.

use crate::place;
use customer::birth_date::{self, Parts};
use customer::names::{NameWords, comparable_company};
use customer::{ChannelKind, Kind, Record, email, fold, phone, plate, postcode, vin};

#[derive(Clone, Default)]
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
    pub vins: Vec<String>,
    pub plates: Vec<String>,
    pub places: Vec<Place>,
    pub keys: Vec<String>,
    pub social_security: String,
}

#[derive(Clone, Default)]
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
            birth: Record::said(&record.identity.birth_date).and_then(birth_date::parts),
            keys: crate::tree::keys_of(record).iter().map(|key| key.to_uppercase()).collect(),
            social_security: Record::said(&record.identity.social_security_id)
                .map(vin::normalise)
                .unwrap_or_default(),
            ..Self::default()
        };
        form.given_whole = fold::collapse(&(form.given.concat() + &form.middle.concat()));
        form.nicknames = crate::nicknames::groups_of(form.first());
        if let Some(Parts { year, month, day }) = form.birth {
            form.birth_digits = format!("{year:04}{month:02}{day:02}");
        }
        form.given_sound = crate::sound::code(form.first());
        form.family_sound = crate::sound::code(&form.family);
        for channel in &record.channels {
            match channel.kind {
                ChannelKind::Phone => {
                    let number = phone::comparable(&channel.value, country);
                    if number.len() >= 5 {
                        form.phones.push(number);
                    }
                }
                ChannelKind::Email => {
                    let whole = email::comparable(&channel.value);
                    if whole.contains('@') {
                        let mailbox = email::mailbox(&whole).unwrap_or_else(|| whole.clone());
                        form.emails.push((whole, mailbox));
                    }
                }
            }
        }
        for vehicle in &record.vehicles {
            form.vins.extend(
                Record::said(&vehicle.vin).map(vin::normalise).filter(|vin| vin.len() >= 8),
            );
            form.plates.extend(
                Record::said(&vehicle.license_plate)
                    .map(plate::normalise)
                    .filter(|plate| plate.chars().count() >= 3),
            );
        }
        for address in &record.addresses {
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

    /// The first given name, empty where there is none.
    pub fn first(&self) -> &str {
        self.given.first().map_or("", String::as_str)
    }
}
