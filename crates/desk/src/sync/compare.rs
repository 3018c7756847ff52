//! Whether a record at the network is the one that was sent, when no answer said so.

use super::reading::told_in;
use customer::{Kind, Record, Section};
use network::{Part, differences};
use outbox::merge::{is_empty, loosely_same, mine_wins, same, with_what_it_was};
use outbox::{Difference, Merge, three_way};
use serde_json::{Value, json};

/// How well a record fits what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Everything that was sent, but for what the network left out.
    Whole,
    /// Some of it, and some of it differently.
    Part,
}

/// Every member of `sent` the record does not hold as it was sent.
pub fn not_as_sent(sent: &Record, stored: &Record, country: &str) -> Vec<Difference> {
    Section::ALL
        .into_iter()
        .filter(|section| sent.section(*section) != section.empty())
        .flat_map(|section| not_as_sent_in(section, sent, stored, country))
        .chain(not_as_sent_beside(sent, stored))
        .collect()
}

/// What stands beside the sections: a number somebody typed that the network numbers otherwise, and a
/// firm that it keeps as a person.
fn not_as_sent_beside(sent: &Record, stored: &Record) -> Vec<Difference> {
    let kind = |record: &Record| match record.kind {
        Kind::Company => json!("company"),
        Kind::Person => json!("person"),
    };
    let differs = |field: &str, sent: Value, stored: Value| Difference {
        field: field.to_owned(),
        sent,
        stored,
        mended: false,
    };
    let key = |record: &Record| Record::said(&record.customer_key).map(str::to_owned);
    let typed = key(sent).filter(|typed| key(stored).as_ref() != Some(typed));
    let mut found = Vec::new();
    found.extend(typed.map(|typed| differs("customerKey", json!(typed), json!(key(stored)))));
    if sent.kind != stored.kind {
        found.push(differs("kind", kind(sent), kind(stored)));
    }
    found
}

/// What the network adds by itself is no difference: only what was sent is asked about.
pub fn not_as_sent_in(
    section: Section,
    sent: &Record,
    stored: &Record,
    country: &str,
) -> Vec<Difference> {
    differences(section, sent, stored, country)
        .into_iter()
        .filter(|difference| difference.sent.is_some())
        .map(said)
        .collect()
}

/// Whether a record's description names this member at all: what a file brought besides has a place in
/// no contract, whatever a profile says of its section.
pub fn is_named(path: &str) -> bool {
    let Some((section, member)) = path.split_once('.') else { return true };
    let section = Section::ALL.into_iter().find(|one| one.member() == section);
    section.is_none_or(|section| section.members().contains(&member))
}

/// A section as the network holds it, with what it left out of what was sent put back in. What it
/// holds otherwise is its own form of it, and stays. `None`: nothing is missing.
pub fn left_out(
    section: Section,
    sent: &Record,
    stored: &Record,
    differs: &[Difference],
) -> Option<Value> {
    let gone = |path: &str| {
        differs.iter().any(|one| one.field == path && one.stored.is_null() && !one.sent.is_null())
    };
    let mut whole = stored.section(section);
    let mut missing = false;
    match (sent.section(section), &mut whole) {
        (Value::Object(wanted), Value::Object(held)) => {
            for (key, value) in wanted {
                if gone(&format!("{}.{key}", section.member())) {
                    held.insert(key, value);
                    missing = true;
                }
            }
        }
        (Value::Array(wanted), Value::Array(held)) => {
            for (at, item) in wanted.into_iter().enumerate() {
                let path = format!("{}[{at}]", section.member());
                if gone(&path) || gone(&format!("{path}.value")) {
                    held.push(item);
                    missing = true;
                }
            }
        }
        _ => {}
    }
    missing.then_some(whole)
}

/// A section as the network holds it, with what it lost while it took a change put back in: what
/// stood there before, and was to stay. `None`: nothing is lost.
pub fn lost(
    section: Section,
    before: &Record,
    target: &Record,
    stored: &Record,
    country: &str,
) -> Option<Value> {
    let mut stayed = stored.clone();
    let value = in_both(&before.section(section), &target.section(section));
    stayed.set_section(section, value).ok()?;
    let differs = differences_in(section, &stayed, stored, country);
    let whole = left_out(section, &stayed, stored, &differs);
    let held = whole.clone().unwrap_or_else(|| stored.section(section));
    filled(section, [&before.section(section), &target.section(section), &held], country).or(whole)
}

