//! Why a key or a credential could not be had, and what a person can do about it.

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing answers where the keyring should be.
    #[error("no keyring is running for this account: {why}")]
    NoKeyring { why: String },
    /// It is there, but closed, and nobody opened it when asked.
    #[error("the keyring is locked")]
    Locked,
    /// The keyring, or the file's rights, keep this program out.
    #[error("access to the keys was refused: {why}")]
    Denied { why: String },
    /// The file of keys cannot be written: the disk is full.
    #[error("there is no space left on the disk")]
    DiskFull,
    /// It answers, but not with what a keyring or a key file holds.
    #[error("the key store does not work: {why}")]
    Broken { why: String },
    /// The words do not open it, or it is not as it was sealed.
    #[error("these words do not open it")]
    WrongWords,
    #[error("no recovery phrase was made for this data folder")]
    NoPhrase,
    /// A new key was asked for where one stands: it would make a file unreadable.
    #[error("there is a key under the name {name} already")]
    Exists { name: &'static str },
}

impl Failure {
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::NoKeyring { .. } => {
                "Start the keyring of this account (on Linux a Secret Service such as \
                 gnome-keyring or KWallet; sign in to the desktop again), then try again."
            }
            Self::Locked => "Unlock the keyring with the account's password, then try again.",
            Self::Denied { .. } => {
                "Allow this program to use the keyring, or give the account back its rights on \
                 the data folder, then try again."
            }
            Self::DiskFull => "Make room on the disk, then try again. Nothing has been changed.",
            Self::Broken { .. } => {
                "Restore the keyring, or keys.json, from a backup made with the data folder. \
                 Nothing has been overwritten."
            }
            Self::WrongWords => {
                "Type them again as they were written down. Nothing has been changed."
            }
            Self::NoPhrase => {
                "Restore the keyring from a backup made with the data folder. Nothing has been \
                 changed."
            }
            Self::Exists { .. } => "Use the key that is there.",
        }
    }
}
