//! What became of everything that was saved, and how it is told.

use serde_json::{Value, json};
use std::time::Duration;

/// Something a person at the desk was told is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Made up for this deed alone: where the network holds this word, it holds the deed.
    pub word: String,
    /// The network's id of the customer that was changed; none for a new one.
    pub changes: Option<String>,
}

/// What the network holds of one deed, by its own account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Customers (of a new one), or this value in the customer (of a change).
    pub there: usize,
    /// How often it was written, as the network's log has it.
    pub written: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub made: usize,
    pub new: usize,
    pub in_dms: usize,
    /// Never sent by itself: a later change of the same customer took it in.
    pub joined: usize,
    pub lost: usize,
    pub doubled: usize,
}

/// A deed is lost where the network does not hold it and no later change of the same customer took its
/// place; doubled where it is there twice, or was written twice.
pub fn judge(deeds: &[Deed], held: &[Held]) -> Count {
    let mut count = Count { made: deeds.len(), ..Count::default() };
    for (at, (deed, held)) in deeds.iter().zip(held).enumerate() {
        count.new += usize::from(deed.changes.is_none());
        let replaced = deed.changes.is_some()
            && deeds.iter().skip(at + 1).any(|later| later.changes == deed.changes);
        match (held.there > 0, replaced) {
            (true, _) => count.in_dms += 1,
            (false, true) if held.written == 0 => count.joined += 1,
            (false, true) => count.in_dms += 1,
            (false, false) => count.lost += 1,
        }
        count.doubled += usize::from(held.there > 1 || held.written > 1);
    }
    count.lost += deeds.len().saturating_sub(held.len());
    count
}

#[derive(Clone, Debug)]
pub struct Report {
    pub network: &'static str,
    pub seed: u64,
    pub count: Count,
    /// What staff were asked, by the entry's reason.
    pub asked: Vec<(String, usize)>,
    pub waiting: usize,
    /// What the network did to the requests when it was back.
    pub moods: Vec<(String, u64)>,
    pub away: Duration,
    pub slowest_save: Duration,
    /// From its return to the first write, and to the last.
    pub first: Option<Duration>,
    pub all: Option<Duration>,
}

impl Report {
    pub fn well(&self) -> bool {
        self.count.lost == 0 && self.count.doubled == 0 && self.waiting == 0
    }

    pub fn json(&self) -> Value {
        let named = |list: &[(String, usize)]| -> Value {
            list.iter().map(|(name, count)| (name.clone(), json!(count))).collect()
        };
        let moods: Vec<(String, usize)> = self
            .moods
            .iter()
            .map(|(name, count)| (name.clone(), usize::try_from(*count).unwrap_or(usize::MAX)))
            .collect();
        json!({
            "network": self.network,
            "seed": self.seed,
            "away_s": self.away.as_secs_f64(),
            "made": self.count.made,
            "new": self.count.new,
            "changes": self.count.made - self.count.new,
            "in_dms": self.count.in_dms,
            "joined": self.count.joined,
            "decided_by_a_person": named(&self.asked),
            "waiting": self.waiting,
            "lost": self.count.lost,
            "doubled": self.count.doubled,
            "moods": named(&moods),
            "slowest_save_ms": self.slowest_save.as_millis(),
            "first_after_s": self.first.map(|time| time.as_secs_f64()),
            "all_after_s": self.all.map(|time| time.as_secs_f64()),
        })
    }

    pub fn text(&self) -> String {
        let Count { made, new, in_dms, joined, lost, doubled } = self.count;
        let asked: usize = self.asked.iter().map(|(_, count)| count).sum();
        let listed = |list: Vec<String>| match list.len() {
            0 => String::new(),
            _ => format!("  ({})", list.join(", ")),
        };
        let reasons = self.asked.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let moods = self.moods.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let after = |time: Option<Duration>| {
            time.map_or_else(|| "never".to_owned(), |time| format!("{:.1} s", time.as_secs_f64()))
        };
        format!(
            "{}, seed {}: the network was away for {:.0} s{}\n\
             \x20   saved while it was away   {made:5}  ({new} new customers, {} changes; slowest {} ms)\n\
             \x20   in the DMS                {in_dms:5}\n\
             \x20   joined in a later change  {joined:5}\n\
             \x20   decided by a person       {asked:5}{}\n\
             \x20   still waiting             {:5}\n\
             \x20   lost                      {lost:5}\n\
             \x20   doubled                   {doubled:5}\n\
             \x20   first write after its return: {}; the last: {}\n",
            self.network,
            self.seed,
            self.away.as_secs_f64(),
            listed(moods),
            made - new,
            self.slowest_save.as_millis(),
            listed(reasons),
            self.waiting,
            after(self.first),
            after(self.all),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(word: &str) -> Deed {
        Deed { word: word.to_owned(), changes: None }
    }

    fn change(word: &str, of: &str) -> Deed {
        Deed { word: word.to_owned(), changes: Some(of.to_owned()) }
    }

    fn held(there: usize, written: usize) -> Held {
        Held { there, written }
    }

    #[test]
    fn everything_that_is_there_once_is_neither_lost_nor_doubled() {
        let deeds = [new("a"), change("b", "1")];
        let count = judge(&deeds, &[held(1, 1), held(1, 1)]);
        assert_eq!(count, Count { made: 2, new: 1, in_dms: 2, ..Count::default() });
    }

    #[test]
    fn what_the_network_does_not_hold_is_lost() {
        let deeds = [new("a"), change("b", "1")];
        assert_eq!(judge(&deeds, &[held(0, 0), held(1, 1)]).lost, 1);
        assert_eq!(judge(&deeds, &[held(1, 1), held(0, 1)]).lost, 1, "written, then gone");
        assert_eq!(judge(&deeds, &[held(1, 1)]).lost, 1, "nobody looked");
    }

    #[test]
    fn what_is_there_or_was_written_twice_is_doubled() {
        assert_eq!(judge(&[new("a")], &[held(2, 2)]).doubled, 1);
        assert_eq!(judge(&[change("a", "1")], &[held(1, 2)]).doubled, 1);
    }

    #[test]
    fn a_change_that_a_later_one_took_in_is_not_lost() {
        let deeds = [change("a", "1"), change("b", "1"), change("c", "2")];
        let count = judge(&deeds, &[held(0, 0), held(1, 1), held(1, 1)]);
        assert_eq!((count.in_dms, count.joined, count.lost), (2, 1, 0));
        // Sent first, then changed again: both reached the network.
        let count = judge(&deeds, &[held(0, 1), held(1, 1), held(1, 1)]);
        assert_eq!((count.in_dms, count.joined, count.lost), (3, 0, 0));
    }
}
