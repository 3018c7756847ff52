//! What went wrong, in the only terms the desk acts on: what it means for a retry.

use std::time::Duration;

/// One field the network refused, as a record path (`names.familyName`) where it can be told.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refusal {
    pub field: Option<String>,
    pub message: String,
}

/// What is wrong with the certificate that was shown for the network's address. Each has somebody
/// whose job it is, and that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Certificate {
    #[error(
        "it has expired; whoever runs the network has to renew it (or this computer's date is wrong)"
    )]
    Expired,
    #[error("it is not valid yet; see whether this computer's date and time are right")]
    NotYetValid,
    #[error(
        "it is made out to another address; your administrator checks base_url, and whether a \
         proxy or a sign-in page stands in between"
    )]
    WrongHost,
    #[error(
        "nobody this computer trusts has signed it; your administrator installs the root \
         certificate of your company's proxy, or whoever runs the network completes its chain"
    )]
    UnknownIssuer,
    #[error(
        "it is valid, but no authority your IT has pinned stands behind it; everything waits here \
         until your IT has compared what `showroomctl trust show` prints with what whoever runs the \
         network says, and set [trust] pins or the connection right"
    )]
    NotPinned,
    #[error("it was withdrawn by its issuer; whoever runs the network has to replace it")]
    Revoked,
    #[error("it cannot be used; whoever runs the network has to replace it")]
    Unusable,
}

impl Certificate {
    pub const ALL: [Self; 7] = [
        Self::Expired,
        Self::NotYetValid,
        Self::WrongHost,
        Self::UnknownIssuer,
        Self::NotPinned,
        Self::Revoked,
        Self::Unusable,
    ];

    /// The code of it in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expired => "certificate_expired",
            Self::NotYetValid => "certificate_not_yet_valid",
            Self::WrongHost => "certificate_wrong_host",
            Self::UnknownIssuer => "certificate_unknown_issuer",
            Self::NotPinned => "certificate_not_pinned",
            Self::Revoked => "certificate_revoked",
            Self::Unusable => "certificate_unusable",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No byte of the request reached the network (no route, refused, resolve): try later.
    #[error("the network could not be reached: {why}")]
    NotSent { why: String },
    /// Somebody answers, and their certificate does not prove that it is the network. No byte of
    /// the request was sent, and waiting alone does not mend it.
    #[error("nothing was sent: the network's certificate is not accepted: {problem}")]
    Untrusted { problem: Certificate },
    /// It was sent, and nobody knows what became of it. For a write: search before anything else.
    #[error("the outcome is unknown: {why}")]
    Unknown { status: Option<u16>, why: String },
    /// Not executed; not before `after` (or the caller's own pace where the network named none).
    #[error("the network asks to wait")]
    Throttled { after: Option<Duration> },
    /// The time the network named is not over: nothing was asked, and nothing is known anew.
    #[error("the network asked to wait, and the time is not over")]
    Held { left: Duration },
    /// Not executed: the content was refused; only a person can change it.
    #[error("the network refused it: {}", said(.refusals))]
    Refused { status: u16, refusals: Vec<Refusal> },
    /// Not executed: the credentials are not accepted (401, 403 on everything, wrong password).
    #[error("the network did not accept the credentials: {why}")]
    SignIn { why: String },
    /// Not executed: signed in, but this is not allowed (scope or store not subscribed).
    #[error("the network does not permit this: {why}")]
    Permission { why: String },
    /// The customer does not exist (any more): merged or deleted.
    #[error("this customer no longer exists in the network")]
    Gone,
    /// Not executed: a DMS user has the record open.
    #[error("the record is locked by a DMS user")]
    Locked,
    /// Not executed: somebody changed the record in between.
    #[error("the record was changed in between")]
    Changed,
    /// What answered is not the network (a web page, a redirect, an address it does not know):
    /// settings or a captive portal. To a write: a web page answered, the outcome is unknown, and
    /// it is no use to send anything else before somebody has looked.
    #[error("what answered is not the dealer's network: {why}")]
    NotTheNetwork { why: String },
    /// A read of one customer was answered about another one. That says nothing against the
    /// network; nothing is written on such ground.
    #[error("the network answered about another customer than the one that was asked for")]
    AnotherCustomer,
    /// A read was answered, and the answer cannot be read: not JSON, or of another shape.
    #[error("the network's answer cannot be read: {why}")]
    Unreadable { why: String },
    /// This network cannot do this at all; nothing was sent.
    #[error("{what}")]
    Unsupported { what: String },
}

fn said(refusals: &[Refusal]) -> String {
    refusals.iter().map(|r| r.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// Refused before anything was sent.
pub(crate) fn here(field: &str, message: &str) -> Failure {
    Failure::Refused {
        status: 0,
        refusals: vec![Refusal { field: Some(field.to_owned()), message: message.to_owned() }],
    }
}
