//! What one word of a term is taken for. It decides by shape alone; several words that belong
//! together are found in `spans`.

use super::{Meaning, Reading};
use crate::{birth_date, phone, plate, postcode, vin};

pub(super) fn read(token: &str, country: &str) -> Reading {
    Reading::of(token, &meanings(token, country), country)
}

fn meanings(token: &str, country: &str) -> Vec<Meaning> {
    use Meaning::{
        BirthDate, Company, CustomerKey, Email, Name, Phone, Plate, Postcode, Town, Vin, VinEnd,
    };
    if token.contains('@') {
        return vec![Email, Name];
    }
    let code = vin::normalise(token);
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let digits = phone::digits(token).len();
    if letters == 0 {
        return numbers(token, &code, digits, country);
    }
    if digits == 0 {
        return vec![Name, Town, Company, Email, CustomerKey, Plate];
    }
    if code.len() == 17 && digits >= 3 {
        let mut found = vec![Vin, CustomerKey];
        found.extend(parts_an_address(token).then_some(Email));
        return found;
    }
    if birth_date::read(token, country).is_some() && token.contains(['.', '/', '-']) {
        return vec![BirthDate, CustomerKey];
    }
    if phone_with_remark(token, digits) {
        return vec![Phone, CustomerKey];
    }
    let mut found = Vec::new();
    if postcode::fits(token, country) == Some(true) {
        found.push(Postcode);
    }
    let own = plate::unmistakable(token) || plate::looks_like(token, country);
    if own || plate::german_as_written(token) {
        // In America anything can be a plate, and abroad M-AB1234 need not be one: letters and
        // digits are a customer number first.
        if (country == "US" || !own) && is_key(token) {
            found.push(CustomerKey);
        }
        found.push(Plate);
    }
    if foreign_postcode(token, country) && !found.contains(&Postcode) {
        found.push(Postcode);
    }
    let vin_end = is_vin_end(&code);
    let key = is_key(token);
    // Two leading letters may begin a VIN's end; three and more begin a customer number.
    let lead = code.bytes().take_while(u8::is_ascii_alphabetic).count();
    if vin_end && lead >= 3 && key {
        found.extend([CustomerKey, VinEnd]);
    } else if vin_end {
        found.extend([VinEnd, CustomerKey]);
    } else if found.is_empty() && outward_code(&code, country) {
        found.extend([Postcode, CustomerKey]);
    } else if !found.is_empty() || key {
        found.push(CustomerKey);
    } else if postcode_begins(token, country) {
        found.push(Postcode);
    } else if token.contains(['.', '_', '+']) {
        found.push(Email);
    }
    found.extend([CustomerKey, Plate, Name, VinEnd, Phone]);
    if key && postcode_begins(token, country) {
        found.push(Postcode);
    }
    if parts_an_address(token) {
        found.push(Email);
    }
    found
}

/// `petra.muller850`, `bob-lee7`: without a mark it is one word of an e-mail address, which is found
/// like the word of a name.
fn parts_an_address(token: &str) -> bool {
    token.contains(['.', '_', '+', '-'])
}

/// A word without any letter.
fn numbers(token: &str, code: &str, digits: usize, country: &str) -> Vec<Meaning> {
    use Meaning::{BirthDate, CustomerKey, Phone, Plate, Postcode, Vin, VinEnd};
    let whole = token.starts_with(['+', '(']) || token.starts_with("00");
    let date = !super::spans::is_dialled(token) && birth_date::read(token, country).is_some();
    if date && token.contains(['.', '/', '-']) {
        return vec![BirthDate, Phone, CustomerKey];
    }
    let postal = postcode::fits(token, country) == Some(true);
    if whole && !(postal && digits == 5 && !token.starts_with('+')) {
        let mut found = vec![Phone, CustomerKey, Postcode];
        // Not all that begins with two zeros goes abroad.
        if token.starts_with("00") && (4..=8).contains(&digits) {
            found.push(VinEnd);
        }
        return found;
    }
    if postal && (digits >= 5 || token.contains('-')) {
        return vec![Postcode, Phone, CustomerKey];
    }
    if plate::looks_like(token, country) && token.contains('-') {
        return vec![Plate, CustomerKey, Phone];
    }
    if network_id(token) {
        return vec![CustomerKey, Phone];
    }
    if code.len() == 17 {
        return vec![Vin, CustomerKey];
    }
    let mut found = vec![Phone];
    if digits == 8 {
        found.extend(if date { [BirthDate, VinEnd] } else { [VinEnd, BirthDate] });
    }
    if digits == 4 {
        found.push(Postcode);
    }
    found.extend([CustomerKey, Postcode]);
    if (4..8).contains(&digits) {
        found.push(VinEnd);
    }
    found
}

