//! The shipped weights, in nats. They are fixed: learning them freely from a dealer's own rows
//! collapses on noisy data, so only frequencies come from there.
//!
//! Each outcome has a probability in three classes: the same person, another member of the
//! household (or whoever shares contact, address or car), and a stranger. A field adds
//! `ln(m / u)` to each class's score, where `u` is the stranger's; missing fields add nothing.
//! The members of a household agree on family name, contact and address as often as one person
//! does with herself; what tells them apart is the given name, the birth date, her own e-mail.

/// The probability of an outcome in the two classes that matter, against a stranger's.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// Given that both are the same person.
    pub same: f64,
    /// Given another person of the household.
    pub household: f64,
    /// Given two strangers; replaced by a frequency where one is known.
    pub stranger: f64,
}

const fn level(same: f64, household: f64, stranger: f64) -> Level {
    Level { same, household, stranger }
}

/// How much less likely than a stranger the two classes are before anything is compared: among
/// all customers one is this person at most, and about one more shares the household.
pub const PRIOR_SAME: f64 = 0.72;
pub const PRIOR_HOUSEHOLD: f64 = 1.2;

pub mod given {
    use super::{Level, level};
    pub const EXACT: Level = level(0.70, 0.012, 0.010);
    pub const NICKNAME: Level = level(0.10, 0.010, 0.008);
    /// One slip in a name of five letters or more.
    pub const TYPO: Level = level(0.07, 0.004, 0.003);
    /// One slip in a short name: Jan and Jane may be two people.
    pub const SHORT_TYPO: Level = level(0.02, 0.010, 0.008);
    pub const INITIAL: Level = level(0.05, 0.050, 0.050);
    /// One begins with the other, or both sound alike.
    pub const START: Level = level(0.02, 0.006, 0.005);
    /// The one's middle name is the other's given name.
    pub const MIDDLE: Level = level(0.02, 0.010, 0.006);
    pub const NEAR: Level = level(0.02, 0.020, 0.016);
    pub const DIFFERENT: Level = level(0.015, 0.880, 0.890);
}

pub mod family {
    use super::{Level, level};
    pub const EXACT: Level = level(0.84, 0.80, 0.006);
    pub const TYPO: Level = level(0.07, 0.03, 0.0015);
    /// One part of a double name, or the same sound.
    pub const PART: Level = level(0.02, 0.02, 0.0015);
    pub const START: Level = level(0.01, 0.01, 0.003);
    pub const NEAR: Level = level(0.015, 0.01, 0.010);
    /// Also after a marriage.
    pub const DIFFERENT: Level = level(0.045, 0.130, 0.9785);
}

pub mod swapped {
    use super::{Level, level};
    /// Given and family name stand in each other's place.
    pub const BOTH: Level = level(0.015, 0.0001, 0.000_005);
}

pub mod birth {
    use super::{Level, level};
    pub const EXACT: Level = level(0.93, 0.004, 0.000_05);
    pub const DAY_MONTH: Level = level(0.02, 0.0004, 0.000_05);
    /// One digit differs, or two neighbours changed places.
    pub const ONE_DIGIT: Level = level(0.03, 0.004, 0.001_5);
    pub const DIFFERENT: Level = level(0.02, 0.9916, 0.998_4);
}

pub mod phone {
    use super::{Level, level};
    /// Known at one customer only.
    pub const EXACT: Level = level(0.74, 0.12, 0.000_001);
    /// Known at several customers.
    pub const SHARED: Level = level(0.10, 0.30, 0.000_005);
    pub const ONE_OFF: Level = level(0.02, 0.004, 0.000_03);
    pub const DIFFERENT: Level = level(0.20, 0.62, 0.999_9);
}

pub mod email {
    use super::{Level, level};
    pub const EXACT: Level = level(0.72, 0.05, 0.000_001);
    pub const SHARED: Level = level(0.08, 0.15, 0.000_005);
    /// One slip, or the same name at another provider.
    pub const NEAR: Level = level(0.06, 0.003, 0.000_2);
    pub const DIFFERENT: Level = level(0.20, 0.80, 0.999_8);
    /// The other's address holds this given name, where only one side gave an address.
    pub const NAMED: Level = level(0.45, 0.04, 0.03);
}

