//! One invented customer: names, channels, address, consents. Who lives with whom, and who is
//! whose twin, is decided in `household`.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::words::{COUNTRIES, Country, OCCUPATIONS, TRADES};
use crate::fold::fold;
use crate::phone::as_typed;
use crate::stored::{AddressUse, CompanyLink, Customer, Email, Fields, Phone, Privacy, label_of};

/// The end of the two demonstration customers' numbers: nothing else generated contains it.
pub const RESERVED: &str = "4417";

pub fn pick<T: Copy>(rng: &mut ChaCha8Rng, from: &[T], otherwise: T) -> T {
    from.choose(rng).copied().unwrap_or(otherwise)
}

/// Makes texts until one does not contain the reserved digits.
pub fn unreserved(mut make: impl FnMut() -> String) -> String {
    loop {
        let text = make();
        if !text.contains(RESERVED) {
            return text;
        }
    }
}

pub fn country(rng: &mut ChaCha8Rng) -> &'static Country {
    COUNTRIES.choose(rng).unwrap_or(&COUNTRIES[0])
}

pub fn of_country(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

fn some_digits(rng: &mut ChaCha8Rng, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + rng.random_range(0..10u8))).collect()
}

pub fn mobile(rng: &mut ChaCha8Rng, country: &str) -> String {
    unreserved(|| match country {
        "NL" => format!("+316{}{}", rng.random_range(1..=5), some_digits(rng, 7)),
        "DE" => format!("+49151{}", some_digits(rng, 8)),
        "FI" => format!("+35840{}", some_digits(rng, 7)),
        "FR" => format!("+336{}{}", pick(rng, &[1, 2, 6, 7], 1), some_digits(rng, 7)),
        "US" => us_number(rng),
        _ => format!("+447{}{}{}", 7, rng.random_range(1..=7), some_digits(rng, 7)),
    })
}

pub fn landline(rng: &mut ChaCha8Rng, country: &str) -> String {
    unreserved(|| match country {
        "NL" => format!("+3120{}{}", rng.random_range(2..=7), some_digits(rng, 6)),
        "DE" => format!("+4989{}{}", rng.random_range(2..=9), some_digits(rng, 7)),
        "FI" => format!("+3589{}{}", rng.random_range(2..=6), some_digits(rng, 6)),
        "FR" => format!("+3314{}{}", rng.random_range(2..=8), some_digits(rng, 6)),
        "US" => us_number(rng),
        _ => format!("+441134{}", some_digits(rng, 6)),
    })
}

fn us_number(rng: &mut ChaCha8Rng) -> String {
    let area = pick(rng, &["212", "310", "415", "512", "617", "773", "206", "404"], "212");
    let exchange = format!(
        "{}{}{}",
        rng.random_range(2..=9),
        rng.random_range(2..=9),
        rng.random_range(2..=9)
    );
    format!("+1{area}{exchange}{}", some_digits(rng, 4))
}

pub fn phone(rng: &mut ChaCha8Rng, slot: &str, e164: &str, country: &str) -> Phone {
    Phone {
        slot: slot.to_owned(),
        number: as_typed(e164, country, rng.random_range(0..4)),
        e164: e164.to_owned(),
        label: label_of(slot).to_owned(),
        ok_to_call: rng.random_bool(0.8),
        ok_to_text: slot.ends_with("mobile") && rng.random_bool(0.6),
        preferred: slot == "home.mobile",
        comments: String::new(),
    }
}

pub fn email(rng: &mut ChaCha8Rng, slot: &str, address: String) -> Email {
    Email {
        slot: slot.to_owned(),
        address,
        label: if slot == "work.email" { "work" } else { "home" }.to_owned(),
        ok_to_email: rng.random_bool(0.7),
        preferred: slot == "home.email",
        comments: String::new(),
    }
}

pub fn mail_address(rng: &mut ChaCha8Rng, given: &str, family: &str) -> String {
    let part =
        |text: &str| fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let domain = pick(rng, &["mail.example", "post.example", "inbox.example"], "mail.example");
    unreserved(|| format!("{}.{}{}@{domain}", part(given), part(family), rng.random_range(1..999)))
}

pub fn address(rng: &mut ChaCha8Rng, country: &Country) -> Fields {
    let (city, region, start) = pick(rng, country.towns, ("Leeds", "West Yorkshire", "LS"));
    let letter = |rng: &mut ChaCha8Rng| char::from(pick(rng, b"ABDEFGHJLNPQRSTUWXYZ", b'A'));
    let postcode = unreserved(|| match country.code {
        "GB" => {
            let (district, sector) = (rng.random_range(1..20), rng.random_range(1..10));
            format!("{start}{district} {sector}{}{}", letter(rng), letter(rng))
        }
        "NL" => format!("{start}{} {}{}", some_digits(rng, 2), letter(rng), letter(rng)),
        "US" => format!("{start}{}", some_digits(rng, 2)),
        _ => format!("{start}{}", some_digits(rng, 3)),
    });
    let mut fields = Fields::default()
        .with("streetName", pick(rng, country.streets, "High Street"))
        .with("houseNumber", rng.random_range(1..180u32).to_string())
        .with("postalCode", postcode)
        .with("city", city)
        .with("countryCode", country.code);
    match country.code {
        "US" => fields.set("province", region),
        "GB" => fields.set("county", region),
        _ => {}
    }
    if rng.random_bool(0.1) {
        fields.set("buildingName", "Rose House");
        fields.set("floorNumber", rng.random_range(1..9u32).to_string());
    }
    fields
}

