//! The words of a record that search looks at, each with the field it stands in.
//!
//! Whoever keeps the customers keeps them as one line of text, so that the index is made without
//! reading records.

use customer::{ChannelKind, Record, birth_date, email, fold, phone, plate, postcode, vin};

/// Where a word stands. The letter is stored; it never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    GivenName,
    MiddleName,
    FamilyName,
    FamilyName2,
    PreferredName,
    Company,
    City,
    EmailWord,
    Email,
    Phone,
    CustomerKey,
    Id,
    Vin,
    Plate,
    Postcode,
    BirthDate,
}

impl Field {
    const ALL: [(Self, char); 16] = [
        (Self::GivenName, 'g'),
        (Self::MiddleName, 'm'),
        (Self::FamilyName, 'f'),
        (Self::FamilyName2, 's'),
        (Self::PreferredName, 'p'),
        (Self::Company, 'c'),
        (Self::City, 't'),
        (Self::EmailWord, 'e'),
        (Self::Email, '@'),
        (Self::Phone, '#'),
        (Self::CustomerKey, '!'),
        (Self::Id, '='),
        (Self::Vin, '$'),
        (Self::Plate, '%'),
        (Self::Postcode, '&'),
        (Self::BirthDate, '^'),
    ];

    fn letter(self) -> char {
        Self::ALL.iter().find(|(field, _)| *field == self).map_or('?', |(_, letter)| *letter)
    }

    fn of(letter: char) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == letter).map(|(field, _)| *field)
    }

    /// The record's member name.
    pub const fn member(self) -> &'static str {
        match self {
            Self::GivenName => "givenName",
            Self::MiddleName => "middleName",
            Self::FamilyName => "familyName",
            Self::FamilyName2 => "familyName2",
            Self::PreferredName => "preferredName",
            Self::Company => "company",
            Self::City => "city",
            Self::EmailWord | Self::Email => "email",
            Self::Phone => "phone",
            Self::CustomerKey => "customerKey",
            Self::Id => "id",
            Self::Vin => "vin",
            Self::Plate => "licensePlate",
            Self::Postcode => "postalCode",
            Self::BirthDate => "birthDate",
        }
    }

    /// Words of names, which a typed name is compared with.
    pub const fn is_name(self) -> bool {
        matches!(
            self,
            Self::GivenName
                | Self::MiddleName
                | Self::FamilyName
                | Self::FamilyName2
                | Self::PreferredName
                | Self::Company
        )
    }

    /// Fields that would crowd out the names in a search by the start of a word.
    pub const fn is_weak(self) -> bool {
        matches!(self, Self::City | Self::EmailWord)
    }
}

/// One word, folded. `inner` where it is not the first of its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub field: Field,
    pub inner: bool,
    pub text: String,
}

/// Longer words are cut: nobody types them.
const LONGEST: usize = 48;

/// A hostile record must not grow the index without end.
const MOST: usize = 160;

/// The words of a record; national phone numbers are read as in `country`.
pub fn words(record: &Record, country: &str) -> Vec<Word> {
    words_with(record, &phone::numbers(record, country))
}

/// The same for whoever has read the numbers already.
pub fn words_with(record: &Record, numbers: &[String]) -> Vec<Word> {
    let mut numbers = numbers.iter();
    let mut words = Words(Vec::with_capacity(24));
    let names = &record.names;
    words.named(Field::FamilyName, &names.family_name);
    words.named(Field::GivenName, &names.given_name);
    words.named(Field::Company, &record.company.name);
    words.named(Field::FamilyName2, &names.family_name2);
    words.named(Field::PreferredName, &names.preferred_name);
    words.named(Field::MiddleName, &names.middle_name);
    if let Some(whole) = joined_name(record) {
        words.push(Field::FamilyName, false, &whole);
    }
    if let Some(key) = record.key() {
        words.add(Field::CustomerKey, &fold::joined(key));
    }
    if let Some(id) = Record::said(&record.id) {
        words.add(Field::Id, &fold::joined(id));
    }
    for channel in &record.channels {
        match channel.kind {
            // Kept international where it can be read, and without the sign.
            ChannelKind::Phone => {
                let number = numbers.next().map_or("", String::as_str);
                words.add(Field::Phone, number.trim_start_matches('+'));
            }
            ChannelKind::Email => words.mail(&channel.value),
        }
    }
    for vehicle in &record.vehicles {
        if let Some(text) = Record::said(&vehicle.vin) {
            words.add(Field::Vin, &plain_vin(text));
        }
        if let Some(text) = Record::said(&vehicle.license_plate) {
            words.add(Field::Plate, &plate::normalise(text));
        }
    }
    for address in &record.addresses {
        if let Some(text) = Record::said(&address.postal_code) {
            words.add(Field::Postcode, &postcode::normalise(text));
        }
        words.named(Field::City, &address.city);
        words.named(Field::City, &address.suburb);
    }
    if let Some(text) = Record::said(&record.identity.birth_date) {
        // A day that does not exist is still found by its digits.
        let day = birth_date::stored(text).map(|date| date.to_string());
        words.add(Field::BirthDate, &phone::digits(day.as_deref().unwrap_or(text)));
    }
    words.0
}

