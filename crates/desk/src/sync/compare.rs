//! Whether a record at the network is the one that was sent, when no answer said so.

use customer::{Record, Section};
use network::differences;
use outbox::Difference;
use serde_json::Value;

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
        .collect()
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

/// All differences of one section, what should be gone and is not among them.
pub fn differences_in(
    section: Section,
    wanted: &Record,
    stored: &Record,
    country: &str,
) -> Vec<Difference> {
    differences(section, wanted, stored, country).into_iter().map(said).collect()
}

fn said(difference: network::Difference) -> Difference {
    let value = |text: Option<String>| text.map_or(Value::Null, Value::String);
    Difference {
        field: difference.field,
        sent: value(difference.sent),
        stored: value(difference.stored),
    }
}

/// The name as sent, at least one channel as sent, and nothing that contradicts: what is missing
/// the network left out. Anything else that was not there before may be somebody else.
pub fn fit(sent: &Record, stored: &Record, country: &str) -> Fit {
    let off = not_as_sent(sent, stored, country);
    let contradicted = off.iter().any(|difference| !difference.stored.is_null());
    let named = !off.iter().any(|difference| {
        difference.field.starts_with("names.") || difference.field.starts_with("company.")
    });
    let dropped = |index: usize| {
        let path = format!("channels[{index}]");
        off.iter().any(|difference| difference.field.starts_with(&path))
    };
    let reached = sent.channels.is_empty() || (0..sent.channels.len()).any(|index| !dropped(index));
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
