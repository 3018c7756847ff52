//! The chain the network shows, for whoever copies pins out of it. The handshake is broken off once
//! the certificates were seen: not a byte is asked of anybody, whether they are believed or not.

use std::sync::Arc;

use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use serde::Serialize;

use super::certificate::Face;
use super::path::Roots;
use super::verifier::{Look, Seen, Verifier};
use super::{PinState, Trust};
use crate::connect::{self, Misconfigured};
use crate::egress::Egress;
use crate::failure::Certificate;
use crate::http::{self, Limits, Place};
use crate::settings::Settings;
use crate::tls;

/// What stands where in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The network's own. Not to be pinned.
    Server,
    Intermediate,
    /// One that this computer believes.
    Root,
    /// One that the configuration believes.
    OwnRoot,
    /// Shown by the network, and part of no chain that holds.
    Unproved,
}

impl Role {
    /// Whether a pin of it is ever looked at.
    pub const fn may_be_pinned(self) -> bool {
        matches!(self, Self::Intermediate | Self::Root | Self::OwnRoot)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    pub role: Role,
    pub subject: String,
    pub issuer: String,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
    pub pin: String,
    /// Whether the configuration has this pin, and it counts.
    pub pinned: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// Host and port that were asked.
    pub address: String,
    pub accepted: bool,
    /// Why it is not.
    #[serde(skip)]
    pub problem: Option<Certificate>,
    pub pins: PinState,
    /// From the network's own to the root.
    pub certificates: Vec<Link>,
}

/// Why there is nothing to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    #[error(transparent)]
    Misconfigured(#[from] Misconfigured),
    #[error("the network's address is plain http on this computer: it shows no certificate")]
    NoTls,
    #[error("the network could not be reached: {0}")]
    NotReached(String),
}

pub async fn show(settings: &Settings, egress: &Egress, limits: Limits) -> Result<Chain, NotShown> {
    let Egress { trust, proxy } = egress;
    let (field, url, place) = connect::address(settings)?;
    if place == (Place::Loopback { tls: false }) {
        return Err(NotShown::NoTls);
    }
    let provider = tls::provider();
    let seen = Seen::default();
    let unusable = |why: String| Misconfigured::new(field, format!("no secure connections: {why}"));
    let verifier =
        Verifier::new(trust, &provider, seen.clone()).map_err(|why| unusable(why.to_string()))?;
    let config = tls::config_with(Arc::clone(&provider), Arc::new(OnlyLook(verifier)))
        .map_err(|why| unusable(why.to_string()))?;
    let client = http::builder(place, limits, proxy)
        .and_then(|builder| builder.tls_backend_preconfigured(config).build())
        .map_err(|why| unusable(why.to_string()))?;
    let address = format!(
        "{}:{}",
        url.host_str().unwrap_or_default(),
        url.port_or_known_default().unwrap_or(443)
    );
    let failed = client.get(url).send().await.err();
    let look = seen.last().ok_or_else(|| {
        NotShown::NotReached(
            failed.map_or_else(|| "no handshake".to_owned(), |why| http::cause(&why.without_url())),
        )
    })?;
    let roots = Roots::load(&trust.authorities, provider.signature_verification_algorithms);
    Ok(chain(address, &look, &roots, trust))
}

fn chain(address: String, look: &Look, roots: &Roots, trust: &Trust) -> Chain {
    let path = |fits: &dyn Fn(super::Pin) -> bool| {
        roots.path(&look.certificate, &look.between, look.at, fits)
    };
    // Several chains may hold: the one the pins are in, where there are some.
    let path = match look.outcome {
        Ok(()) | Err(Certificate::NotPinned) => {
            path(&|pin| trust.pins.hold(pin)).or_else(|| path(&|_| true))
        }
        Err(_) => None,
    };
    let mut chain = vec![(Role::Server, &look.certificate)];
    if let Some(path) = &path {
        chain.extend(path.between.iter().map(|one| (Role::Intermediate, one)));
        let root = if path.root_is_named { Role::OwnRoot } else { Role::Root };
        chain.push((root, &path.root));
    }
    for one in &look.between {
        if !chain.iter().any(|(_, other)| *other == one) {
            chain.push((Role::Unproved, one));
        }
    }
    let link = |(role, certificate): (Role, &CertificateDer<'_>)| {
        let face = Face::of(certificate)?;
        Some(Link {
            role,
            subject: face.subject,
            issuer: face.issuer,
            valid_from: face.from,
            valid_until: face.until,
            pin: face.pin.to_string(),
            pinned: role.may_be_pinned() && trust.pins.hold(face.pin),
        })
    };
    Chain {
        address,
        accepted: look.outcome.is_ok(),
        problem: look.outcome.err(),
        pins: look.pins,
        certificates: chain.into_iter().filter_map(link).collect(),
    }
}

/// Looks, and then refuses whatever it saw.
#[derive(Debug)]
struct OnlyLook(Verifier);

impl ServerCertVerifier for OnlyLook {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.0.verify_server_cert(certificate, between, name, ocsp, now)?;
        Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
