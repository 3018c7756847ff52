//! Keyloop v1's search: criteria combined by AND, pages counted from 1. The matching rules and the
//! page limits are our proposal.

use serde_json::{Value, json};

use super::{Problem, Stop, collection, errors, link, v1};
use crate::call::{Answer, Call};
use crate::dealer::Dealer;
use crate::fold::{fold, tight};
use crate::people::Index;
use crate::search_keys::SearchKeys;
use crate::stored::Customer;

const CRITERIA: [&str; 6] =
    ["givenName", "familyName", "email", "phone", "postalCode", "socialSecurityId"];

/// One page of a result and the numbers around it.
pub struct Page {
    pub customers: Vec<Customer>,
    pub total_items: usize,
    pub total_pages: usize,
    pub links: Vec<Value>,
}

pub fn search(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Answer, Stop> {
    let wanted: Vec<(&str, String)> = CRITERIA
        .iter()
        .filter_map(|name| Some((*name, call.query(name)?.trim().to_owned())))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if wanted.is_empty() {
        let problem = Problem::general("VALIDATION_ERROR", "At least one criterion is required");
        return Err(errors(400, &[problem], call.correlation_id()).into());
    }
    let page = page(dealer, call, store, |keys| {
        wanted.iter().all(|(name, value)| matches(keys, name, value))
    })?;
    let items: Vec<Value> = page.customers.iter().map(|one| v1::item(call, one)).collect();
    Ok(Answer::json(
        200,
        json!({
            "totalItems": page.total_items,
            "totalPages": page.total_pages,
            "items": items,
            "links": page.links,
        }),
    ))
}

fn matches(keys: &SearchKeys, name: &str, value: &str) -> bool {
    match name {
        "givenName" => keys.given.starts_with(&fold(value)),
        "familyName" => keys.family.starts_with(&fold(value)),
        "email" => keys.emails.contains(&value.to_lowercase()),
        "phone" => keys.phone_ends(value),
        "postalCode" => keys.postcodes.contains(&tight(value)),
        _ => keys.social_security_id == value,
    }
}

/// Sorts by name and id, cuts out the page asked for and links to its neighbours.
pub fn page(
    dealer: &mut Dealer,
    call: &Call,
    store: &str,
    matches: impl FnMut(&SearchKeys) -> bool,
) -> Result<Page, Stop> {
    let mut problems = Vec::new();
    let mut number = |name: &str, default: usize, most: usize| match call.query(name) {
        None => default,
        Some(text) => match text.parse::<usize>() {
            Ok(value) if (1..=most).contains(&value) => value,
            _ => {
                problems.push(Problem::field(name, format!("must be a number from 1 to {most}")));
                default
            }
        },
    };
    let at = number("page", 1, i32::MAX as usize);
    let size = number("pageSize", 20, dealer.rules.page_size_max);
    if !problems.is_empty() {
        return Err(errors(400, &problems, call.correlation_id()).into());
    }
    let now = dealer.now();
    let mut found = dealer.people(store).find(Index::Keyloop, now, matches);
    found.sort_by_cached_key(|one| {
        (
            fold(one.names.get("familyName")),
            fold(one.names.get("givenName")),
            one.keyloop_id.clone(),
        )
    });
    let total_items = found.len();
    let total_pages = total_items.div_ceil(size);
    let customers = found.into_iter().skip((at - 1).saturating_mul(size)).take(size).cloned();
    let customers = customers.collect();
    let href = |page: usize| {
        let kept: Vec<String> = call
            .query
            .iter()
            .filter(|(name, _)| name != "page")
            .map(|(name, value)| format!("{}={}", super::segment(name), super::segment(value)))
            .chain([format!("page={page}")])
            .collect();
        format!("{}?{}", collection(call), kept.join("&"))
    };
    let mut links = vec![link("GET", "self", &href(at), "This page")];
    if at < total_pages {
        links.push(link("GET", "next", &href(at + 1), "Next page"));
    }
    if at > 1 {
        links.push(link("GET", "prev", &href(at - 1), "Previous page"));
    }
    Ok(Page { customers, total_items, total_pages, links })
}
