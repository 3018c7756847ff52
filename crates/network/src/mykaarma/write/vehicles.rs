//! Cars as the network's list, each over the one it is.

use customer::{Record, Vehicle};
use serde_json::Value;

use super::overlay;
use crate::failure::{Failure, here};
use crate::wire::{as_text, object};

/// The network knows whether a car is somebody's now, and nothing else of whose it is.
const OWNER: &str = "OWNER";

fn is_owner(word: &str) -> bool {
    word.eq_ignore_ascii_case(OWNER)
}

pub(super) fn held(wanted: &[Vehicle]) -> Result<(), Failure> {
    let other = |car: &Vehicle| Record::said(&car.relationship).is_some_and(|word| !is_owner(word));
    match wanted.iter().position(other) {
        Some(at) => Err(here(
            &format!("vehicles[{at}].relationship"),
            "myKaarma knows OWNER, and an empty one for a car that was sold",
        )),
        None => Ok(()),
    }
}

pub(super) fn cars(held: &[Value], wanted: &[Vehicle]) -> Vec<Value> {
    let mut held = held.to_vec();
    wanted
        .iter()
        .map(|car| {
            let there = held.iter().position(|item| {
                let vin = item.get("vin").and_then(as_text);
                let same = |key: &str| {
                    let own = car.other.get(key).and_then(as_text);
                    own.is_some() && own == item.get(key).and_then(as_text)
                };
                (vin.is_some() && vin == car.vin)
                    || ["vehicleUuid", "uuid", "vehicleKey"].into_iter().any(same)
            });
            let mut item = object(there.map(|at| held.remove(at)).as_ref());
            item.retain(|_, value| !value.is_null());
            overlay(&mut item, &car.other);
            let year = car.year.map(|year| year.to_string());
            for (key, row_key, value) in [
                ("vin", "VIN", &car.vin),
                ("licensePlate", "licencePlate", &car.license_plate),
                ("vehicleMake", "make", &car.make),
                ("vehicleModel", "model", &car.model),
                ("vehicleYear", "year", &year),
            ] {
                let there = item.get(key).or_else(|| item.get(row_key)).and_then(as_text);
                item.shift_remove(row_key);
                match value {
                    Some(value) => item.insert(key.to_owned(), value.clone().into()),
                    // A year that is no number stands in the rest already.
                    None if key == "vehicleYear"
                        && there.is_some_and(|y| y.parse::<i32>().is_err()) =>
                    {
                        None
                    }
                    None if item.contains_key(key) => item.insert(key.to_owned(), "".into()),
                    None => None,
                };
            }
            match Record::said(&car.relationship) {
                Some(word) if is_owner(word) => item.insert("isValid".into(), true.into()),
                // An import's own word says nothing of whether the car was sold.
                Some(_) => None,
                None if item.contains_key("isValid") => item.insert("isValid".into(), false.into()),
                None => None,
            };
            item.into()
        })
        .collect()
}