/// A new person of a country, without channels or address.
pub fn person(rng: &mut ChaCha8Rng, country: &Country, family: &str, woman: bool) -> Customer {
    let given = pick(rng, if woman { country.women } else { country.men }, "Alex");
    let mut customer = Customer { status: "ACTIVE".into(), ..Customer::default() };
    let names = &mut customer.names;
    names.set("givenName", given);
    names.set("familyName", family);
    if rng.random_bool(0.25) {
        names.set("middleName", pick(rng, if woman { country.women } else { country.men }, ""));
    }
    if rng.random_bool(0.7) {
        let (mrs, mr) = country.titles;
        names.set("titleCommon", if woman { mrs } else { mr });
        names.set("salutation", format!("{} {family}", if woman { mrs } else { mr }));
    }
    if rng.random_bool(0.3) {
        names.set("initials", given.chars().take(1).collect::<String>());
    }
    if rng.random_bool(0.6) {
        customer.birth_date = format!(
            "{}-{:02}-{:02}",
            rng.random_range(1938..2006),
            rng.random_range(1..=12),
            rng.random_range(1..=28)
        );
    }
    if rng.random_bool(0.2) {
        customer.social_security_id = unreserved(|| some_digits(rng, 9));
    }
    let details = &mut customer.personal_details;
    details.set("languageCode", country.language);
    if rng.random_bool(0.7) {
        details.set("gender", if woman { "FEMALE" } else { "MALE" });
    }
    if rng.random_bool(0.4) {
        details.set("nationalityCode", country.nationality);
    }
    if rng.random_bool(0.3) {
        details.set("occupation", pick(rng, &OCCUPATIONS, "Teacher"));
        details.set("maritalStatus", pick(rng, &["SINGLE", "MARRIED", "DIVORCED"], "SINGLE"));
    }
    customer.preferred_communication = pick(rng, &["", "text", "phone", "email"], "").into();
    customer.preferred_locale = if country.code == "US" { "en-us".into() } else { String::new() };
    let agreed = |rng: &mut ChaCha8Rng| pick(rng, &["AGREED", "DENIED", "UNKNOWN"], "UNKNOWN");
    if rng.random_bool(0.8) {
        customer.privacy.push(Privacy {
            level: "DEALER".into(),
            usage: "PRIVATE".into(),
            provider_name: "Sample Motors".into(),
            description: "Marketing".into(),
            valid_from: "2024-05-25T00:00:00Z".into(),
            post: agreed(rng).into(),
            email: agreed(rng).into(),
            phone: agreed(rng).into(),
            messaging: agreed(rng).into(),
            ..Privacy::default()
        });
    }
    customer
}

/// Gives a person channels of his own.
pub fn with_channels(rng: &mut ChaCha8Rng, mut customer: Customer, country: &str) -> Customer {
    let number = mobile(rng, country);
    let entry = phone(rng, "home.mobile", &number, country);
    customer.phones.push(entry);
    if rng.random_bool(0.35) {
        let number = landline(rng, country);
        let entry = phone(rng, "home.landline", &number, country);
        customer.phones.push(entry);
    }
    if rng.random_bool(0.15) {
        let number = landline(rng, country);
        let entry = phone(rng, "work.landline", &number, country);
        customer.phones.push(entry);
    }
    if rng.random_bool(0.75) {
        let (given, family) = (customer.names.get("givenName"), customer.names.get("familyName"));
        let address = mail_address(rng, given, family);
        let entry = email(rng, "home.email", address);
        customer.emails.push(entry);
    }
    customer
}

pub fn company_name(rng: &mut ChaCha8Rng, country: &Country, family: &str) -> String {
    format!("{family} {} {}", pick(rng, &TRADES, "Transport"), country.company_end)
}

pub fn company(rng: &mut ChaCha8Rng, country: &Country, name: String) -> Customer {
    let mut customer = Customer {
        status: "ACTIVE".into(),
        is_business: true,
        company: name,
        ..Customer::default()
    };
    customer.personal_details.set("languageCode", country.language);
    let number = landline(rng, country.code);
    let entry = phone(rng, "work.landline", &number, country.code);
    customer.phones.push(entry);
    let office = fold(&customer.company).replace([' ', '.', '\''], "");
    let entry = email(rng, "work.email", format!("office@{office}.example"));
    customer.emails.push(entry);
    customer.postal = Fields::default()
        .with("poBoxName", "Accounts")
        .with("poBoxNumber", rng.random_range(10..400u32).to_string())
        .with("city", pick(rng, country.towns, ("Leeds", "", "")).0)
        .with("countryCode", country.code);
    customer.postal_use = AddressUse {
        kind: "BILLING".into(),
        address_type: "B".into(),
        is_valid: true,
        is_preferred: false,
    };
    customer
}

pub fn works_at(customer: &mut Customer, employer: &Customer) {
    customer.companies.push(CompanyLink {
        company_id: format!("C-{}", employer.keyloop_id),
        reference: employer.reference.clone(),
        name: employer.company.clone(),
        address: employer.physical.get("city").to_owned(),
        position: "Director".into(),
    });
    customer.company.clone_from(&employer.company);
}
