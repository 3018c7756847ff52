//! E-mail addresses: checked when a person enters one, compared whatever was stored.

use email_address::{EmailAddress, Options};

/// RFC 5321 allows no longer address.
pub const LONGEST: usize = 254;

/// An address that mail could be sent to.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(redacted)")
    }
}

impl Email {
    /// Reads `maria@sousa.example`, also as `mailto:` or between angle brackets.
    pub fn parse(text: &str) -> Option<Self> {
        let text = bare(text);
        if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return None;
        }
        let options =
            Options::default().without_display_text().without_domain_literal().with_required_tld();
        EmailAddress::parse_with_options(text, options).ok()?;
        Some(Self(text.to_owned()))
    }

    /// As it was typed, without what surrounded it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn bare(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || crate::fold::is_invisible(c));
    let text = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(text);
    match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &text[7..],
        _ => text,
    }
}

/// The form two addresses are compared in: lower case, nothing around it. Mail servers may tell
/// capital letters apart; people never do.
pub fn comparable(text: &str) -> String {
    bare(text).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is typed before the `@` where there is no address, without what stands between the words.
const NOBODYS: &[&str] = &[
    "aucun",
    "aucune",
    "eiole",
    "geen",
    "geenemail",
    "geenmail",
    "ingen",
    "ingenmail",
    "keine",
    "keineangabe",
    "keineemail",
    "keinemail",
    "keinemailadresse",
    "kundehatkeine",
    "na",
    "noemail",
    "nomail",
    "none",
    "noreply",
    "pasdemail",
    "sansmail",
    "sincorreo",
    "sinemail",
    "test",
];

/// Whether an address was typed for lack of one.
pub fn is_placeholder(text: &str) -> bool {
    let local = local_part(text);
    let joined: String = local.chars().filter(|c| c.is_alphabetic()).collect();
    crate::names::is_unknown(&local) || NOBODYS.contains(&joined.as_str())
}

/// The part before the `@` of the compared form, empty where there is none.
pub fn local_part(text: &str) -> String {
    match comparable(text).rsplit_once('@') {
        Some((local, _)) => local.to_owned(),
        None => String::new(),
    }
}

/// A second form under which one mailbox may be known: without a `+tag`, and at Google without
/// dots. `None` where it says nothing new.
pub fn mailbox(text: &str) -> Option<String> {
    let whole = comparable(text);
    let (local, domain) = whole.rsplit_once('@')?;
    let untagged = local.split('+').next().unwrap_or(local);
    let google = matches!(domain, "gmail.com" | "googlemail.com");
    let local = if google { untagged.replace('.', "") } else { untagged.to_owned() };
    let domain = if google { "gmail.com" } else { domain };
    let mailbox = format!("{local}@{domain}");
    (!local.is_empty() && mailbox != whole).then_some(mailbox)
}

/// Whether both texts are one mailbox.
pub fn same_mailbox(a: &str, b: &str) -> bool {
    let (a_whole, b_whole) = (comparable(a), comparable(b));
    !a_whole.is_empty()
        && a_whole.contains('@')
        && mailbox(a).unwrap_or(a_whole) == mailbox(b).unwrap_or(b_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_typed_for_lack_of_one_is_known() {
        for text in
            ["keine@web.example", "no-email@x.example", "Unbekannt@y.example", "n.a@z.example"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["info@garage.example", "nora.keine-meyer@x.example", "tester@x.example", ""] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_read_with_what_surrounds_them() {
        for text in ["maria@sousa.example", " <maria@sousa.example> ", "mailto:maria@sousa.example"]
        {
            assert_eq!(
                Email::parse(text).map(|email| email.as_str().to_owned()).as_deref(),
                Some("maria@sousa.example"),
                "{text}"
            );
        }
        assert!(Email::parse("jürgen@müller.example").is_some());
    }

    #[test]
    fn what_no_mail_reaches_is_no_address() {
        for text in ["", "maria", "maria@", "@sousa.example", "a b@c.example", "a@b", "a@b@c.de"] {
            assert!(Email::parse(text).is_none(), "{text}");
        }
        assert!(Email::parse(&format!("{}@x.example", "a".repeat(5_000_000))).is_none());
    }

    #[test]
    fn one_mailbox_is_known_under_its_usual_forms() {
        assert!(same_mailbox("Maria.Sousa+cars@GMail.com", "mariasousa@googlemail.com"));
        assert!(same_mailbox("M@x.example", "m@X.example"));
        assert!(!same_mailbox("m.s@x.example", "ms@x.example"));
        assert!(!same_mailbox("", ""));
        assert!(!same_mailbox("unknown", "unknown"));
        assert_eq!(mailbox("m@x.example"), None);
    }
}