/// The entries of a list with the members put back in that they lost beside what was changed of them.
/// A channel has none that could be lost by itself: what it says is one value. `None`: nothing is lost.
fn filled(section: Section, [before, target, held]: [&Value; 3], country: &str) -> Option<Value> {
    if section == Section::Communication {
        return None;
    }
    let mut mended = held.as_array()?.clone();
    let stood = with_what_it_was(section, before, target);
    for ((sent, there), mended) in
        with_what_it_was(section, target, held).into_iter().zip(&mut mended)
    {
        let was = stood.iter().find(|(_, item)| Some(*item) == sent).and_then(|(was, _)| *was);
        let (Some(sent), Some(was), Some(mended)) = (sent, was, mended.as_object_mut()) else {
            continue;
        };
        for differs in differences_between(section, sent, there, country) {
            let key = differs.field.rsplit('.').next().unwrap_or_default();
            let stayed = same(was.get(key), sent.get(key));
            if let (true, true, Some(value)) = (stayed, differs.stored.is_null(), sent.get(key)) {
                mended.insert(key.to_owned(), value.clone());
            }
        }
    }
    let mended = Value::Array(mended);
    (mended != *held).then_some(mended)
}

/// The differences of two entries of a list.
fn differences_between(
    section: Section,
    wanted: &Value,
    stored: &Value,
    country: &str,
) -> Vec<Difference> {
    let alone = |entry: &Value| {
        let mut record = Record::default();
        let value = Value::Array(vec![entry.clone()]);
        record.set_section(section, value).is_ok().then_some(record)
    };
    match (alone(wanted), alone(stored)) {
        (Some(wanted), Some(stored)) => differences_in(section, &wanted, &stored, country),
        _ => vec![],
    }
}

/// The members, or the entries, that are the same in two values of a section.
fn in_both(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let stays = |(key, value): &(&String, &Value)| same(Some(*value), other.get(*key));
            Value::Object(one.iter().filter(stays).map(|(k, v)| (k.clone(), v.clone())).collect())
        }
        (Value::Array(one), Value::Array(other)) => {
            let stays = |item: &&Value| other.iter().any(|held| same(Some(*item), Some(held)));
            Value::Array(one.iter().filter(stays).cloned().collect())
        }
        _ => one.clone(),
    }
}

/// All differences of one section, what should be gone and is not among them.
pub fn differences_in(
    section: Section,
    wanted: &Record,
    stored: &Record,
    country: &str,
) -> Vec<Difference> {
    differences(section, wanted, stored, country).into_iter().map(said).collect()
}

/// What a read shows of a change that was sent.
pub struct Shows {
    /// Everything that is not as it was wanted; nothing: the network holds it.
    pub differs: Vec<Difference>,
    /// What of it stands as it was before: not kept, or the read is older than the write.
    pub missing: Vec<Difference>,
    /// A part of the change shows.
    pub in_part: bool,
    /// Something is gone that was there before and was not to go.
    pub lost: bool,
    /// All of the change shows, some of it in the network's own form: its capitals, its spaces.
    pub in_its_form: bool,
    pub merge: Merge,
}

impl Shows {
    pub fn of(
        section: Section,
        base: &Value,
        wanted: &Value,
        current: &Record,
        country: &str,
    ) -> Self {
        let theirs = current.section(section);
        let merge = three_way(section, base, wanted, &theirs);
        // A section that does not fit the record can only be as it is.
        let with = |value: Value| {
            let mut record = current.clone();
            record.set_section(section, value).is_ok().then_some(record)
        };
        let off = |target: Option<Record>, from: &Record| {
            target.map_or_else(Vec::new, |target| differences_in(section, &target, from, country))
        };
        let target = with(mine_wins(section, base, wanted, &theirs));
        let differs = off(target.clone(), current);
        let missing = off(with(merge.value.clone()), current);
        let before = with(base.clone());
        let asked = before.map_or_else(Vec::new, |before| off(target, &before));
        let shows =
            |asked: &Difference| !differs.iter().any(|differs| differs.field == asked.field);
        let in_part = asked.iter().any(shows);
        let lost = merge
            .conflicts
            .iter()
            .any(|one| is_empty(Some(&one.theirs)) && !is_empty(Some(&one.mine)));
        let own_form = |one: &outbox::Conflict| {
            !is_empty(Some(&one.theirs)) && loosely_same(&one.mine, &one.theirs)
        };
        let in_its_form = missing.is_empty() && merge.conflicts.iter().all(own_form);
        Self { differs, missing, in_part, lost, in_its_form, merge }
    }
}

fn said(difference: network::Difference) -> Difference {
    let value = |text: Option<String>| text.map_or(Value::Null, Value::String);
    Difference {
        field: difference.field,
        sent: value(difference.sent),
        stored: value(difference.stored),
        mended: false,
    }
}

/// What tells one person of a name from another, beside their channels.
const TELLING: [Section; 3] = [Section::Identity, Section::Addresses, Section::Vehicles];

/// A name, and nothing that tells one person of that name from another.
fn is_bare(record: &Record) -> bool {
    record.channels.is_empty()
        && TELLING.into_iter().all(|section| record.section(section) == section.empty())
}

