//! Whether a file is the setup program of the version it was offered as: signed with the key of this
//! build, and under a name, signed too, that holds that version. Without the second anybody who can
//! put files onto the IT's shelf could offer an old setup program, signed once, as a new one.

use super::manifest::Release;
use minisign_verify::{PublicKey, Signature};

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    #[error("the key in this build is no minisign key")]
    Key,
    #[error("it is not signed with the key of this build")]
    Signature,
    #[error("what is signed is another file: {0}")]
    OtherFile(String),
}

/// Gives the signed name.
pub(super) fn prove(key: &str, bytes: &[u8], release: &Release) -> Result<String, Unproven> {
    let key = PublicKey::from_base64(key).map_err(|_| Unproven::Key)?;
    let signature = Signature::decode(&release.signature).map_err(|_| Unproven::Signature)?;
    key.verify(bytes, &signature, false).map_err(|_| Unproven::Signature)?;
    // Only now: the comment of a signature that was not verified may be cut short, and anybody's.
    let comment = signature.trusted_comment();
    let name = comment.split('\t').find_map(|part| part.strip_prefix("file:")).unwrap_or_default();
    let wanted = format!("_{}_", release.version);
    if is_plain(name) && name.contains(&wanted) {
        Ok(name.to_owned())
    } else {
        Err(Unproven::OtherFile(name.to_owned()))
    }
}

/// A name in one folder, that no shell reads as anything else.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    name.ends_with(".exe") && !name.starts_with(['.', '-']) && name.bytes().all(plain)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The secret half was made for these lines and thrown away.
    pub const KEY: &str = "RWQ59/lfWa6dyW9Sngnj+MeJ3bgwT/7qYLgtDgB0RdiY9CQVkPpzC+7C";
    pub const SETUP: &[u8] = b"the setup program of 0.2.0";
    pub const SIGNATURE: &str = "untrusted comment: signature from minisign secret key
RUQ59/lfWa6dyYc2CevJ394o54/sDHzJAigI2MELNH0neUONQNMS6fSXzkJVLg7K/Ai3qJ9/V5rpjE4AoMQ+zq+kVgD6FqDWqgI=
trusted comment: timestamp:1790000000\tfile:Showroom_0.2.0_x64-setup.exe\thashed
S3kBivxxhNpLkc7cTzPNScKEgVduD3PVXh+qj2UnGqPrY5nM95qy5RSxpkGS2why6WvqFhEhlBirkMYmg6K4BQ==
";
    /// The same file, by a key of the same name.
    const ANOTHERS: &str = "untrusted comment: signature from minisign secret key
RUQ59/lfWa6dyX9bTIXCWBDjPDHyoQ7TjzOOb0PX9roTwKT2fvxltdP4hbpMTwAlNGQt07qdaOrmk3WUGbPPd3sei1fYjJtO8QQ=
trusted comment: timestamp:1790000000\tfile:Showroom_0.2.0_x64-setup.exe\thashed
y3rWb1BZZf4cG059XVn3wb7HGRuTtgmpibqz+/XieUfptfhjwEvKL/uxdylEJHybRrdW4ZaDrPhfmbwURThRDw==
";

    fn release(version: &str, signature: &str) -> Release {
        Release {
            version: version.to_owned(),
            notes: String::new(),
            rollout: 100,
            file: url::Url::parse("https://it.example/anything").unwrap(),
            signature: signature.to_owned(),
        }
    }

    #[test]
    fn a_signed_setup_program_is_taken_under_its_signed_name() {
        let name = prove(KEY, SETUP, &release("0.2.0", SIGNATURE));
        assert_eq!(name.as_deref(), Ok("Showroom_0.2.0_x64-setup.exe"));
    }

    #[test]
    fn one_changed_byte_or_another_key_is_refused() {
        let good = release("0.2.0", SIGNATURE);
        let mut changed = SETUP.to_vec();
        changed[3] ^= 1;
        assert_eq!(prove(KEY, &changed, &good), Err(Unproven::Signature));
        assert_eq!(prove(KEY, b"", &good), Err(Unproven::Signature));
        assert_eq!(prove(KEY, SETUP, &release("0.2.0", ANOTHERS)), Err(Unproven::Signature));
        assert_eq!(prove("RWQ59", SETUP, &good), Err(Unproven::Key));
    }

    #[test]
    fn an_old_setup_program_offered_as_a_new_one_is_refused() {
        for version in ["0.3.0", "0.20.0", "10.2.0", "2.0"] {
            assert_eq!(
                prove(KEY, SETUP, &release(version, SIGNATURE)),
                Err(Unproven::OtherFile("Showroom_0.2.0_x64-setup.exe".to_owned())),
                "{version}"
            );
        }
        // The signed name is signed: writing another version into it breaks the proof.
        let renamed = SIGNATURE.replace("0.2.0", "0.3.0");
        assert_eq!(prove(KEY, SETUP, &release("0.3.0", &renamed)), Err(Unproven::Signature));
    }

    #[test]
    fn what_is_no_signature_is_refused_and_nothing_breaks() {
        let cut: Vec<String> =
            (0..SIGNATURE.len()).map(|end| SIGNATURE[..end].to_owned()).collect();
        let others = ["", "\n\n\n\n", "x\ny\nz\n", "untrusted comment: é\né\né\né"];
        for text in others.into_iter().map(str::to_owned).chain(cut) {
            let proved = prove(KEY, SETUP, &release("0.2.0", &text));
            // The last line break may be missing.
            let whole = text.trim_end() == SIGNATURE.trim_end();
            assert_eq!(proved.is_ok(), whole, "{text}");
        }
    }

    #[test]
    fn a_name_is_a_name_in_one_folder() {
        for name in ["a_1.0.0_x.exe", "Showroom_0.2.0_x64-setup.exe"] {
            assert!(is_plain(name), "{name}");
        }
        for name in
            ["", "../a.exe", "a b.exe", "a&b.exe", "-a.exe", ".exe", "a.exe.txt", "a\\b.exe"]
        {
            assert!(!is_plain(name), "{name}");
        }
    }
}
