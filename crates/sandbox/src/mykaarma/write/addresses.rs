//! Addresses: a list of lines, laid over what the dealer's system keeps in parts.

use serde_json::Value;

use super::{Missing, flag, text};
use crate::mykaarma::Notice;
use crate::mykaarma::read::in_lines;
use crate::stored::{AddressUse, Customer, Fields, FurtherAddress};

const TYPES: [&str; 3] = ["COMMON", "PRIMARY", "BILLING"];

/// Sorts the list into the physical address, the postal one and the others. An address whose lines
/// are those of the stored one keeps its structure.
pub(super) fn lay(
    customer: &mut Customer,
    given: Option<&[Value]>,
    missing: Missing,
    problems: &mut Vec<Notice>,
) {
    if given.is_none() && missing == Missing::Stays {
        return;
    }
    let (mut physical, mut postal, mut further) = (None, None, Vec::new());
    for item in given.unwrap_or_default() {
        let address = FurtherAddress {
            line1: text(item, "line1"),
            line2: text(item, "line2"),
            city: text(item, "city"),
            state: text(item, "state"),
            zip: text(item, "zip"),
            country: text(item, "country"),
            usage: AddressUse {
                kind: text(item, "type"),
                address_type: text(item, "addressType"),
                is_valid: flag(item, "isValid", true),
                is_preferred: flag(item, "isPreferred", false),
            },
        };
        if !TYPES.contains(&address.usage.kind.as_str()) {
            problems.push(Notice::invalid("addresses.type must be COMMON, PRIMARY or BILLING"));
        }
        match address.usage.kind.as_str() {
            "BILLING" if postal.is_none() => postal = Some(address),
            "PRIMARY" if physical.is_none() => physical = Some(address),
            _ => further.push(address),
        }
    }
    let fit = |fields: &mut Fields, usage: &mut AddressUse, wanted: Option<FurtherAddress>| {
        let Some(mut wanted) = wanted else {
            *fields = Fields::default();
            *usage = AddressUse::default();
            return;
        };
        if wanted.usage.address_type.is_empty() {
            wanted.usage.address_type.clone_from(&usage.address_type);
        }
        let held = in_lines(fields, usage);
        *usage = wanted.usage.clone();
        restructure(fields, &held, &wanted);
    };
    fit(&mut customer.physical, &mut customer.physical_use, physical);
    fit(&mut customer.postal, &mut customer.postal_use, postal);
    customer.further_addresses = further;
}

/// Changes only those parts of a structured address whose line changed.
fn restructure(fields: &mut Fields, held: &FurtherAddress, wanted: &FurtherAddress) {
    let mut put = |clear: &[&'static str], name: &'static str, old: &str, new: &str| {
        if old != new {
            for other in clear {
                fields.set(*other, "");
            }
            fields.set(name, new);
        }
    };
    let street =
        ["streetType", "houseNumber", "poBoxName", "poBoxNumber", "poBoxSuite", "streetName"];
    let boxed = wanted.usage.kind == "BILLING";
    let line1 = if boxed { "poBoxName" } else { "streetName" };
    put(&street, line1, &held.line1, &wanted.line1);
    let house = ["floorNumber", "doorNumber", "blockName", "estate", "suburb", "buildingName"];
    put(&house, "buildingName", &held.line2, &wanted.line2);
    put(&[], "city", &held.city, &wanted.city);
    put(&["county"], "province", &held.state, &wanted.state);
    put(&[], "postalCode", &held.zip, &wanted.zip);
    put(&[], "countryCode", &held.country, &wanted.country);
}
