//! Telephone numbers and e-mail addresses as the network's two lists.

use customer::{Channel, ChannelKind, ConsentState, Line, Use};
use customer::{phone, phone::Phone};
use serde_json::{Map, Value};

use super::{list, overlay};
use crate::failure::{Failure, here};
use crate::mykaarma::read;
use crate::wire::{as_text, object};

/// Channels without a label are silently dropped by the network, and labels differ in case.
pub(super) fn label_all(customer: &mut Map<String, Value>) {
    for (key, kind) in [("phoneNumbers", ChannelKind::Phone), ("emails", ChannelKind::Email)] {
        let items = customer.get_mut(key).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
            let said = item.get("label").and_then(as_text).map(|label| label.to_lowercase());
            let label_now = said.unwrap_or_else(|| label(kind, None, None));
            item.insert("label".into(), label_now.into());
        }
    }
}

/// The label for a place, in lower case; there always is one.
pub(crate) fn label(kind: ChannelKind, usage: Option<Use>, line: Option<Line>) -> String {
    match (kind, usage, line) {
        (ChannelKind::Email, Some(Use::Work), _) => "work",
        (ChannelKind::Email, _, _) => "home",
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Mobile)) => "work cell",
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Landline) | None) => "work",
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Fax)) => "work fax",
        (ChannelKind::Phone, _, Some(Line::Landline)) => "home",
        (ChannelKind::Phone, _, Some(Line::Fax)) => "fax",
        (ChannelKind::Phone, _, Some(Line::Mobile) | None) => "cell",
    }
    .to_owned()
}

type Lists = (Vec<Value>, Vec<Value>);

pub(super) fn channels(
    held: &Map<String, Value>,
    wanted: &[Channel],
    country: &str,
) -> Result<Lists, Failure> {
    let (mut phones, mut emails) = (list(held, "phoneNumbers"), list(held, "emails"));
    let mut lists = (Vec::new(), Vec::new());
    for (at, channel) in wanted.iter().enumerate() {
        if channel.value.trim().is_empty() {
            continue;
        }
        match channel.kind {
            ChannelKind::Phone => {
                let there = take_same(&mut phones, "phoneNumber", |text| {
                    text == channel.value || phone::same_number(text, &channel.value, country)
                });
                let kept =
                    there.as_ref().and_then(|item| item.get("phoneNumber")).and_then(as_text);
                // What is stored and was not changed goes back as it stands, readable or not.
                let number = match kept {
                    Some(kept) if kept == channel.value => kept,
                    _ => Phone::parse(&channel.value, country).map(|p| p.e164()).ok_or_else(
                        || {
                            here(
                                &format!("channels[{at}].value"),
                                "not a phone number that can be dialled from abroad",
                            )
                        },
                    )?,
                };
                lists.0.push(item(there.as_ref(), "phoneNumber", number, channel));
            }
            ChannelKind::Email => {
                let there = take_same(&mut emails, "emailAddress", |text| {
                    text.trim().eq_ignore_ascii_case(channel.value.trim())
                });
                lists.1.push(item(there.as_ref(), "emailAddress", channel.value.clone(), channel));
            }
        }
    }
    Ok(lists)
}

/// Takes the item with this value out of the list, so that twins are told apart.
fn take_same(items: &mut Vec<Value>, key: &str, same: impl Fn(&str) -> bool) -> Option<Value> {
    let at = items
        .iter()
        .position(|item| item.get(key).and_then(as_text).is_some_and(|text| same(&text)))?;
    Some(items.remove(at))
}

/// One channel: what is held of it, what the record keeps of it, and the wanted values over both.
fn item(held: Option<&Value>, key: &str, value: String, channel: &Channel) -> Value {
    let mut item = object(held);
    item.retain(|_, value| !value.is_null());
    overlay(&mut item, &channel.other);
    item.insert(key.to_owned(), value.into());
    // The network's own label stays while it still says what the record says.
    let own = item.get("label").and_then(as_text);
    let own = own.filter(|own| read::place(channel.kind, own) == (channel.usage, channel.line));
    let said = own.unwrap_or_else(|| label(channel.kind, channel.usage, channel.line));
    item.insert("label".into(), said.to_lowercase().into());
    let ways: &[(&str, &str)] = match channel.kind {
        ChannelKind::Phone => &[("call", "okToCall"), ("text", "okToText")],
        ChannelKind::Email => &[("email", "okToEmail")],
    };
    for (way, member) in ways {
        match channel.consent.get(*way) {
            Some(ConsentState::Agreed) => {
                item.insert((*member).to_owned(), true.into());
            }
            Some(ConsentState::Denied) => {
                item.insert((*member).to_owned(), false.into());
            }
            // The network has no "unknown": a consent that is held there and no longer is one ends,
            // and where nobody ever asked, nothing is claimed.
            Some(ConsentState::Unknown) if item.get(*member) == Some(&Value::Bool(true)) => {
                item.insert((*member).to_owned(), false.into());
            }
            Some(ConsentState::Unknown) | None => {}
        }
    }
    if let Some(preferred) = channel.preferred {
        item.insert("isPreferred".into(), preferred.into());
    }
    item.into()
}

#[cfg(test)]
mod tests {
    use customer::Record;
    use serde_json::json;

    use super::*;
    use crate::mykaarma::write::create;

    fn phone(state: ConsentState) -> Channel {
        let mut channel = Channel::phone(Use::Home, Line::Mobile, "+447700900123");
        channel.consent.insert("call".into(), state);
        channel
    }

    #[test]
    fn consent_nobody_asked_for_is_neither_given_nor_refused() {
        let mut record =
            Record { channels: vec![phone(ConsentState::Unknown)], ..Record::default() };
        record.names.family_name = Some("Sousa".into());
        let body = create(&record, "GB").unwrap();
        assert_eq!(body["customer"]["phoneNumbers"][0].get("okToCall"), None);
        for held in [json!({}), json!({"okToCall": null}), json!({"okToCall": false})] {
            let item =
                item(Some(&held), "phoneNumber", "+44".into(), &phone(ConsentState::Unknown));
            assert_eq!(item.get("okToCall").and_then(Value::as_bool), held["okToCall"].as_bool());
        }
    }

    #[test]
    fn consent_taken_back_to_unknown_ends_at_the_network() {
        let held = json!({"okToCall": true});
        let item = item(Some(&held), "phoneNumber", "+44".into(), &phone(ConsentState::Unknown));
        assert_eq!(item["okToCall"], json!(false));
    }
}