/// `vandenberg` of a particle in the middle name, `李小龙` of two names written without a space.
fn joined_name(record: &Record) -> Option<String> {
    let names = &record.names;
    let family = fold::words(Record::said(&names.family_name)?);
    let (before, behind) = (&names.middle_name, &names.given_name);
    let middle = Record::said(before).map(fold::words).unwrap_or_default();
    if !middle.is_empty() && middle.iter().all(|word| PARTICLES.contains(&word.as_str())) {
        return Some(middle.concat() + &family.concat());
    }
    let given = fold::words(Record::said(behind)?);
    let together = family.concat() + &given.concat();
    together.chars().all(|c| ('\u{2e80}'..='\u{9fff}').contains(&c)).then_some(together)
}

/// Words before a family name that some keep in the middle name.
const PARTICLES: &[&str] = &[
    "van", "von", "de", "den", "der", "het", "t", "ter", "ten", "te", "op", "in", "zu", "zum",
    "zur", "du", "des", "la", "le", "da", "do", "dos", "das", "di", "del", "della", "af", "av",
];

/// A VIN has no I, O or Q: who writes one means 1 or 0.
pub(crate) fn plain_vin(text: &str) -> String {
    let letter = |c: char| match c {
        'I' | 'i' => '1',
        'O' | 'o' | 'Q' | 'q' => '0',
        other => other,
    };
    vin::normalise(text).chars().map(letter).collect()
}

struct Words(Vec<Word>);

impl Words {
    fn push(&mut self, field: Field, inner: bool, text: &str) {
        let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        let known = || self.0.iter().any(|word| word.field == field && word.text == text);
        if !text.is_empty() && self.0.len() < MOST && !known() {
            self.0.push(Word { field, inner, text });
        }
    }

    fn add(&mut self, field: Field, text: &str) {
        self.push(field, false, &text.to_lowercase());
    }

    fn named(&mut self, field: Field, text: &Option<String>) {
        let Some(text) = Record::said(text) else { return };
        let plain = fold::words(text);
        let first = plain.first().and_then(|word| word.chars().next());
        for word in fold::index_words(text) {
            let inner = match plain.iter().position(|known| *known == word) {
                Some(at) => at > 0,
                None => word.chars().next() != first,
            };
            self.push(field, inner, &word);
        }
        if plain.len() > 1 {
            self.push(field, false, &plain.concat());
        }
    }

    fn mail(&mut self, text: &str) {
        let whole = email::comparable(text);
        let Some((local, domain)) = whole.rsplit_once('@') else { return };
        self.push(Field::Email, false, &whole);
        for (at, word) in fold::words(local).iter().enumerate() {
            self.push(Field::EmailWord, at > 0, word);
        }
        // Without the last label: "co" would find everybody at a .com.
        let labels: Vec<&str> = domain.split('.').collect();
        for label in labels.iter().take(labels.len().saturating_sub(1)) {
            for word in fold::words(label) {
                self.push(Field::EmailWord, true, &word);
            }
        }
    }
}

/// Words as one line. An inner word has a space before it.
pub fn line(words: &[Word]) -> String {
    let mut line = String::with_capacity(words.len() * 12);
    for word in words {
        if !line.is_empty() {
            line.push('\n');
        }
        line.push(word.field.letter());
        if word.inner {
            line.push(' ');
        }
        line.push_str(&word.text);
    }
    line
}

/// A word of a line, borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    pub field: Field,
    pub inner: bool,
    pub text: &'a str,
}

pub fn read(line: &str) -> impl Iterator<Item = Seen<'_>> {
    line.split('\n').filter_map(|word| {
        let mut letters = word.chars();
        let field = Field::of(letters.next()?)?;
        let rest = letters.as_str();
        let text = rest.trim_start_matches(' ');
        Some(Seen { field, inner: rest.len() > text.len(), text })
    })
}

/// What of a text can stand in a token of the store's keys; who stores and who asks say it alike.
pub fn token(sign: &str, text: &str) -> String {
    let mut token = String::with_capacity(sign.len() + text.len());
    token.push_str(sign);
    token.extend(text.chars().map(|c| match c {
        _ if !c.is_ascii() || c.is_ascii_alphanumeric() => c,
        '@' | '.' | '-' | '+' => c,
        _ => '_',
    }));
    token
}
