//! What one seed plays: which network, how many desks, what staff do and when, and what goes wrong.

use crate::matrix::{Cells, Point};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dealer {
    KeyloopV1,
    KeyloopV3,
    MyKaarma,
}

/// What a whole run is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Everything,
    /// Two to five desks make the same people while the network is away.
    SamePerson,
    /// Every create loses its answer; the network commits within the window.
    LostAnswers,
    /// The same, and it commits after the window.
    LateCommits,
    /// Tokens die at any moment.
    Tokens,
    /// The network asks to wait.
    Throttling,
    /// Killed again and again with a create on its way, and the search shows it late.
    Crashes,
    /// Everything, and each seed is steered to a few cells of the matrix that chance seldom meets.
    Steered,
    /// Everything, at a network that stores names in capitals.
    Capitals,
}

/// Somebody in the world, whoever writes about them.
#[derive(Clone, Debug)]
pub struct Human {
    pub given: String,
    pub family: String,
    pub phone: String,
    /// Nobody else's: by it the same human is known wherever they are stored.
    pub email: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    MiddleName,
    PreferredName,
    WorkEmail,
    City,
    Occupation,
}

#[derive(Clone, Debug)]
pub enum Deed {
    Create {
        human: usize,
    },
    /// Of the dealer's customer of that number, or of somebody this desk made before.
    Change {
        of: Of,
        field: Field,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Known(usize),
    /// By the draft it was made from.
    Made(u128),
}

#[derive(Clone, Debug)]
pub struct Planned {
    pub at_ms: u64,
    pub deed: Deed,
    /// In the middle of a value nobody else writes.
    pub token: String,
    pub draft: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    Refused,
    Swallowed,
    Cut,
    Captive,
    Certificate,
    Gateway,
    SignIn,
    Throttled,
}

/// What it asks for while it is an outage to be told to wait.
pub const THROTTLED_SECONDS: u64 = 7;

#[derive(Clone, Copy, Debug)]
pub enum Blow {
    /// After so many turns of its process.
    Kill {
        turns: u64,
    },
    Clock {
        by_ms: i64,
    },
    Stop {
        ms: u64,
    },
}

#[derive(Clone, Debug)]
pub struct ByHand {
    pub at_ms: u64,
    pub customer: usize,
    pub field: Field,
    pub token: String,
    pub delete: bool,
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub theme: Theme,
    pub dealer: Dealer,
    pub desks: usize,
    pub settle_seconds: u64,
    pub probe_seconds: u64,
    pub customers: u32,
    pub humans: Vec<Human>,
    pub deeds: Vec<Vec<Planned>>,
    pub by_hand: Vec<ByHand>,
    pub outages: Vec<(u64, u64, Outage)>,
    pub blows: Vec<(usize, u64, Blow)>,
    /// How long it is in a bad mood, and how often a request meets it.
    pub bad_ms: u64,
    pub chance: f64,
    /// Of a write's answer being followed by the end of the process.
    pub kill_after_write: f64,
    pub rules: Value,
    /// Customers somebody has open at the dealer's meanwhile.
    pub locked: Vec<usize>,
    /// Cells of the matrix that chance alone would seldom meet: brought about where they can be.
    pub wanted: Vec<(u8, Point)>,
}

/// So many cells each seed is steered to, and how far it is from one to the next: no two that are
/// close together, and every one of them in turn.
const STEERED: usize = 5;
const STRIDE: usize = 29;

fn wanted(seed: u64, theme: Theme) -> Vec<(u8, Point)> {
    if theme != Theme::Steered {
        return vec![];
    }
    let all: Vec<(u8, Point)> = Cells::reachable().collect();
    let first = usize::try_from(seed % all.len() as u64).unwrap_or(0) * STEERED;
    let mut wanted: Vec<_> =
        (first..first + STEERED).map(|n| all[n * STRIDE % all.len()]).collect();
    // Killed while it drips: so it drips.
    if wanted.contains(&(1, Point::P6)) {
        wanted.push((11, Point::P6));
    }
    wanted
}

/// A word nobody else has: letters only, so that names take it.
pub fn token(n: u64) -> String {
    let mut word = String::from("Qx");
    let mut left = n;
    for _ in 0..6 {
        word.push(char::from(b'a' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    word
}

const GIVEN: [&str; 8] =
    ["Zephyrine", "Brondik", "Kwulmar", "Fleshova", "Grairwen", "Thickbot", "Smondar", "Drulpa"];
const FAMILY: [&str; 8] = [
    "Quillfeather",
    "Oxbramble",
    "Umbervale",
    "Wyrdwick",
    "Jaskolinen",
    "Pertwhistle",
    "Vondraske",
    "Illgumdor",
];

fn human(n: usize, chance: &mut ChaCha8Rng, others: &[Human]) -> Human {
    let email = format!("{}@person.example", token(n as u64).to_lowercase());
    let fresh = Human {
        given: GIVEN[(n * 3 + 1) % 8].to_owned(),
        family: format!("{}{}", FAMILY[n % 8], ["", "son", "ov", "ing"][n / 8 % 4]),
        phone: format!("+4477009{:05}", (n * 7_919 + 12_345) % 100_000),
        email,
    };
    // A namesake, or somebody of the same household.
    match others.choose(chance) {
        Some(other) if chance.random_bool(0.1) => {
            Human { given: other.given.clone(), family: other.family.clone(), ..fresh }
        }
        Some(other) if chance.random_bool(0.1) => {
            Human { family: other.family.clone(), phone: other.phone.clone(), ..fresh }
        }
        _ => fresh,
    }
}

impl Plan {
    pub fn of(seed: u64, theme: Theme) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let chance = &mut chance;
        let capitals = theme == Theme::Capitals;
        let wanted = wanted(seed, theme);
        let theme = match theme {
            Theme::Steered | Theme::Capitals => Theme::Everything,
            other => other,
        };
        let same = theme == Theme::SamePerson;
        let dealer = match theme {
            Theme::Tokens => {
                *[Dealer::KeyloopV1, Dealer::KeyloopV3].choose(chance).unwrap_or(&Dealer::KeyloopV1)
            }
            _ => *[Dealer::KeyloopV1, Dealer::KeyloopV1, Dealer::KeyloopV3, Dealer::MyKaarma]
                .choose(chance)
                .unwrap_or(&Dealer::KeyloopV1),
        };
        let desks = match theme {
            Theme::Everything => *[1, 1, 2, 3].choose(chance).unwrap_or(&1),
            Theme::SamePerson => chance.random_range(2..=5),
            _ => 1,
        };
        // Two make the same person.
        let desks = if wanted.iter().any(|(row, _)| *row == 29) { desks.max(2) } else { desks };
        let settle_seconds = *[6, 6, 10, 20].choose(chance).unwrap_or(&6);
        let bad_ms = chance.random_range(15_000..60_000);
        let mut humans: Vec<Human> = Vec::new();
        for n in 0..if same { 3 } else { 24 } {
            let next = human(n + usize::try_from(seed % 97).unwrap_or(0), chance, &humans);
            humans.push(next);
        }
        let customers = 12_u32;
        let (mut words, mut deeds) = (1000_u64, Vec::new());
        let mut word = || {
            words += 1;
            token(words)
        };
        let count = match theme {
            Theme::Everything => chance.random_range(3..8),
            Theme::SamePerson => 2,
            _ => 12,
        };
        // What this network has a place for.
        let mut fields = vec![Field::MiddleName, Field::WorkEmail, Field::City];
        if dealer == Dealer::KeyloopV1 {
            fields.extend([Field::PreferredName, Field::Occupation]);
        }
        for desk in 0..desks {
            let mut list: Vec<Planned> = Vec::new();
            let mut made = Vec::new();
            for at in 0..count {
                let creates = match theme {
                    Theme::Everything | Theme::Steered | Theme::Capitals => {
                        chance.random_bool(0.45)
                    }
                    Theme::SamePerson
                    | Theme::LostAnswers
                    | Theme::LateCommits
                    | Theme::Crashes => true,
                    Theme::Tokens | Theme::Throttling => at % 2 == 0,
                };
                let deed = if creates {
                    let human = match theme {
                        Theme::SamePerson => at % humans.len(),
                        // Now and then somebody another desk makes too.
                        Theme::Everything if chance.random_bool(0.2) => chance.random_range(0..3),
                        _ => 3 + (desk * count + at) % (humans.len() - 3).max(1),
                    };
                    Deed::Create { human }
                } else {
                    let of = match made.choose(chance) {
                        Some(made) if chance.random_bool(0.35) => Of::Made(*made),
                        // Few customers, so that changes meet.
                        _ => Of::Known(chance.random_range(2..6)),
                    };
                    Deed::Change { of, field: *fields.choose(chance).unwrap_or(&Field::MiddleName) }
                };
                let draft = chance.random();
                if creates {
                    made.push(draft);
                }
                let at_ms = 500;
                list.push(Planned { at_ms, deed, token: word(), draft });
            }
            let mut times: Vec<u64> = list
                .iter()
                .map(|_| if same { 500 } else { chance.random_range(200..bad_ms) })
                .collect();
            times.sort_unstable();
            for (one, at_ms) in list.iter_mut().zip(times) {
                one.at_ms = at_ms;
            }
            deeds.push(list);
        }
        let everything = theme == Theme::Everything;
        let by_hand = (0..if everything { chance.random_range(0..5) } else { 0 })
            .map(|_| ByHand {
                at_ms: chance.random_range(200..bad_ms + 5_000),
                customer: chance.random_range(2..6),
                field: *fields.choose(chance).unwrap_or(&Field::MiddleName),
                token: word(),
                delete: chance.random_bool(0.05),
            })
            .collect();
        let outages = match theme {
            Theme::Everything => (0..chance.random_range(0..3))
                .map(|_| {
                    let from = chance.random_range(0..bad_ms);
                    let kind = *[
                        Outage::Refused,
                        Outage::Refused,
                        Outage::Swallowed,
                        Outage::Cut,
                        Outage::Captive,
                        Outage::Certificate,
                        Outage::Gateway,
                        Outage::SignIn,
                    ]
                    .choose(chance)
                    .unwrap_or(&Outage::Refused);
                    (from, from + chance.random_range(500..20_000), kind)
                })
                .collect(),
            Theme::SamePerson => vec![(0, chance.random_range(1_500..8_000), Outage::Refused)],
            _ => vec![],
        };
        let mut blows = Vec::new();
        if everything {
            for desk in 0..desks {
                for _ in 0..chance.random_range(0..4) {
                    let blow = match chance.random_range(0..10) {
                        0..6 => Blow::Kill { turns: chance.random_range(1..120) },
                        6..8 => {
                            let years = 10 * 365 * 86_400_000_i64;
                            let by = *[-3_600_000, 3_600_000, years, -years, 90_000, -90_000]
                                .choose(chance)
                                .unwrap_or(&90_000);
                            Blow::Clock { by_ms: by }
                        }
                        8 => Blow::Stop { ms: 120_000 },
                        _ => Blow::Stop { ms: chance.random_range(500..10_000) },
                    };
                    blows.push((desk, chance.random_range(0..bad_ms), blow));
                }
            }
        }
        if same && chance.random_bool(0.5) {
            // One of them comes to it when the others are done.
            let ms = chance.random_range(10_000..30_000);
            blows.push((chance.random_range(0..desks), 1_000, Blow::Stop { ms }));
        }
        let lag = match theme {
            // Within the window, so that the last of the searches sees it.
            Theme::Crashes => chance.random_range(3_000..settle_seconds * 1000 - 500),
            _ => chance.random_range(0..1_900),
        };
        let mut plan = Self {
            seed,
            theme,
            dealer,
            desks,
            settle_seconds,
            probe_seconds: chance.random_range(1..=5),
            customers,
            humans,
            deeds,
            by_hand,
            outages,
            blows,
            bad_ms,
            chance: match theme {
                Theme::Everything | Theme::Steered | Theme::Capitals => {
                    *[0.0, 0.05, 0.15, 0.35].choose(chance).unwrap_or(&0.1)
                }
                Theme::SamePerson => *[0.0, 0.0, 0.1].choose(chance).unwrap_or(&0.0),
                Theme::LostAnswers | Theme::LateCommits => 1.0,
                Theme::Tokens => 0.2,
                Theme::Throttling => 0.35,
                Theme::Crashes => 0.0,
            },
            kill_after_write: match theme {
                Theme::Everything | Theme::Steered | Theme::Capitals => 0.06,
                Theme::Crashes => 0.5,
                _ => 0.0,
            },
            rules: json!({
                "index_lag_ms": {"keyloop": lag, "mykaarma": lag},
                "capital_names": capitals,
            }),
            locked: if everything && chance.random_bool(0.15) {
                vec![chance.random_range(2..6)]
            } else {
                vec![]
            },
            wanted,
        };
        plan.steer();
        plan
    }

    /// What is wanted and not a matter of one request is planned.
    fn steer(&mut self) {
        let middle = self.bad_ms / 2;
        for (row, point) in self.wanted.clone() {
            match (row, point) {
                (28, Point::P1) => self.by_hand.push(ByHand {
                    at_ms: middle,
                    customer: 2,
                    field: Field::MiddleName,
                    token: token(900),
                    delete: false,
                }),
                (29, _) => self.make_the_same_person(point),
                (38, Point::P1) => self.blows.push((0, middle, Blow::Clock { by_ms: 90_000 })),
                (39, Point::P1) => self.blows.push((0, middle, Blow::Stop { ms: 5_000 })),
                _ => {}
            }
        }
    }

    /// All at once, or the others when the first has long been done.
    fn make_the_same_person(&mut self, point: Point) {
        let late = self.bad_ms;
        for (desk, deeds) in self.deeds.iter_mut().enumerate() {
            let last = deeds.len().saturating_sub(1);
            let at = if desk > 0 && point == Point::P1 { (last, late) } else { (0, 200) };
            if let Some(one) = deeds.get_mut(at.0) {
                (one.deed, one.at_ms) = (Deed::Create { human: 0 }, at.1);
            }
        }
    }
}
