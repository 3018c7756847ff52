//! The contract with the windows: generated TypeScript, capabilities, and commands on real files. The
//! types are current; `SHOWROOM_WRITE_TYPES=1` writes them anew (`make types`).

#![expect(clippy::unwrap_used, reason = "a helper that finds nothing has to fail its test")]

mod apart;
mod asleep;
mod dead_man;
mod hand_off;
mod importing;
mod kept;
mod kiosk;
mod licence;
mod locked;
mod matrix;
mod outage;
mod people;
mod practice;
mod receipts;
mod reference;
mod release;
mod self_check;
mod sources;
mod taking_over;
mod truth;
mod window;

use std::path::Path;

const FILE: &str = "../../ui/src/lib/api/generated/types.ts";

#[test]
fn the_windows_types_are_those_of_the_core() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let wanted = api::typescript::module();
    if std::env::var_os("SHOWROOM_WRITE_TYPES").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "ui types are stale: run `make types` and commit the result");
}

#[test]
fn the_kiosk_reaches_few_commands_and_none_reads_a_customer() {
    let kiosk = api::COMMANDS
        .iter()
        .filter(|command| command.windows.contains(&api::Window::Kiosk))
        .map(|command| command.name)
        .collect::<Vec<_>>();
    assert_eq!(kiosk, ["kiosk_form", "kiosk_submit", "kiosk_help", "kiosk_leave"]);
}
