//! Who acts, for which dealer, over which line.

use crate::people::Standing;
use crate::{Config, Desk};
use network::settings::Settings;

impl Desk {
    /// The dealer whose customers these are: entries are only ever sent there.
    pub fn dealer(&self) -> String {
        dealer(&self.config)
    }

    /// What pauses and waits together: one host with one set of credentials.
    pub fn lane(&self) -> String {
        lane(&self.config)
    }

    /// Who acts, for entries and the audit: the person at the desk, or, where none are set up, whoever
    /// is signed in to the computer. Beside people who work here that account is marked as one.
    pub fn author(&self) -> String {
        match self.seat.standing() {
            Standing::Everybody => account(),
            Standing::As(person) => person.name,
            Standing::Empty => format!("{ACCOUNT}{}", account()),
        }
    }
}

/// Stands before the name of an account; no person's name has a colon.
const ACCOUNT: &str = "os:";

fn account() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.trim().is_empty()))
        .unwrap_or_else(|| "desk".to_owned())
}

pub(crate) fn dealer(config: &Config) -> String {
    config.network.as_ref().map_or_else(|| "none".to_owned(), Settings::dealer)
}

/// What the dealer was called before the place of the network was part of it.
pub(crate) fn dealer_without_place(config: &Config) -> Option<String> {
    Some(match config.network.as_ref()? {
        Settings::Keyloop(keyloop) => {
            format!("keyloop/{}/{}", keyloop.enterprise_id, keyloop.store_id)
        }
        Settings::MyKaarma(mykaarma) => format!("mykaarma/{}", mykaarma.department_uuid),
    })
}

pub(crate) fn lane(config: &Config) -> String {
    format!("{} {}", config.base_url().unwrap_or_default(), dealer(config))
}
