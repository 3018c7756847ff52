//! The files under `profiles/`: each says what it knows itself and names the file it is laid over.
//! They are part of the program.
//!
//! A file is TOML with the members of [`Profile`] and two of its own: `base`, the name of the file
//! under it, and `fields` as a list of groups, so that a rule for many members is written once. What
//! an upper file says wins, member by member; a stated value is replaced together with its
//! confidence, so that nobody's guess passes for documented.

use serde::Deserialize;
use serde::de::Error as _;
use toml::de::Error;
use toml::{Table, Value};

use super::Profile;

/// A base stands before whatever is laid over it; those with an `id` are profiles, in the order a
/// person chooses from.
pub(super) const FILES: [(&str, &str); 9] = [
    ("keyloop", include_str!("../../profiles/base/keyloop.toml")),
    ("keyloop-latin-1", include_str!("../../profiles/base/keyloop-latin-1.toml")),
    ("dracar-plus", include_str!("../../profiles/dracar-plus.toml")),
    ("eva", include_str!("../../profiles/eva.toml")),
    ("aswin", include_str!("../../profiles/aswin.toml")),
    ("autoline", include_str!("../../profiles/autoline.toml")),
    ("autoline-drive", include_str!("../../profiles/autoline-drive.toml")),
    ("automaster", include_str!("../../profiles/automaster.toml")),
    ("mykaarma", include_str!("../../profiles/mykaarma.toml")),
];

/// Every profile of a list of files, or what is wrong with it.
pub(super) fn profiles(files: &[(&str, &str)]) -> Vec<Result<Profile, Error>> {
    (0..files.len())
        .map(|at| whole(files, at))
        .filter(|table| !table.as_ref().is_ok_and(|table| !table.contains_key("id")))
        .map(|table| Profile::deserialize(table?))
        .collect()
}

/// A file with all that is under it.
fn whole(files: &[(&str, &str)], at: usize) -> Result<Table, Error> {
    let mut own: Table = toml::from_str(files[at].1)?;
    if let Some(groups) = own.remove("fields") {
        own.insert("fields".to_owned(), by_path(groups)?.into());
    }
    let Some(base) = own.remove("base") else { return Ok(own) };
    // Only what stands before it can be under it: no file is under itself.
    let under = files[..at]
        .iter()
        .position(|(name, _)| base.as_str() == Some(name))
        .ok_or_else(|| Error::custom(format!("no file before it has the name {base}")))?;
    let mut all = whole(files, under)?;
    // Whose it is, is never inherited.
    for member in ["id", "version", "title"] {
        all.remove(member);
    }
    lay(&mut all, own);
    Ok(all)
}

#[derive(Deserialize)]
struct Group {
    paths: Vec<String>,
    #[serde(flatten)]
    rule: Table,
}

fn by_path(groups: Value) -> Result<Table, Error> {
    let mut fields = Table::new();
    for group in Vec::<Group>::deserialize(groups)? {
        for path in group.paths {
            let rule = Table::from_iter([(path, group.rule.clone().into())]);
            lay(&mut fields, rule);
        }
    }
    Ok(fields)
}

fn lay(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(there)), Value::Table(here)) if !here.contains_key("value") => {
                lay(there, here);
            }
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Confidence;

    const BASE: (&str, &str) = FILES[0];
    const OWN: &str = r#"
        base = "keyloop"
        id = "x"
        version = 3
        title = "X"
        regions = { value = ["eu"], confidence = "assumed" }
        country = { value = "FR", confidence = "assumed" }
        language = { value = "fr-FR", confidence = "assumed" }
    "#;

    fn one(own: &str) -> Result<Profile, Error> {
        profiles(&[BASE, ("x", own)]).pop().expect("the second is a profile")
    }

    #[test]
    fn a_file_changes_what_it_says_and_keeps_the_rest_of_its_base() {
        let plain = one(OWN).expect("a profile");
        let changed = one(&format!(
            "{OWN}
            [writes]
            settle_seconds = {{ value = 5, confidence = \"documented\" }}
            [[fields]]
            paths = [\"names.familyName\"]
            max = 7
            confidence = \"documented\""
        ))
        .expect("a profile");
        let mut expected = plain.clone();
        expected.writes.settle_seconds.value = 5;
        expected.writes.settle_seconds.confidence = Confidence::Documented;
        let rule = expected.fields.get_mut("names.familyName").expect("a rule");
        assert!(rule.required, "said by the base");
        (rule.max, rule.confidence) = (Some(7), Confidence::Documented);
        assert_eq!(changed, expected);
    }

    #[test]
    fn a_value_without_its_own_confidence_is_refused() {
        assert!(one(&format!("{OWN}\ncharset = {{ value = \"latin-1\" }}")).is_err());
        assert!(one(&format!("{OWN}\ncharset = {{ confidence = \"documented\" }}")).is_ok());
    }

    #[test]
    fn a_misspelt_member_and_an_unknown_base_are_refused() {
        assert!(one(&format!("{OWN}\nchrset = \"x\"")).is_err());
        assert!(one(&format!("{OWN}\n[[fields]]\npaths = [\"a\"]\nmx = 1")).is_err());
        assert!(one(&OWN.replace("\"keyloop\"", "\"x\"")).is_err());
    }
}