/// What `fit` has to see of a record: what was sent, and where that is a bare name everything that
/// could tell a namesake. A section that was not read is not an empty one.
pub fn looked_at(sent: &Record) -> Vec<Section> {
    if is_bare(sent) { Section::ALL.to_vec() } else { told_in(sent) }
}

/// The same of a read that may lack a section: what was not seen may be what tells a namesake.
pub fn fit_of(read: &Part, sent: &Record, country: &str) -> Fit {
    let seen = !is_bare(sent) || looked_at(sent).iter().all(|one| read.sections.contains(one));
    if seen { fit(sent, &read.fetched.record, country) } else { Fit::Part }
}

/// The name as sent, in whatever capitals, at least one channel as sent, and nothing that contradicts:
/// what is missing the network left out. Where no channel was sent, one further thing has to be there as it was
/// sent. Where a name was all that was sent, it is whoever has that name and nothing else: a namesake
/// with a number of their own is not. Anything else that was not there before may be somebody else.
pub fn fit(sent: &Record, stored: &Record, country: &str) -> Fit {
    let mut off = not_as_sent(sent, stored, country);
    let ours = |one: &Difference| one.field.contains('.') || one.field.contains('[');
    off.retain(|one| ours(one) && (one.stored.is_null() || !loosely_same(&one.sent, &one.stored)));
    let contradicted = off.iter().any(|difference| !difference.stored.is_null());
    let named = !off.iter().any(|difference| {
        difference.field.starts_with("names.") || difference.field.starts_with("company.")
    });
    let dropped = |index: usize| {
        let path = format!("channels[{index}]");
        off.iter().any(|difference| difference.field.starts_with(&path))
    };
    let reached = if is_bare(sent) {
        is_bare(stored)
    } else if sent.channels.is_empty() {
        TELLING.into_iter().any(|section| {
            let (wanted, held) = (sent.section(section), stored.section(section));
            wanted != section.empty()
                && held != section.empty()
                && not_as_sent_in(section, sent, stored, country).is_empty()
        })
    } else {
        (0..sent.channels.len()).any(|index| !dropped(index))
    };
    if named && reached && !contradicted { Fit::Whole } else { Fit::Part }
}

#[cfg(test)]
mod tests {
    use super::*;
    use customer::{Channel, Line, Use};

    fn maria() -> Record {
        let mut record = Record::default();
        record.names.given_name = Some("Maria".into());
        record.names.family_name = Some("Sousa".into());
        record.channels.push(Channel::phone(Use::Home, Line::Mobile, "+447700900001"));
        record.channels.push(Channel::email(Use::Home, "maria@sousa.example"));
        record
    }

    #[test]
    fn what_the_network_adds_or_leaves_out_is_still_what_was_sent() {
        let mut stored = maria();
        stored.id = Some("01-1".into());
        stored.names.salutation = Some("Dear Ms Sousa".into());
        assert_eq!(fit(&maria(), &stored, "GB"), Fit::Whole);
        stored.channels.remove(0);
        assert_eq!(fit(&maria(), &stored, "GB"), Fit::Whole);
    }

    #[test]
    fn a_name_in_the_networks_capitals_is_the_name_that_was_sent() {
        let mut stored = maria();
        stored.names.given_name = Some("MARIA".into());
        stored.names.family_name = Some("SOUSA".into());
        assert_eq!(fit(&maria(), &stored, "GB"), Fit::Whole);
        stored.names.family_name = Some("SOUZA".into());
        assert_eq!(fit(&maria(), &stored, "GB"), Fit::Part);
    }

    #[test]
    fn a_name_alone_is_only_who_has_nothing_else_and_with_a_birth_date_it_is_enough() {
        let mut sent = maria();
        sent.channels.clear();
        assert_eq!(fit(&sent, &maria(), "GB"), Fit::Part, "a namesake with a number");
        let mut stored = sent.clone();
        stored.id = Some("01-1".into());
        assert_eq!(fit(&sent, &stored, "GB"), Fit::Whole);
        sent.identity.birth_date = Some("1980-02-03".into());
        assert_eq!(fit(&sent, &stored, "GB"), Fit::Part, "left out there");
        stored.identity.birth_date = Some("1980-02-03".into());
        assert_eq!(fit(&sent, &stored, "GB"), Fit::Whole);
    }

    #[test]
    fn another_name_number_or_nothing_to_reach_them_by_may_be_somebody_else() {
        let mut father = maria();
        father.names.given_name = Some("Mario".into());
        assert_eq!(fit(&maria(), &father, "GB"), Fit::Part);
        let mut moved = maria();
        moved.channels[0].value = "+447700900999".into();
        assert_eq!(fit(&maria(), &moved, "GB"), Fit::Part);
        let mut bare = maria();
        bare.channels.clear();
        assert_eq!(fit(&maria(), &bare, "GB"), Fit::Part);
    }
}
