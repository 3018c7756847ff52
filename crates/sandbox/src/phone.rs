//! What a dealer's system knows about telephone numbers: six countries' dialling codes and the
//! notations clerks type. It is deliberately simple; a number it cannot read stays as typed.

use crate::fold::digits;

pub const COUNTRIES: [(&str, &str); 6] =
    [("GB", "44"), ("NL", "31"), ("DE", "49"), ("FI", "358"), ("FR", "33"), ("US", "1")];

fn dialling_code(country: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(name, _)| *name == country).map(|(_, code)| *code)
}

/// E.164 of a number as typed in a country; `None` where the notation says too little.
pub fn to_e164(typed: &str, country: &str) -> Option<String> {
    let number = digits(&typed.replace("(0)", ""));
    let international = if typed.trim_start().starts_with('+') {
        number
    } else if let Some(rest) = number.strip_prefix("00") {
        rest.to_owned()
    } else {
        let code = dialling_code(country)?;
        match (country, number.len()) {
            ("US", 10) => format!("1{number}"),
            ("US", 11) if number.starts_with('1') => number,
            ("US", _) => return None,
            _ => format!("{code}{}", number.strip_prefix('0')?),
        }
    };
    let e164 = format!("+{international}");
    is_e164(&e164).then_some(e164)
}

/// `+`, a digit other than 0, and 7 to 14 more.
pub fn is_e164(number: &str) -> bool {
    let Some(rest) = number.strip_prefix('+') else { return false };
    (8..=15).contains(&rest.len())
        && !rest.starts_with('0')
        && rest.bytes().all(|b| b.is_ascii_digit())
}

/// The number as a clerk of that country might have typed it; `habit` chooses the notation.
pub fn as_typed(e164: &str, country: &str, habit: u32) -> String {
    let Some(national) =
        dialling_code(country).and_then(|code| e164.strip_prefix('+')?.strip_prefix(code))
    else {
        return e164.to_owned();
    };
    let code = dialling_code(country).unwrap_or_default();
    let cut = |at: usize| national.split_at_checked(at).unwrap_or((national, ""));
    match (country, habit % 4) {
        (_, 3) => e164.to_owned(),
        ("US", 0) => {
            let ((area, rest), exchange) = (cut(3), national.get(3..6).unwrap_or_default());
            format!("({area}) {exchange}-{}", rest.get(3..).unwrap_or_default())
        }
        ("US", _) => {
            let (area, rest) = cut(3);
            let (exchange, line) = rest.split_at_checked(3).unwrap_or((rest, ""));
            format!("{area}-{exchange}-{line}")
        }
        ("FR", 0 | 1) => {
            let dot = if habit.is_multiple_of(2) { " " } else { "." };
            pairs(&format!("0{national}"), dot)
        }
        ("NL", 0) => format!("0{}-{}", cut(1).0, cut(1).1),
        ("DE", 0) => format!("0{}/{}", cut(3).0, cut(3).1),
        ("GB", 0) => format!("({}) {}", format_args!("0{}", cut(4).0), cut(4).1),
        ("FI", 0) => format!("0{} {}", cut(2).0, cut(2).1),
        (_, 1) => format!("0{national}"),
        _ => {
            let at = if country == "GB" { 4 } else { 3.min(national.len()) };
            format!("+{code} {} {}", cut(at).0, cut(at).1)
        }
    }
}

fn pairs(number: &str, between: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    chars.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_reads_back_as_the_same_number() {
        for (country, e164) in [
            ("GB", "+447712304417"),
            ("NL", "+31612345678"),
            ("DE", "+4915112345678"),
            ("FI", "+358401234567"),
            ("FR", "+33612345678"),
            ("US", "+12125550147"),
        ] {
            for habit in 0..4 {
                let typed = as_typed(e164, country, habit);
                assert_eq!(to_e164(&typed, country).as_deref(), Some(e164), "{country} {typed}");
            }
        }
    }

    #[test]
    fn a_bare_ten_digit_number_is_not_e164() {
        assert!(!is_e164("3105550147"));
        assert!(is_e164("+13105550147"));
        assert_eq!(to_e164("555 0147", "US"), None);
    }
}
