//! What the networks' searches look at, folded once when a customer is stored.

use crate::fold::{digits, fold, tight};
use crate::stored::Customer;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchKeys {
    pub given: String,
    pub family: String,
    pub company: String,
    pub key: String,
    pub emails: Vec<String>,
    /// Digits of the number in its international form and as typed.
    pub phones: Vec<(String, String)>,
    pub postcodes: Vec<String>,
    pub vins: Vec<String>,
    pub social_security_id: String,
}

impl SearchKeys {
    pub fn of(customer: &Customer) -> Self {
        let mut family = fold(customer.names.get("familyName"));
        if customer.is_business && family.is_empty() {
            family = fold(&customer.company);
        }
        Self {
            given: fold(customer.names.get("givenName")),
            family,
            company: fold(&customer.company),
            key: fold(customer.customer_key.as_deref().unwrap_or_default()),
            emails: customer.emails.iter().map(|email| email.address.to_lowercase()).collect(),
            phones: customer
                .phones
                .iter()
                .map(|phone| (digits(&phone.e164), digits(&phone.number)))
                .collect(),
            postcodes: [&customer.physical, &customer.postal]
                .into_iter()
                .map(|address| tight(address.get("postalCode")))
                .filter(|code| !code.is_empty())
                .collect(),
            vins: customer.vehicles.iter().map(|vehicle| vehicle.vin.to_lowercase()).collect(),
            social_security_id: customer.social_security_id.clone(),
        }
    }

    /// Keyloop's rule: the last six or more digits, whatever stands before them.
    pub fn phone_ends(&self, wanted: &str) -> bool {
        let wanted = digits(wanted);
        let wanted = wanted.trim_start_matches('0');
        wanted.len() >= 6
            && self.phones.iter().any(|(international, typed)| {
                international.ends_with(wanted) || typed.ends_with(wanted)
            })
    }

    pub fn phone_contains(&self, part: &str) -> bool {
        self.phones
            .iter()
            .any(|(international, typed)| international.contains(part) || typed.contains(part))
    }

    /// Every word of the name, for a search that takes the start of any of them.
    pub fn name_words(&self) -> impl Iterator<Item = &str> {
        [&self.given, &self.family, &self.company]
            .into_iter()
            .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_matches_by_its_end_however_it_is_written() {
        let mut customer = Customer::default();
        customer.set_phone("home.mobile", "07712 304417");
        let keys = SearchKeys::of(&customer);
        assert!(keys.phone_ends("07712304417"));
        assert!(keys.phone_ends("+44 7712 304417"));
        assert!(keys.phone_ends("304417"));
        assert!(!keys.phone_ends("04417"), "fewer than six digits match nobody");
        assert!(keys.phone_contains("4417"));
    }
}
