//! The kinds of blocking keys, the words they are stored under, and what each is about.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    Phone,
    /// The last six digits.
    PhoneEnd,
    Email,
    /// The part before the `@`.
    EmailName,
    /// The last eight of a VIN.
    Vin,
    Plate,
    CustomerKey,
    /// How one name sounds, and the initial of the other.
    Sound,
    /// One name, and the first two letters of the other.
    Name,
    /// The first four letters of one name, and the initial of the other.
    NameStart,
    Postcode,
    /// The last four letters of one name, and the initial of the other.
    NameEnd,
    /// The family name alone, for whoever gives no other.
    Family,
    /// The given name alone, after a marriage.
    Given,
    /// How both names sound, in whatever order.
    Sounds,
    /// The phone without its last three digits, and without the three before those.
    PhoneStart,
    /// Two of year, month and day, and the initial of a name.
    BirthPart,
    /// The wider postal area and the first three letters of a name.
    Area,
    /// Day and month in either order.
    BirthDate,
    /// House number and the start of the street.
    Street,
    /// The start of the street and of a name.
    StreetName,
    Company,
    SocialSecurity,
}

impl BlockKind {
    pub const ALL: [Self; 23] = [
        Self::Phone,
        Self::PhoneEnd,
        Self::Email,
        Self::EmailName,
        Self::Vin,
        Self::Plate,
        Self::CustomerKey,
        Self::Sound,
        Self::Name,
        Self::NameStart,
        Self::NameEnd,
        Self::Family,
        Self::Given,
        Self::Sounds,
        Self::PhoneStart,
        Self::BirthPart,
        Self::Postcode,
        Self::Area,
        Self::BirthDate,
        Self::Street,
        Self::StreetName,
        Self::Company,
        Self::SocialSecurity,
    ];

    /// One short stable word, as it is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::PhoneEnd => "phone_end",
            Self::Email => "email",
            Self::EmailName => "email_name",
            Self::Vin => "vin",
            Self::Plate => "plate",
            Self::CustomerKey => "customer_key",
            Self::Sound => "sound",
            Self::Name => "name",
            Self::NameStart => "name_start",
            Self::NameEnd => "name_end",
            Self::Family => "family",
            Self::Given => "given",
            Self::Sounds => "sounds",
            Self::PhoneStart => "phone_start",
            Self::BirthPart => "birth_part",
            Self::Postcode => "postcode",
            Self::Area => "area",
            Self::BirthDate => "birth_date",
            Self::Street => "street",
            Self::StreetName => "street_name",
            Self::Company => "company",
            Self::SocialSecurity => "social_security",
        }
    }
}

impl BlockKind {
    /// What a key of this kind is about, a bit a matter: the phone and its parts are one, and so
    /// are the ways of writing a name.
    pub(crate) const fn matters(self) -> u8 {
        const PHONE: u8 = 1;
        const EMAIL: u8 = 2;
        const NAME: u8 = 4;
        const BIRTH: u8 = 8;
        const PLACE: u8 = 16;
        const CAR: u8 = 32;
        const NUMBER: u8 = 64;
        match self {
            Self::Phone | Self::PhoneEnd | Self::PhoneStart => PHONE,
            Self::Email | Self::EmailName => EMAIL,
            Self::Sound | Self::Name | Self::NameStart | Self::NameEnd | Self::Family => NAME,
            Self::Given | Self::Sounds | Self::Company => NAME,
            Self::BirthDate => BIRTH,
            Self::BirthPart => BIRTH | NAME,
            Self::Postcode => PLACE,
            Self::Area | Self::StreetName => PLACE | NAME,
            Self::Street => PLACE,
            Self::Vin | Self::Plate => CAR,
            Self::CustomerKey | Self::SocialSecurity => NUMBER,
        }
    }
}
