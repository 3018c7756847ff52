//! What is asked of several tables at once for the manager's overview. Reads only, never more rows
//! than are asked for, and never the snapshots. What a ruling says is the desk's matter.

use super::receipt::Said;
use super::{Mine, Result, aside, op, uuid_at};
use jiff::Timestamp;
use outbox::State;
use rusqlite::{Row, params};
use uuid::Uuid;

/// Somebody's act on the word that a person is none of those shown: saved as a new customer, or an
/// entry told apart.
#[derive(Clone)]
pub struct Apart {
    pub n: i64,
    pub receipt: Uuid,
    pub at: String,
    pub who: String,
    pub said: Said,
    pub because: Option<String>,
    /// `None` once a person in it was forgotten, or its time is over.
    pub ruling: Option<String>,
}

/// How it came out that two customers of the network are one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Somebody said so.
    Person,
    /// The look for a second copy after a create found one.
    Twin,
    /// Whoever looks after the DMS has joined them, or one of them is gone.
    Joined,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub one: String,
    pub other: String,
    pub how: How,
    /// Who said so, where somebody did.
    pub who: Option<String>,
    pub at: String,
}

/// A second copy that was found: of whom, and the ruling that names those found.
#[derive(Clone)]
pub struct Twin {
    pub of: String,
    pub at: String,
    pub ruling: String,
}

/// Unfinished entries of one author, in one state, of one age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    pub author: String,
    pub state: State,
    /// How many of the times asked about had passed when they were saved.
    pub age: usize,
    pub count: u64,
    /// When the oldest of them was saved.
    pub oldest: String,
}

/// What was told apart in a form counts with its save, which may never come or be denied: only of an
/// entry it is an act by itself.
const APART: &str = "(receipt.occasion = 'save' AND receipt.said = 'create'
     OR receipt.occasion = 'compare' AND receipt.said = 'different'
         AND receipt.op_id IS NOT NULL)";

