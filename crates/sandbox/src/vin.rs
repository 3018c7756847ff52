//! Vehicle identification numbers: the check digit of ISO 3779 as North America uses it.

const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

fn value(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c.to_digit(10)?,
        'A' | 'J' => 1,
        'B' | 'K' | 'S' => 2,
        'C' | 'L' | 'T' => 3,
        'D' | 'M' | 'U' => 4,
        'E' | 'N' | 'V' => 5,
        'F' | 'W' => 6,
        'G' | 'P' | 'X' => 7,
        'H' | 'Y' => 8,
        'R' | 'Z' => 9,
        _ => return None,
    })
}

fn check_digit(vin: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in vin.chars().zip(WEIGHTS) {
        sum += value(c)? * weight;
    }
    match sum % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

pub fn is_valid(vin: &str) -> bool {
    vin.chars().count() == 17 && check_digit(vin).is_some_and(|c| vin.chars().nth(8) == Some(c))
}

/// Puts the right check digit into the ninth place of a number that is otherwise complete.
pub fn with_check_digit(vin: &str) -> String {
    let digit = check_digit(vin).unwrap_or('0');
    vin.chars().enumerate().map(|(at, c)| if at == 8 { digit } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_example_is_valid_and_one_changed_letter_is_not() {
        assert!(is_valid("1M8GDM9AXKP042788"));
        assert!(!is_valid("1M8GDM9A1KP042788"));
        assert!(!is_valid("1M8GDM9AXKP04278"));
        assert!(!is_valid("1M8GDM9AXKP04278O"));
    }

    #[test]
    fn a_made_number_passes_its_own_check() {
        assert!(is_valid(&with_check_digit("WVWZZZ1K06W650709")));
    }
}
