//! Telephone numbers and e-mail addresses: the list as given, with what is dropped on the way.

use serde_json::Value;

use super::{Missing, flag, text};
use crate::mykaarma::Notice;
use crate::phone::is_e164;
use crate::stored::{Customer, Email, Phone, slot_of};

pub(super) fn phones(
    customer: &mut Customer,
    given: Option<&[Value]>,
    missing: Missing,
    warnings: &mut Vec<Notice>,
) {
    if given.is_none() && missing == Missing::Stays {
        return;
    }
    let before = std::mem::take(&mut customer.phones);
    let items = given.unwrap_or_default();
    if items.is_empty() {
        warnings.push(if before.is_empty() {
            Notice::new(10_007, "EMPTY_PHONE_LIST", "The list of phone numbers is empty")
        } else {
            Notice::new(10_005, "DELETED_ALL_PHONE_NUMBERS", "All phone numbers were deleted")
        });
        return;
    }
    for item in items {
        let number = text(item, "phoneNumber");
        let label = text(item, "label").to_lowercase();
        if number.is_empty() {
            warnings.push(Notice::new(10_011, "EMPTY_PHONE_NUMBER", "A phone number is empty"));
            continue;
        }
        let held = before.iter().find(|phone| phone.e164 == number || phone.number == number);
        if held.is_none() && !is_e164(&number) {
            warnings.push(Notice::new(
                10_015,
                "INCORRECT_PHONE_FORMAT",
                "A phone number is not in E.164 format and was dropped",
            ));
            continue;
        }
        // An entry without a label vanishes without a word.
        if label.is_empty() {
            continue;
        }
        let mut phone = held.cloned().unwrap_or_else(|| Phone {
            number: number.clone(),
            e164: number.clone(),
            ..Phone::default()
        });
        if phone.label != label {
            phone.slot = slot_of(&label).to_owned();
            phone.label = label;
        }
        phone.ok_to_call = flag(item, "okToCall", false);
        phone.ok_to_text = flag(item, "okToText", false);
        phone.preferred = flag(item, "isPreferred", false);
        if let Some(comments) = item.get("comments").and_then(Value::as_str) {
            phone.comments = comments.to_owned();
        }
        if customer.phones.iter().any(|other| other.slot == phone.slot) {
            phone.slot.clear();
        }
        customer.phones.push(phone);
    }
    for at in 0..customer.phones.len() {
        let place = slot_of(&customer.phones[at].label);
        if customer.phones[at].slot.is_empty() && customer.phones.iter().all(|p| p.slot != place) {
            place.clone_into(&mut customer.phones[at].slot);
        }
    }
    if customer.phones.is_empty() {
        warnings.push(Notice::new(10_013, "NO_VALID_PHONE_FOUND", "No phone number was valid"));
        if !before.is_empty() {
            warnings.push(Notice::new(
                10_005,
                "DELETED_ALL_PHONE_NUMBERS",
                "All phone numbers were deleted",
            ));
        }
    }
}

pub(super) fn emails(
    customer: &mut Customer,
    given: Option<&[Value]>,
    missing: Missing,
    warnings: &mut Vec<Notice>,
) {
    if given.is_none() && missing == Missing::Stays {
        return;
    }
    let before = std::mem::take(&mut customer.emails);
    let items = given.unwrap_or_default();
    if items.is_empty() {
        warnings.push(if before.is_empty() {
            Notice::new(10_008, "EMPTY_EMAIL_LIST", "The list of e-mail addresses is empty")
        } else {
            Notice::new(10_006, "DELETED_ALL_EMAILS", "All e-mail addresses were deleted")
        });
        return;
    }
    for item in items {
        let address = text(item, "emailAddress");
        let label = text(item, "label").to_lowercase();
        if address.is_empty() {
            warnings.push(Notice::new(10_012, "EMPTY_EMAIL", "An e-mail address is empty"));
            continue;
        }
        let held = before.iter().find(|email| email.address == address);
        let sound = address.matches('@').count() == 1 && !address.contains(char::is_whitespace);
        if label.is_empty() || (held.is_none() && !sound) {
            continue;
        }
        let mut email = held.cloned().unwrap_or_else(|| Email { address, ..Email::default() });
        if email.label != label {
            email.slot = email_slot(&label).to_owned();
            email.label = label;
        }
        email.ok_to_email = flag(item, "okToEmail", false);
        email.preferred = flag(item, "isPreferred", false);
        if let Some(comments) = item.get("comments").and_then(Value::as_str) {
            email.comments = comments.to_owned();
        }
        if customer.emails.iter().any(|other| other.slot == email.slot) {
            email.slot.clear();
        }
        customer.emails.push(email);
    }
    for at in 0..customer.emails.len() {
        let place = email_slot(&customer.emails[at].label);
        if customer.emails[at].slot.is_empty() && customer.emails.iter().all(|e| e.slot != place) {
            place.clone_into(&mut customer.emails[at].slot);
        }
    }
    if customer.emails.is_empty() {
        warnings.push(Notice::new(10_014, "NO_VALID_EMAIL_FOUND", "No e-mail address was valid"));
        if !before.is_empty() {
            warnings.push(Notice::new(
                10_006,
                "DELETED_ALL_EMAILS",
                "All e-mail addresses were deleted",
            ));
        }
    }
}

fn email_slot(label: &str) -> &'static str {
    if label == "work" { "work.email" } else { "home.email" }
}
