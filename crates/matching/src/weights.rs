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

/// From so many customers on, a channel is no family's: strangers share it as often as it is met.
const SHARED_BY_MANY: u64 = 5;

impl Level {
    /// A channel that so many customers share.
    pub(crate) fn among(self, sharers: u64, customers: f64) -> Self {
        if sharers < SHARED_BY_MANY {
            return self;
        }
        let share = crate::frequency::as_f64(sharers) / customers;
        let stranger = share.clamp(self.stranger, self.same * 0.9);
        Self { stranger, household: self.household.max(stranger), ..self }
    }
}

const fn level(same: f64, household: f64, stranger: f64) -> Level {
    Level { same, household, stranger }
}

/// How much less likely than a stranger the two classes are before anything is compared: among
/// all customers one is this person at most, and about one more shares the household.
pub const PRIOR_SAME: f64 = 0.72;
pub const PRIOR_HOUSEHOLD: f64 = 1.2;
/// Of those, whoever lives in another house.
pub const PRIOR_ELSEWHERE: f64 = 0.28;

pub mod given {
    use super::{Level, level};
    pub const EXACT: Level = level(0.70, 0.018, 0.010);
    pub const NICKNAME: Level = level(0.10, 0.012, 0.010);
    /// One slip.
    pub const TYPO: Level = level(0.06, 0.005, 0.004);
    /// One slip, and both are usual names: Jan and Jane may be two people.
    pub const TWO_NAMES: Level = level(0.015, 0.010, 0.008);
    /// One side has an initial only, and it fits or does not. Given that it is one.
    pub const INITIAL: Level = level(0.97, 0.10, 0.08);
    pub const OTHER_INITIAL: Level = level(0.03, 0.90, 0.92);
    /// One begins with the other, or both sound alike.
    pub const START: Level = level(0.03, 0.007, 0.006);
    /// The one's middle name is the other's given name.
    pub const MIDDLE: Level = level(0.02, 0.010, 0.006);
    /// A slip in a short form.
    pub const NEAR_NICKNAME: Level = level(0.012, 0.010, 0.008);
    pub const NEAR: Level = level(0.02, 0.014, 0.012);
    pub const DIFFERENT: Level = level(0.022, 0.880, 0.890);
}

pub mod family {
    use super::{Level, level};
    pub const EXACT: Level = level(0.84, 0.78, 0.006);
    pub const TYPO: Level = level(0.06, 0.055, 0.001_5);
    /// One part of a double name, or the same sound.
    pub const PART: Level = level(0.025, 0.025, 0.001_5);
    pub const START: Level = level(0.01, 0.01, 0.003);
    pub const NEAR: Level = level(0.015, 0.014, 0.008);
    /// Also after a marriage.
    pub const DIFFERENT: Level = level(0.045, 0.130, 0.978_5);
}

/// How many other names of usual frequency lie one slip (or one sound, or two slips) around a
/// name: the chance that a stranger bears one of them is that many times the frequency of the
/// rarer of the two. A name that nobody else has and that is one slip from another is a slip; two
/// common names one letter apart are two names.
pub const WITHIN_ONE_SLIP: f64 = 25.0;
/// So many of those who bear a name are written with a slip: whoever nobody else is called like and
/// is one slip from a name is most likely one of them.
pub const MISSPELT: f64 = 0.08;
pub const WITHIN_SOUND: f64 = 30.0;
pub const WITHIN_TWO_SLIPS: f64 = 120.0;
pub const FORMS_OF_A_NAME: f64 = 3.0;

pub mod swapped {
    use super::{Level, level};
    /// Given and family name stand in each other's place.
    pub const BOTH: Level = level(0.015, 0.0001, 0.000_005);
    /// One name stands in the other's place, and the other name is another one.
    pub const HALF: Level = level(0.003, 0.000_8, 0.000_6);
}

pub mod birth {
    use super::{Level, level};
    pub const EXACT: Level = level(0.91, 0.004, 0.000_05);
    /// The same 1 January: of those who know their year alone many were born in it.
    pub const NEW_YEAR: Level = level(0.91, 0.030, 0.045);
    pub const DAY_MONTH: Level = level(0.015, 0.000_1, 0.000_02);
    /// One digit differs, or two neighbours changed places; the year is one or ten off.
    pub const ONE_DIGIT: Level = level(0.03, 0.003, 0.001_5);
    /// Day and month, another year; or the year, and 1 January as where nobody knew.
    pub const PART: Level = level(0.006, 0.004, 0.003);
    /// One digit of the year, or the year alone, and fifteen years or more.
    pub const A_GENERATION: Level = level(0.004, 0.008, 0.004);
    /// Two digits differ.
    pub const TWO_DIGITS: Level = level(0.010, 0.018, 0.016);
    pub const DIFFERENT: Level = level(0.020, 0.970, 0.979);
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
    /// An address that names who bears it: members of a household share those less.
    pub const OWN: Level = level(0.72, 0.02, 0.000_001);
    pub const OWN_SHARED: Level = level(0.09, 0.06, 0.000_005);
    /// One slip, or the same name at another provider.
    pub const NEAR: Level = level(0.06, 0.003, 0.000_2);
    /// The same where the address is made of the name both bear: so are those of namesakes.
    pub const NEAR_NAMED: Level = level(0.06, 0.012, 0.010);
    pub const DIFFERENT: Level = level(0.20, 0.80, 0.999_8);
    /// The other's address holds this given name, which the other is not known under: given
    /// that the other's name is missing, an initial or another one.
    pub const NAMED: Level = level(0.40, 0.05, 0.01);
    /// The same where the other gives an initial, which fits: one in several names does.
    pub const NAMED_INITIAL: Level = level(0.40, 0.06, 0.05);
    /// The same where the names are much alike already: it is no news that they are one name.
    pub const NAMED_ALIKE: Level = level(0.40, 0.15, 0.15);
    /// The same for a family name: before or after a marriage. Half as many strangers have it in
    /// their address as bear it.
    pub const NAMED_FAMILY: Level = level(0.40, 0.20, 0.005);
    pub const NAMED_SHARE: f64 = 0.5;
    pub const NAMED_LEAST: f64 = 0.001;
}