/// The digits of what was typed, or E.164 where it is a whole number. A few digits that happen
/// to have a valid length somewhere are still only a part: a whole national number begins with
/// the trunk zero, or belongs to a country that has none.
pub(super) fn phone_value(text: &str, country: &str) -> String {
    const WITHOUT_TRUNK_ZERO: &[&str] = &[
        "US", "CA", "PT", "ES", "DK", "NO", "IT", "GR", "PL", "CZ", "LU", "MT", "CY", "IS", "LV",
        "EE",
    ];
    let digits = phone::digits(text);
    let marked = text.trim_start().starts_with(['+', '0', '(']);
    let free = WITHOUT_TRUNK_ZERO.iter().any(|code| code.eq_ignore_ascii_case(country));
    if digits.len() >= 8 && (marked || free)
        && let Some(phone) = phone::Phone::parse(text, country)
        // Numbers of the right length outside the ranges in use are whole too; where lengths
        // vary, short ones may still be growing under the typing hand. Where the trunk zero had to
        // be counted in for the right length, a digit is missing.
        && (phone.is_valid() || phone.national_digits().trim_start_matches('0').len() >= 9)
    {
        return phone.e164();
    }
    if text.trim_start().starts_with('+') {
        // +44 (0)79: not dialled from abroad.
        return phone::digits(&text.replacen("(0)", "", 1));
    }
    digits
}

/// `07700900123(wife)`: mostly a number.
fn phone_with_remark(token: &str, digits: usize) -> bool {
    digits >= 7
        && token.contains(['(', '/'])
        && token.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('))
}

/// Eight characters a VIN can end in: the model year, the plant, a serial number of digits.
pub(super) fn is_vin_end(code: &str) -> bool {
    code.len() == 8
        && !code.contains(['I', 'O', 'Q'])
        && !code.starts_with(['U', 'Z', '0'])
        && code.bytes().skip(4).all(|b| b.is_ascii_digit())
        && code.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Letters, then digits: `DOM123`, `K-00017`.
fn is_key(token: &str) -> bool {
    let code: String = token.chars().filter(|c| !matches!(c, '-' | '_' | '/' | '.')).collect();
    let lead = code.chars().take_while(|c| c.is_alphabetic()).count();
    let tail = code.chars().count() - lead;
    (1..=6).contains(&lead) && tail >= 1 && code.chars().skip(lead).all(|c| c.is_ascii_digit())
}

/// `01-16203`: a branch and a number.
fn network_id(token: &str) -> bool {
    token.split_once('-').is_some_and(|(branch, number)| {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        (1..=2).contains(&branch.len())
            && (4..=8).contains(&number.len())
            && digits(branch)
            && digits(number)
    })
}

/// A postcode of another country whose codes look like little else.
fn foreign_postcode(token: &str, country: &str) -> bool {
    postcode::format(token, "GB").is_some()
        || postcode::format(token, "CA").is_some()
        || country != "NL"
            && postcode::normalise(token).len() == 6
            && postcode::format(token, "NL").is_some()
}

/// The start of a postcode of this country, or of another whose codes look like little else. 1234 a
/// is a number and a name outside the Netherlands.
pub(super) fn postcode_begins(text: &str, country: &str) -> bool {
    [country, "GB", "CA"].iter().any(|country| postcode::begins(text, country))
        || (text.to_uppercase() == text || !text.contains(' ')) && postcode::begins(text, "NL")
}

/// The first half of a British postcode: `LS1`, `SW1A`.
fn outward_code(code: &str, country: &str) -> bool {
    country == "GB" && postcode::format(&format!("{code}1AA"), "GB").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_vin_is_told_from_a_customer_number() {
        assert!(is_vin_end("6C650709"));
        assert!(!is_vin_end("DOM12345"), "no VIN has an O");
        assert!(!is_vin_end("12345678"), "digits alone are a phone number first");
        assert!(is_key("DOM123") && is_key("K-00017") && !is_key("6C650709"));
    }
}
