//! The server's own matching, asked for by `searchForDuplicate`: the union of channel and VIN hits,
//! filtered by name (empty: no match; single: that one), then by key (empty: the filter is
//! skipped), then those with both a channel and a VIN in common.

use crate::fold::fold;
use crate::people::{Index, People};
use crate::stored::Customer;

pub fn find(people: &mut People, now: jiff::Timestamp, wanted: &Customer) -> Option<Customer> {
    let phones: Vec<&str> = wanted.phones.iter().map(|phone| phone.e164.as_str()).collect();
    let emails: Vec<String> =
        wanted.emails.iter().map(|email| email.address.to_lowercase()).collect();
    let vins: Vec<&str> = wanted
        .vehicles
        .iter()
        .map(|vehicle| vehicle.vin.as_str())
        .filter(|v| !v.is_empty())
        .collect();
    let by_channel = |one: &Customer| {
        one.phones
            .iter()
            .any(|phone| !phone.e164.is_empty() && phones.contains(&phone.e164.as_str()))
            || one.emails.iter().any(|email| emails.contains(&email.address.to_lowercase()))
    };
    let by_vin =
        |one: &Customer| one.vehicles.iter().any(|vehicle| vins.contains(&vehicle.vin.as_str()));
    let mut hits: Vec<Customer> = people
        .find(Index::MyKaarma, now, |_| true)
        .into_iter()
        .filter(|one| (by_channel(one) || by_vin(one)) && same_name(one, wanted))
        .cloned()
        .collect();
    if hits.len() < 2 {
        return hits.pop();
    }
    let key = wanted.customer_key.as_deref().unwrap_or_default();
    let keyed: Vec<Customer> = hits
        .iter()
        .filter(|one| !key.is_empty() && one.customer_key.as_deref() == Some(key))
        .cloned()
        .collect();
    if !keyed.is_empty() {
        hits = keyed;
    }
    if hits.len() > 1 {
        let both: Vec<Customer> =
            hits.iter().filter(|one| by_channel(one) && by_vin(one)).cloned().collect();
        if !both.is_empty() {
            hits = both;
        }
    }
    hits.into_iter().min_by_key(|one| one.seq)
}

fn same_name(one: &Customer, wanted: &Customer) -> bool {
    if wanted.is_business {
        return fold(&one.company) == fold(&wanted.company);
    }
    ["givenName", "familyName"]
        .iter()
        .all(|name| fold(one.names.get(name)) == fold(wanted.names.get(name)))
}