pub mod vehicle {
    use super::{Level, level};
    pub const VIN: Level = level(0.65, 0.45, 0.000_005);
    pub const LAST8: Level = level(0.62, 0.43, 0.000_02);
    pub const ONE_OFF: Level = level(0.02, 0.015, 0.000_05);
    /// Another car says little: people have several and sell them.
    pub const DIFFERENT: Level = level(0.33, 0.60, 0.999_9);
    /// One of the two has sold it: whoever has it now bought it, in the family or here.
    pub const SOLD: Level = level(0.05, 0.10, 0.000_1);
    pub const PLATE: Level = level(0.60, 0.42, 0.000_01);
    pub const PLATE_ONE_OFF: Level = level(0.03, 0.020, 0.000_2);
    pub const PLATE_DIFFERENT: Level = level(0.36, 0.62, 0.999_8);
}

pub mod postcode {
    use super::{Level, level};
    pub const EXACT: Level = level(0.80, 0.80, 0.002);
    /// A code that a few houses share.
    pub const FINE: Level = level(0.80, 0.80, 0.000_6);
    /// One character differs.
    pub const NEAR: Level = level(0.06, 0.03, 0.010);
    /// The same wider area.
    pub const AREA: Level = level(0.05, 0.05, 0.020);
    pub const DIFFERENT: Level = level(0.11, 0.14, 0.968);
}

pub mod street {
    use super::{Level, level};
    pub const BOTH: Level = level(0.60, 0.66, 0.000_1);
    /// The street; a house number is missing.
    pub const STREET: Level = level(0.14, 0.13, 0.002);
    /// The street, and house numbers that are a slip or a flat apart.
    pub const NEAR_NUMBER: Level = level(0.04, 0.02, 0.000_4);
    /// The street with a slip, the same number.
    pub const NEAR_BOTH: Level = level(0.07, 0.06, 0.000_2);
    pub const NEAR: Level = level(0.02, 0.015, 0.001);
    /// A neighbour's house.
    pub const OTHER_NUMBER: Level = level(0.008, 0.012, 0.004);
    /// The same under a code that a few houses share: of those who have the code, most live in the
    /// street.
    pub const STREET_HERE: Level = level(0.14, 0.13, 0.12);
    pub const NEAR_NUMBER_HERE: Level = level(0.04, 0.02, 0.02);
    pub const OTHER_NUMBER_HERE: Level = level(0.010, 0.012, 0.500);
    /// Where one side has no street: the house number agrees, or does not.
    pub const NUMBER_ALONE: Level = level(0.80, 0.80, 0.025);
    pub const OTHER_NUMBER_ALONE: Level = level(0.20, 0.20, 0.975);
    pub const NUMBER: Level = level(0.012, 0.012, 0.020);
    pub const DIFFERENT: Level = level(0.12, 0.14, 0.973);
}

pub mod building {
    use super::{Level, level};
    pub const EXACT: Level = level(0.75, 0.70, 0.003);
    pub const DIFFERENT: Level = level(0.25, 0.30, 0.997);
}

pub mod town {
    use super::{Level, level};
    pub const EXACT: Level = level(0.82, 0.82, 0.050);
    pub const NEAR: Level = level(0.06, 0.05, 0.010);
    pub const DIFFERENT: Level = level(0.12, 0.13, 0.940);
    /// Where the postcode agrees: that says which town it is.
    pub const EXACT_HERE: Level = level(0.82, 0.82, 0.600);
    pub const NEAR_HERE: Level = level(0.06, 0.05, 0.050);
    pub const DIFFERENT_HERE: Level = level(0.12, 0.13, 0.350);
}

pub mod middle {
    use super::{Level, level};
    pub const EXACT: Level = level(0.93, 0.04, 0.020);
    pub const INITIAL: Level = level(0.95, 0.10, 0.08);
    pub const DIFFERENT: Level = level(0.06, 0.92, 0.930);
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

/// Two of a household who bear one name, against any two, by how far apart they were born.
pub const OF_ONE_AGE: f64 = 0.1;
pub const A_GENERATION_APART: f64 = 1.3;

/// The dealer's own households count as much as the shipped figure from so many customers on: few,
/// since dealers differ much in this. Of somebody who has counted thousands of customers without
/// finding two who live together it leaves half a pair among them all, the usual guess for what was
/// looked for and never seen.
pub const HOUSEHOLD_PRIOR_ROWS: f64 = 0.4;

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
pub const RAREST_NAME: f64 = 0.000_003;

/// Postcode, street and town are one fact told several times: together they say no more than this.
pub const PLACE_AT_MOST: f64 = 16.0;

/// Whoever has moved lives in another street, with another code, perhaps in another town: one fact
/// too, however many fields differ.
pub const MOVED: Level = level(0.12, 0.15, 0.95);
