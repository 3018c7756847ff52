//! A driver's licence, from the keys a scanner pressed. Nothing of it is kept or logged here.

use super::status::small;
use crate::error::ApiError;
use crate::views::{
    KioskAddress, KioskCodeView, KioskScanView, LicenceDoubt, LicenceReadView, LicenceRequest,
    LicenceView, ScannerView,
};
use customer::birth_date;
use customer::licence::{self, Header, Licence, Marks};
use jiff::civil::Date;
use serde::Serialize;

pub fn read(request: &LicenceRequest, today: Date) -> Result<LicenceReadView, ApiError> {
    let licence = licence::read(&request.text);
    let specimen = request.specimen.then(desk::specimen::code).transpose()?;
    Ok(LicenceReadView {
        licence: licence.map(|licence| view(&licence, today)),
        specimen: specimen
            .map(|drawn| KioskCodeView { size: small(drawn.size as u64), path: drawn.path }),
    })
}

fn view(licence: &Licence, today: Date) -> LicenceView {
    let expires = licence.expires.as_deref().and_then(birth_date::stored);
    LicenceView {
        record: licence.record(),
        searches: licence.searches(),
        expires: licence.expires.clone(),
        expired: expires.is_some_and(|day| day < today),
        doubts: licence
            .doubts
            .iter()
            .map(|doubt| LicenceDoubt { field: word(doubt.field), why: word(doubt.why) })
            .collect(),
        scanner: scanner(licence),
    }
}

fn word(code: impl Serialize) -> String {
    let word = serde_json::to_value(code).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn scanner(licence: &Licence) -> ScannerView {
    let habits = &licence.habits;
    let header = match habits.header {
        Header::Whole => "whole",
        Header::NoSign => "no_sign",
        Header::Lost => "lost",
    };
    let (marks, sign) = match habits.marks {
        Marks::Kept => ("kept", None),
        Marks::Changed(sign) => ("changed", Some(sign.to_string())),
        Marks::Lost => ("lost", None),
    };
    ScannerView {
        header: header.to_owned(),
        marks: marks.to_owned(),
        sign,
        case_turned: habits.case_turned,
    }
}

/// For the visitor's own fields: what the kiosk asks for, and nothing else of the licence.
pub fn for_kiosk(text: &str) -> Option<KioskScanView> {
    let licence = licence::read(text)?;
    let record = licence.record();
    let address = licence.address.unwrap_or_default();
    let country = address.country_code.unwrap_or_default();
    // The kiosk asks for the state beside the town, where people write it there.
    let city = match (address.city, address.province) {
        (Some(city), Some(state)) if country == "US" => format!("{city}, {state}"),
        (city, _) => city.unwrap_or_default(),
    };
    Some(KioskScanView {
        given_name: record.names.given_name.unwrap_or_default(),
        family_name: record.names.family_name.unwrap_or_default(),
        address: KioskAddress {
            house_number: address.house_number.unwrap_or_default(),
            street: address.street_name.unwrap_or_default(),
            city,
            postal_code: address.postal_code.unwrap_or_default(),
            country_code: country,
        },
    })
}
