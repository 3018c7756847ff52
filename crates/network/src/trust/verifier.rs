//! The ordinary verifier, and after it the pins. What was shown last is kept, to be told to a person.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};

use super::certificate::Face;
use super::path::Roots;
use super::pin::Pins;
use super::{PinState, Shown, Trust};
use crate::failure::Certificate;
use crate::tls;

/// None of the pins is in any chain that holds.
#[derive(Debug, thiserror::Error)]
#[error("no authority of its chain is pinned")]
pub(crate) struct NotPinned;

/// One look at a certificate.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub certificate: CertificateDer<'static>,
    pub between: Vec<CertificateDer<'static>>,
    pub outcome: Result<(), Certificate>,
    pub pins: PinState,
    pub at: UnixTime,
}

/// The last look there was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<Option<Look>>>);

impl Seen {
    pub fn shown(&self) -> Option<Shown> {
        let look = self.last()?;
        let issuer = Face::of(&look.certificate).map(|face| face.issued_by).unwrap_or_default();
        Some(Shown { issuer, pins: look.pins })
    }

    pub(super) fn last(&self) -> Option<Look> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, look: Look) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(look);
    }
}

#[derive(Debug)]
pub(crate) struct Verifier {
    ordinary: rustls_platform_verifier::Verifier,
    /// None where nothing is pinned.
    pinned: Option<Pinned>,
    seen: Seen,
}

#[derive(Debug)]
struct Pinned {
    pins: Pins,
    roots: Roots,
}

impl Verifier {
    pub fn new(trust: &Trust, provider: &Arc<CryptoProvider>, seen: Seen) -> Result<Self, Error> {
        let authorities = trust.authorities.iter().cloned();
        let ordinary = rustls_platform_verifier::Verifier::new_with_extra_roots(
            authorities,
            Arc::clone(provider),
        )?;
        let pinned = (!trust.pins.is_empty()).then(|| Pinned {
            pins: trust.pins.clone(),
            roots: Roots::load(&trust.authorities, provider.signature_verification_algorithms),
        });
        Ok(Self { ordinary, pinned, seen })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let ordinary = self.ordinary.verify_server_cert(certificate, between, name, ocsp, now);
        let pins = match (&ordinary, &self.pinned) {
            (_, None) => PinState::None,
            (Err(_), Some(_)) => PinState::NotChecked,
            (Ok(_), Some(Pinned { pins, roots })) => {
                let met = roots.path(certificate, between, now, |pin| pins.hold(pin)).is_some();
                if met { PinState::Met } else { PinState::Missed }
            }
        };
        let verdict = match (ordinary, pins) {
            (Ok(_), PinState::Missed) => Err(Error::InvalidCertificate(CertificateError::Other(
                OtherError(Arc::new(NotPinned)),
            ))),
            (ordinary, _) => ordinary,
        };
        let outcome = match &verdict {
            Ok(_) => Ok(()),
            Err(error) => Err(tls::problem(error).unwrap_or(Certificate::Unusable)),
        };
        self.seen.keep(Look {
            certificate: certificate.clone().into_owned(),
            between: between.iter().map(|one| one.clone().into_owned()).collect(),
            outcome,
            pins,
            at: now,
        });
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.ordinary.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.ordinary.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.ordinary.supported_verify_schemes()
    }
}
