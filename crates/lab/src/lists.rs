//! Lists of names with how common each is, and drawing from them.

use crate::Chance;
use rand::Rng as _;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Where a household's names come from, and the share of households at a British dealer.
pub const ORIGINS: &[(&str, f64)] = &[
    ("GB", 0.40),
    ("US", 0.33),
    ("PL", 0.05),
    ("IN", 0.06),
    ("DE", 0.03),
    ("PT", 0.03),
    ("TR", 0.02),
    ("NL", 0.02),
    ("FR", 0.02),
    ("IT", 0.02),
    ("FI", 0.02),
];

#[derive(Default)]
pub struct Names {
    names: Vec<&'static str>,
    /// Sums of the weights up to each name.
    sums: Vec<f64>,
}

impl Names {
    fn add(&mut self, name: &'static str, weight: f64) {
        let before = self.sums.last().copied().unwrap_or(0.0);
        self.names.push(name);
        self.sums.push(before + weight);
    }

    pub fn draw(&self, chance: &mut Chance) -> &'static str {
        let Some(total) = self.sums.last() else { return "" };
        let at = chance.random_range(0.0..*total);
        let place = self.sums.partition_point(|sum| *sum <= at);
        self.names.get(place).copied().unwrap_or("")
    }
}

/// `US family`, `PL female`.
pub fn names(list: &str) -> &'static Names {
    static LISTS: OnceLock<HashMap<&'static str, Names>> = OnceLock::new();
    static NONE: OnceLock<Names> = OnceLock::new();
    let lists = LISTS.get_or_init(read);
    lists.get(list).unwrap_or_else(|| NONE.get_or_init(Names::default))
}

fn read() -> HashMap<&'static str, Names> {
    let mut lists: HashMap<&'static str, Names> = HashMap::new();
    let mut list = "";
    for line in include_str!("../data/names.txt").lines() {
        if let Some(head) = line.strip_prefix('[') {
            list = head.trim_end_matches(']');
        } else if let Some((weight, names)) = line.split_once('|') {
            let weight: f64 = weight.parse().unwrap_or(0.001);
            for name in names.split(';') {
                lists.entry(list).or_default().add(name, weight);
            }
        }
    }
    lists
}

/// The short forms people go by: the public list the matcher reads too, since both are about the
/// same English names; and short forms no list has are made by rule in `people`.
pub fn short_forms(given: &str) -> Vec<&'static str> {
    static FORMS: OnceLock<HashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        include_str!("../../matching/data/nicknames.txt")
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(full, short)| (full, short.split(' ').collect()))
            .collect()
    });
    forms.get(given.to_lowercase().as_str()).cloned().unwrap_or_default()
}

/// One of a few.
pub fn pick<'a, T>(chance: &mut Chance, among: &'a [T]) -> Option<&'a T> {
    (!among.is_empty()).then(|| &among[chance.random_range(0..among.len())])
}

/// By weights.
pub fn weighted<'a>(chance: &mut Chance, among: &[(&'a str, f64)]) -> &'a str {
    let total: f64 = among.iter().map(|(_, weight)| weight).sum();
    let mut at = chance.random_range(0.0..total);
    for (name, weight) in among {
        at -= weight;
        if at < 0.0 {
            return name;
        }
    }
    among.last().map_or("", |(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;

    #[test]
    fn common_names_are_drawn_more_often_than_rare_ones() {
        let mut chance = Chance::seed_from_u64(1);
        let drawn: Vec<&str> = (0..20_000).map(|_| names("US family").draw(&mut chance)).collect();
        let count = |name: &str| drawn.iter().filter(|drawn| **drawn == name).count();
        assert!(count("Smith") > 150 && count("Smith") > 10 * count("Savage"));
    }

    #[test]
    fn every_origin_has_its_lists() {
        for (origin, _) in ORIGINS {
            for kind in ["male", "female", "family"] {
                assert!(names(&format!("{origin} {kind}")).names.len() > 50, "{origin} {kind}");
            }
        }
        assert!(short_forms("Robert").contains(&"bob"));
    }
}