pub mod vehicle {
    use super::{Level, level};
    pub const VIN: Level = level(0.65, 0.45, 0.000_005);
    pub const LAST8: Level = level(0.62, 0.43, 0.000_02);
    pub const ONE_OFF: Level = level(0.02, 0.015, 0.000_05);
    /// Another car says little: people have several and sell them.
    pub const DIFFERENT: Level = level(0.55, 0.65, 0.999_9);
    pub const PLATE: Level = level(0.60, 0.42, 0.000_01);
    pub const PLATE_ONE_OFF: Level = level(0.03, 0.020, 0.000_2);
    pub const PLATE_DIFFERENT: Level = level(0.60, 0.70, 0.999_8);
}

pub mod postcode {
    use super::{Level, level};
    pub const EXACT: Level = level(0.80, 0.80, 0.002);
    /// One character differs.
    pub const NEAR: Level = level(0.06, 0.03, 0.010);
    /// The same wider area.
    pub const AREA: Level = level(0.05, 0.05, 0.020);
    pub const DIFFERENT: Level = level(0.11, 0.14, 0.968);
}

pub mod street {
    use super::{Level, level};
    pub const BOTH: Level = level(0.62, 0.66, 0.000_1);
    /// The street, and one house number is missing or off.
    pub const STREET: Level = level(0.16, 0.12, 0.002);
    /// The street with a slip.
    pub const NEAR: Level = level(0.10, 0.06, 0.001);
    pub const NUMBER: Level = level(0.02, 0.02, 0.020);
    pub const DIFFERENT: Level = level(0.12, 0.16, 0.977);
}

pub mod town {
    use super::{Level, level};
    pub const EXACT: Level = level(0.82, 0.82, 0.050);
    pub const NEAR: Level = level(0.06, 0.05, 0.010);
    pub const DIFFERENT: Level = level(0.12, 0.13, 0.940);
}

pub mod middle {
    use super::{Level, level};
    pub const EXACT: Level = level(0.70, 0.04, 0.030);
    pub const INITIAL: Level = level(0.22, 0.07, 0.070);
    pub const DIFFERENT: Level = level(0.08, 0.89, 0.900);
}

/// Two firms: agree, similar, differ. A firm has no household that bears its name.
pub const FIRMS: [Level; 3] =
    [level(0.85, 0.02, 0.000_3), level(0.10, 0.01, 0.000_5), level(0.05, 0.97, 0.999_2)];

/// The firm somebody works for, which colleagues share.
pub const EMPLOYERS: [Level; 3] =
    [level(0.70, 0.55, 0.000_5), level(0.08, 0.06, 0.000_5), level(0.22, 0.39, 0.999)];

/// A person on one side, a firm on the other.
pub const OTHER_KIND: Level = level(0.08, 0.40, 0.25);

/// How much more often somebody of the household bears the same given name than a stranger.
pub const NAMESAKE: f64 = 0.008;

/// Fewer customers than these are scored as if there were so many.
pub const FEWEST_CUSTOMERS: f64 = 1_000.0;

/// Where nobody has counted: as many as a usual dealer has.
pub const USUAL_CUSTOMERS: f64 = 10_000.0;

/// The customer key, in nats for the same person. Dealers hold duplicates under two keys, so
/// another key says little.
pub const KEY_EQUAL: f64 = 25.0;
pub const KEY_DIFFERENT: f64 = -3.0;

/// Identity numbers are given to one person.
pub const SOCIAL_SECURITY_EQUAL: f64 = 12.0;
pub const SOCIAL_SECURITY_NEAR: f64 = 3.0;
pub const SOCIAL_SECURITY_DIFFERENT: f64 = -3.0;

/// No frequency makes a name rarer than this: a name nobody else has may be a slip.
pub const RAREST_NAME: f64 = 0.000_03;

/// Postcode, street and town are one fact told three times: together they say no more than this.
pub const PLACE_AT_MOST: f64 = 14.0;
