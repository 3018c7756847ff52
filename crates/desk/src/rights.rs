//! Who may do what: four roles, and the rights each has. One table; `docs/SECURITY.md` prints it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Sales,
    Manager,
    /// Looks after the kiosk and sees no customer.
    Kiosk,
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Sales, Self::Manager, Self::Kiosk, Self::Admin];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Manager => "manager",
            Self::Kiosk => "kiosk",
            Self::Admin => "admin",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    pub fn has(self, right: Right) -> bool {
        ALLOWED.iter().any(|(one, roles)| *one == right && roles.contains(&self))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Find, open, correct and create customers, and what follows from that.
    Customers,
    /// Open the kiosk at this desk and close it.
    RunKiosk,
    /// Create somebody although a strong candidate stands in the way.
    OverrideDuplicate,
    /// Give up a write that waits.
    DiscardWrite,
    /// Take data out of the program as a file.
    Export,
    /// See identity numbers.
    ViewIdentity,
    /// Forget a person on this computer.
    Erase,
    /// Change what this desk is connected to and how it decides.
    SetUp,
    /// Say who works here, with which role and PIN.
    ManagePeople,
}

impl Right {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::RunKiosk => "run_kiosk",
            Self::OverrideDuplicate => "override_duplicate",
            Self::DiscardWrite => "discard_write",
            Self::Export => "export",
            Self::ViewIdentity => "view_identity",
            Self::Erase => "erase",
            Self::SetUp => "set_up",
            Self::ManagePeople => "manage_people",
        }
    }
}

const EVERYBODY: &[Role] = &Role::ALL;
const LEADS: &[Role] = &[Role::Manager, Role::Admin];

/// The table.
pub const ALLOWED: &[(Right, &[Role])] = &[
    (Right::Customers, &[Role::Sales, Role::Manager, Role::Admin]),
    (Right::RunKiosk, EVERYBODY),
    (Right::OverrideDuplicate, LEADS),
    (Right::DiscardWrite, LEADS),
    (Right::Export, LEADS),
    (Right::ViewIdentity, LEADS),
    (Right::Erase, LEADS),
    (Right::SetUp, &[Role::Admin]),
    (Right::ManagePeople, &[Role::Admin]),
];

/// The table for people to read.
pub fn as_table() -> String {
    let mut text = String::from("| right |");
    for role in Role::ALL {
        text.push_str(&format!(" {} |", role.word()));
    }
    text.push_str("\n|---|---|---|---|---|\n");
    for (right, roles) in ALLOWED {
        text.push_str(&format!("| `{}` |", right.word()));
        for role in Role::ALL {
            text.push_str(if roles.contains(&role) { " yes |" } else { " – |" });
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_stands_in_the_table_once_and_the_admin_has_them_all() {
        for (right, _) in ALLOWED {
            assert_eq!(ALLOWED.iter().filter(|(one, _)| one == right).count(), 1, "{right:?}");
            assert!(Role::Admin.has(*right), "{right:?}");
        }
        assert!(!Role::Kiosk.has(Right::Customers) && !Role::Sales.has(Right::Erase));
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
    }

    #[test]
    fn the_document_prints_the_table_as_it_is() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SECURITY.md");
        let text = std::fs::read_to_string(path).unwrap();
        let (begin, end) = ("<!-- rights: begin -->\n", "<!-- rights: end -->");
        let (before, rest) = text.split_once(begin).unwrap();
        let (found, after) = rest.split_once(end).unwrap();
        if std::env::var_os("SHOWROOM_WRITE_RIGHTS").is_some() {
            let table = as_table();
            std::fs::write(path, format!("{before}{begin}{table}{end}{after}")).unwrap();
            return;
        }
        assert_eq!(found, as_table(), "run this test with SHOWROOM_WRITE_RIGHTS=1");
    }
}
