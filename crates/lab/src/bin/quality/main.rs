//! Prints how well people are told apart.
//!
//! - `quality dealer [seeds=…] [noise=…] [rows=…] [events=…] [most=…]`: made-up dealers, beside
//!   plainer methods; `most=32,64` also compares only the likeliest so many
//! - `quality keys [seeds=…] [rows=…] [without=…] [each]`: what the blocking keys find
//! - `quality febrl3 RECORDS PAIRS`, `quality febrl4 STORED ASKING PAIRS`: files of records
//! - `quality desk STORED ASKING PAIRS [country=US]`: two files of records, as a day at the desk
//! - `quality export FOLDER [seed=…] [noise=…]`: a made-up dealer as such files
//! - `quality ask [sets=…] [seed=…]`: how often the best question is asked
//! - `quality unsure [seeds=…] [rows=…]`: which kinds of agreement are said too surely
//! - `quality twice [seeds=…]`: what the scan for customers stored twice would list
//! - `quality speed`: how long one decision takes
#![expect(clippy::print_stdout, reason = "it reports to whoever ran it")]

mod ask;
mod dealers;
mod desk;
mod export;
mod keys;
mod missed;
mod pairs;
mod speed;
mod twice;
mod unsure;

use lab::files::Unreadable;
use std::process::ExitCode;

const COUNTRY: &str = "GB";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["dealer", options @ ..] => {
            dealers::dealers(options);
            Ok(())
        }
        ["febrl3", records, pairs, options @ ..] => {
            pairs::files("FEBRL 3", [records, records, pairs], options)
        }
        ["febrl4", stored, asking, pairs, options @ ..] => {
            pairs::files("FEBRL 4", [stored, asking, pairs], options)
        }
        ["desk", stored, asking, pairs, options @ ..] => {
            desk::desk([stored, asking, pairs], options)
        }
        ["ask", options @ ..] => {
            ask::ask(options);
            Ok(())
        }
        ["export", folder, options @ ..] => export::export(folder, options),
        ["keys", options @ ..] => {
            keys::keys(options);
            Ok(())
        }
        ["speed"] => {
            speed::speed();
            Ok(())
        }
        ["twice", options @ ..] => {
            twice::twice(options);
            Ok(())
        }
        ["unsure", options @ ..] => {
            unsure::unsure(options);
            Ok(())
        }
        ["missed", options @ ..] => {
            missed::missed(options);
            Ok(())
        }
        _ => Err(Unreadable(
            "quality dealer [seeds=7,17,27,37] [noise=0.5,1,1.5,2] [rows=1000000] [events=1000] \
             [most=32,64] | keys | febrl3 RECORDS PAIRS [everything] | \
             febrl4 STORED ASKING PAIRS [everything] | desk STORED ASKING PAIRS [country=US] | \
             export FOLDER [seed=7] | ask [sets=200] | unsure | twice | speed | missed [show]"
                .to_owned(),
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Unreadable(why)) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

pub fn list<T: std::str::FromStr>(options: &[&str], name: &str, usual: &str) -> Vec<T> {
    let given = options.iter().find_map(|option| option.strip_prefix(name));
    given.unwrap_or(usual).split(',').filter_map(|one| one.parse().ok()).collect()
}
