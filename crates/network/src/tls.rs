//! The TLS of every connection to a dealer's network: which versions, who verifies, and what a
//! refused certificate means.

use std::error::Error;
use std::io;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, SupportedProtocolVersion};

use crate::failure::Certificate;
use crate::trust::{NotPinned, Seen, Trust, Verifier};

/// Nothing older is offered, and nothing older is taken.
const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];

pub(crate) fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()))
}

/// Blocks: the system's authorities are read.
pub(crate) fn config(trust: &Trust, seen: Seen) -> Result<ClientConfig, rustls::Error> {
    let provider = provider();
    let verifier = Verifier::new(trust, &provider, seen)?;
    config_with(provider, Arc::new(verifier))
}

pub(crate) fn config_with(
    provider: Arc<CryptoProvider>,
    verifier: Arc<dyn ServerCertVerifier>,
) -> Result<ClientConfig, rustls::Error> {
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&VERSIONS)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// What was wrong with the certificate, if that is what it failed over.
pub(crate) fn certificate(failed: &reqwest::Error) -> Option<Certificate> {
    let mut next: Option<&(dyn Error + 'static)> = failed.source();
    while let Some(source) = next {
        // An io::Error gives the source of what it wraps, not what it wraps.
        let inner = source.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = inner
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .or_else(|| source.downcast_ref::<rustls::Error>());
        if let Some(tls) = tls {
            return problem(tls);
        }
        next = inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| source.source());
    }
    None
}

pub(crate) fn problem(tls: &rustls::Error) -> Option<Certificate> {
    use rustls::CertificateError as E;
    let rustls::Error::InvalidCertificate(why) = tls else {
        let none = matches!(tls, rustls::Error::NoCertificatesPresented);
        return none.then_some(Certificate::Unusable);
    };
    Some(match why {
        E::Expired | E::ExpiredContext { .. } => Certificate::Expired,
        E::NotValidYet | E::NotValidYetContext { .. } => Certificate::NotYetValid,
        E::NotValidForName | E::NotValidForNameContext { .. } => Certificate::WrongHost,
        // A signature that does not fit: the issuer only bears the name of one that is trusted.
        E::UnknownIssuer | E::BadSignature => Certificate::UnknownIssuer,
        E::Revoked => Certificate::Revoked,
        E::Other(other) if other.0.is::<NotPinned>() => Certificate::NotPinned,
        // Bad encoding, signature, purpose, and whatever a later version of the library adds.
        _ => Certificate::Unusable,
    })
}