fn apart(row: &Row<'_>) -> rusqlite::Result<Apart> {
    let said: String = row.get("said")?;
    Ok(Apart {
        n: row.get("n")?,
        receipt: uuid_at(row, "id")?,
        at: row.get("at")?,
        who: row.get("who")?,
        said: if said == Said::Create.word() { Said::Create } else { Said::Different },
        because: row.get("because")?,
        ruling: row.get("ruling")?,
    })
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

impl Mine {
    /// Newest first; `before` goes on where an earlier answer ended. Page by page, so that nobody
    /// who saves waits for all of them to be read.
    pub fn apart_since(
        &self,
        since: Timestamp,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<Apart>> {
        let sql = format!(
            "SELECT n, id, at, who, said, because, ruling FROM receipt
             WHERE n < ?1 AND datetime(at) >= datetime(?2) AND {APART}
             ORDER BY n DESC LIMIT ?3"
        );
        let before = before.unwrap_or(i64::MAX);
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let words =
                statement.query_map(params![before, since.to_string(), limit(most)], apart)?;
            Ok(words.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Pairs somebody noted, a look for twins found or the DMS has joined, newest first.
    pub fn proofs_since(&self, since: Timestamp, most: usize) -> Result<Vec<Proof>> {
        let sql = "SELECT one, other, who, how,
                 CASE how WHEN 'joined' THEN coalesce(checked_at, at) ELSE at END AS proven
             FROM (SELECT *, CASE WHEN source IN ('person', 'twin') THEN source ELSE 'joined' END
                       AS how FROM duplicate)
             WHERE (how <> 'joined' OR solved IS NOT NULL) AND datetime(proven) >= datetime(?1)
             ORDER BY datetime(proven) DESC, one, other LIMIT ?2";
        self.read(|db| {
            let mut statement = db.prepare_cached(sql)?;
            let proofs = statement.query_map(params![since.to_string(), limit(most)], |row| {
                let how: String = row.get("how")?;
                let (how, who) = match how.as_str() {
                    "person" => (How::Person, Some(row.get("who")?)),
                    "twin" => (How::Twin, None),
                    _ => (How::Joined, None),
                };
                let (one, other) = (row.get("one")?, row.get("other")?);
                Ok(Proof { one, other, how, who, at: row.get("proven")? })
            })?;
            Ok(proofs.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Second copies that were found, newest first: a later scan may have taken their place on the
    /// list of pairs.
    pub fn twins_since(&self, since: Timestamp, most: usize) -> Result<Vec<Twin>> {
        let sql = "SELECT entity.server_id AS of_whom, receipt.at AS at, receipt.ruling AS ruling
             FROM receipt JOIN op ON op.op_id = receipt.op_id
             JOIN entity ON entity.local_id = op.local_id
             WHERE receipt.occasion = 'twin_check' AND datetime(receipt.at) >= datetime(?1)
               AND receipt.ruling IS NOT NULL AND entity.server_id IS NOT NULL
             ORDER BY receipt.n DESC LIMIT ?2";
        self.read(|db| {
            let mut statement = db.prepare_cached(sql)?;
            let twins = statement.query_map(params![since.to_string(), limit(most)], |row| {
                Ok(Twin { of: row.get("of_whom")?, at: row.get("at")?, ruling: row.get("ruling")? })
            })?;
            Ok(twins.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Words whose receipt names somebody of either side of a pair, with the pair's place; the
    /// newest of each pair first. One statement for all of them.
    pub fn apart_among(
        &self,
        pairs: &[[Vec<String>; 2]],
        most: usize,
    ) -> Result<Vec<(usize, Apart)>> {
        let mut named = Vec::new();
        for (at, sides) in pairs.iter().enumerate() {
            for (side, names) in sides.iter().enumerate() {
                named.extend(names.iter().map(|name| (at, side, name)));
            }
        }
        let named = serde_json::to_string(&named)?;
        // The names lead, and both indices of `receipt_about` follow: in any other order the whole
        // table is read for each name.
        let sql = format!(
            "WITH named AS MATERIALIZED (
                 SELECT json_extract(value, '$[0]') AS pair, json_extract(value, '$[1]') AS side,
                     json_extract(value, '$[2]') AS id
                 FROM json_each(?1)
             ), naming AS MATERIALIZED (
                 SELECT DISTINCT one.pair AS pair, one_of.n AS n
                 FROM named AS one
                 CROSS JOIN receipt_about AS one_of ON one_of.id = one.id
                 CROSS JOIN named AS other ON other.pair = one.pair AND other.side = 1
                 CROSS JOIN receipt_about AS other_of
                     ON other_of.n = one_of.n AND other_of.id = other.id
                 WHERE one.side = 0
             )
             SELECT naming.pair AS pair, receipt.n AS n, receipt.id AS id, receipt.at AS at,
                 receipt.who AS who, receipt.said AS said, receipt.because AS because,
                 receipt.ruling AS ruling
             FROM naming CROSS JOIN receipt ON receipt.n = naming.n
             WHERE {APART}
             ORDER BY naming.pair, receipt.n DESC LIMIT ?2"
        );
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let words = statement.query_map(params![named, limit(most)], |row| {
                let pair: i64 = row.get("pair")?;
                Ok((usize::try_from(pair).unwrap_or(usize::MAX), apart(row)?))
            })?;
            Ok(words.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What a dealer's network has not got yet, counted by author, state and age: how many of the
    /// times `passed` an entry is older than. Those this program cannot read are told elsewhere.
    pub fn unsent(&self, dealer: &str, passed: &[Timestamp]) -> Result<Vec<Unsent>> {
        let passed: Vec<String> = passed.iter().map(Timestamp::to_string).collect();
        let passed = serde_json::to_string(&passed)?;
        // With one min() the other columns are those of its row (sqlite.org/lang_select.html#bareagg).
        let sql = format!(
            "SELECT author, state, count(*) AS count, min(julianday(created_at)), created_at,
                 (SELECT count(*) FROM json_each(?2)
                  WHERE julianday(op.created_at) <= julianday(value)) AS age
             FROM op WHERE dealer = ?1 AND {} AND {}
             GROUP BY author, state, age ORDER BY author, state, age",
            op::LIVE,
            aside::READABLE
        );
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let mut rows = statement.query(params![dealer, passed])?;
            let mut unsent = Vec::new();
            while let Some(row) = rows.next()? {
                // Written by a newer program since this one began: not this one's to count.
                let Ok(state) = State::from_word(&row.get::<_, String>("state")?) else { continue };
                let (count, age): (i64, i64) = (row.get("count")?, row.get("age")?);
                unsent.push(Unsent {
                    author: row.get("author")?,
                    state,
                    age: usize::try_from(age).unwrap_or_default(),
                    count: count.unsigned_abs(),
                    oldest: row.get("created_at")?,
                });
            }
            Ok(unsent)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, create, mine};
    use super::super::{Context, NewDuplicate, NewReceipt, Occasion, Source};
    use super::*;
    use serde_json::json;

    fn receipt(n: u128, seconds: i64, about: &[&str]) -> NewReceipt {
        NewReceipt {
            id: Uuid::from_u128(n),
            at: at(seconds),
            who: "ana".into(),
            occasion: Occasion::Compare,
            said: Said::Different,
            op_id: Some(Uuid::from_u128(n)),
            chosen: None,
            because: None,
            about: about.iter().map(|id| (*id).to_owned()).collect(),
            snapshot: "{}".into(),
            ruling: format!("{{\"n\":{n}}}"),
        }
    }

    fn ids(words: &[Apart]) -> Vec<u128> {
        words.iter().map(|word| word.receipt.as_u128()).collect()
    }

    #[test]
    fn words_of_the_period_come_newest_first_and_page_by_page() {
        let desk = mine();
        for n in 1..=5_u128 {
            let seconds = i64::try_from(n).unwrap() * 100;
            desk.mine.keep_receipt(&receipt(n, seconds, &["A"])).unwrap();
        }
        // Who was used, and what the program did by itself, is nobody's word against anybody.
        let used = NewReceipt { said: Said::Use, ..receipt(6, 600, &["A"]) };
        let sent =
            NewReceipt { occasion: Occasion::Sending, said: Said::Create, ..receipt(7, 700, &[]) };
        desk.mine.keep_receipt(&used).unwrap();
        desk.mine.keep_receipt(&sent).unwrap();
        let first = desk.mine.apart_since(at(200), None, 3).unwrap();
        assert_eq!(ids(&first), [5, 4, 3]);
        assert_eq!(first[0].ruling.as_deref(), Some("{\"n\":5}"));
        let rest = desk.mine.apart_since(at(200), Some(first[2].n), 3).unwrap();
        assert_eq!(ids(&rest), [2], "the first one was before the period");
    }

    #[test]
    fn told_apart_in_a_form_is_nobodys_act_before_its_save_and_one_word_with_it() {
        let desk = mine();
        let new = create(1);
        let draft = new.draft_id.unwrap().to_string();
        let looked = NewReceipt { op_id: None, ..receipt(1, 1, &["A", &draft]) };
        desk.mine.keep_receipt(&looked).unwrap();
        assert_eq!(ids(&desk.mine.apart_since(at(0), None, 9).unwrap()), [0; 0]);
        let saved = NewReceipt {
            occasion: Occasion::Save,
            said: Said::Create,
            op_id: Some(new.op_id),
            ..receipt(2, 2, &["A", &new.local_id.to_string()])
        };
        desk.mine.queue_decided(new, Some(&saved)).unwrap();
        let words = desk.mine.apart_since(at(0), None, 9).unwrap();
        assert_eq!((ids(&words), words[0].said), (vec![2], Said::Create));
    }

    #[test]
    fn a_word_is_found_by_a_pair_only_where_it_names_both() {
        let desk = mine();
        desk.mine.keep_receipt(&receipt(1, 1, &["A", "b-here"])).unwrap();
        desk.mine.keep_receipt(&receipt(2, 2, &["A"])).unwrap();
        desk.mine.keep_receipt(&receipt(3, 3, &["A", "B", "b-here"])).unwrap();
        let names = |names: &[&str]| names.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let pairs = [[names(&["C"]), names(&["A"])], [names(&["B", "b-here"]), names(&["A"])]];
        let found = desk.mine.apart_among(&pairs, 9).unwrap();
        let found: Vec<(usize, u128)> =
            found.iter().map(|(pair, word)| (*pair, word.receipt.as_u128())).collect();
        assert_eq!(found, [(1, 3), (1, 1)], "each once, whatever it calls them");
        assert_eq!(desk.mine.apart_among(&pairs, 1).unwrap().len(), 1);
        assert!(desk.mine.apart_among(&[], 9).unwrap().is_empty());
    }

    #[test]
    fn only_what_proves_two_to_be_one_is_a_proof() {
        let desk = mine();
        let pair = |one: &str, source, seconds| NewDuplicate {
            one: one.into(),
            other: "Z".into(),
            source,
            probability: 0.99,
            evidence: json!([]),
            who: "ben".into(),
            at: at(seconds),
        };
        let noted = [
            pair("A", Source::Person, 100),
            pair("B", Source::Twin, 300),
            pair("C", Source::Scan, 400),
            pair("D", Source::Decision, 400),
            pair("E", Source::Person, 1),
        ];
        desk.mine.note_duplicates(&noted).unwrap();
        // Only looks like it, until the DMS has joined them.
        desk.mine.duplicate_checked(("D", "Z"), Some("gone"), at(500)).unwrap();
        let proofs = desk.mine.proofs_since(at(50), 9).unwrap();
        let told: Vec<(&str, How, Option<&str>)> =
            proofs.iter().map(|one| (one.one.as_str(), one.how, one.who.as_deref())).collect();
        assert_eq!(
            told,
            [("D", How::Joined, None), ("B", How::Twin, None), ("A", How::Person, Some("ben"))]
        );
        assert_eq!(proofs[0].at, at(500).to_string());
        assert_eq!(desk.mine.proofs_since(at(50), 1).unwrap().len(), 1);
    }

    #[test]
    fn a_second_copy_that_was_found_says_of_whom() {
        let desk = mine();
        let entry = desk.mine.queue_create(create(1)).unwrap();
        let found = NewReceipt {
            occasion: Occasion::TwinCheck,
            said: Said::Ask,
            op_id: Some(entry.op_id),
            ..receipt(1, 5, &[])
        };
        desk.mine.keep_receipt(&found).unwrap();
        assert!(desk.mine.twins_since(at(0), 9).unwrap().is_empty(), "the network has no id of it");
        let name = "UPDATE entity SET server_id = '01-7'";
        desk.mine.lock().execute(name, []).unwrap();
        let twins = desk.mine.twins_since(at(0), 9).unwrap();
        assert_eq!((twins.len(), twins[0].of.as_str()), (1, "01-7"));
        assert!(desk.mine.twins_since(at(6), 9).unwrap().is_empty());
    }

    #[test]
    fn what_is_unsent_is_counted_by_author_state_and_age_with_the_oldest() {
        let desk = mine();
        let mut entries = Vec::new();
        for (n, author, seconds) in [(1, "ana", 10), (2, "ana", 20), (3, "ben", 20), (4, "ana", 99)]
        {
            let new =
                super::super::NewCreate { author: author.into(), at: at(seconds), ..create(n) };
            entries.push(desk.mine.queue_create(new).unwrap());
        }
        let dealer = entries[0].dealer.clone();
        let context = Context::by_person("ana", at(100));
        let why = "a test".to_owned();
        let given_up = outbox::Event::Cancel { why };
        desk.mine.record(entries[2].op_id, &given_up, &context).unwrap();
        let queued = |age, count, seconds| Unsent {
            author: "ana".into(),
            state: State::Queued,
            age,
            count,
            oldest: at(seconds).to_string(),
        };
        let unsent = desk.mine.unsent(&dealer, &[at(60), at(5)]).unwrap();
        assert_eq!(unsent, [queued(0, 1, 99), queued(1, 2, 10)]);
        assert!(desk.mine.unsent("somebody else", &[]).unwrap().is_empty());
    }
}
