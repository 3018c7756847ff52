//! Vehicles: the list as given, each laid over the known car it means.

use serde_json::Value;

use super::{flag, text};
use crate::stored::{Customer, Vehicle};

/// The list as given: a known car by its VIN, plate or description keeps what the body cannot say.
pub(super) fn lay(customer: &mut Customer, items: &[Value], checked: bool) {
    let mut before = std::mem::take(&mut customer.vehicles);
    for item in items {
        let wanted = |name: &str| text(item, name);
        let (vin, plate) = (wanted("vin").to_uppercase(), wanted("licensePlate"));
        let uuid = wanted("vehicleUuid");
        let known = before.iter().position(|held| {
            (!uuid.is_empty() && held.uuid == uuid)
                || (!vin.is_empty() && held.vin == vin)
                || (vin.is_empty() && !plate.is_empty() && held.license_plate == plate)
                || (vin.is_empty()
                    && plate.is_empty()
                    && held.make == wanted("vehicleMake")
                    && held.model == wanted("vehicleModel")
                    && held.year == wanted("vehicleYear"))
        });
        let mut vehicle = match known {
            Some(at) => before.remove(at),
            None => Vehicle { relationship: "OWNER".into(), ..Vehicle::default() },
        };
        if vin != vehicle.vin && !vin.is_empty() && checked && !crate::vin::is_valid(&vin) {
            // A car whose VIN does not check vanishes without a word.
            continue;
        }
        let described = ["vehicleMake", "vehicleModel", "vehicleYear"]
            .iter()
            .all(|name| !wanted(name).is_empty());
        if vin.is_empty() && !described && known.is_none() {
            continue;
        }
        vehicle.vin = vin;
        vehicle.license_plate = plate;
        vehicle.year = wanted("vehicleYear");
        vehicle.make = wanted("vehicleMake");
        vehicle.model = wanted("vehicleModel");
        vehicle.trim = wanted("vehicleTrim");
        vehicle.engine = wanted("vehicleEngine");
        vehicle.mileage = wanted("estimatedMileage");
        vehicle.color = wanted("color");
        vehicle.vehicle_key = wanted("vehicleKey");
        vehicle.is_valid = flag(item, "isValid", true);
        customer.vehicles.push(vehicle);
    }
}
