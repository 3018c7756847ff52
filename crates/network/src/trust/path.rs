//! The chains that lead from a certificate to somebody who is believed. The system's verifier says
//! that there is one and not which; so they are built once more, by the same rules.

use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

use super::pin::Pin;

/// Who is believed: the system's authorities, and those the configuration names.
#[derive(Debug)]
pub(super) struct Roots {
    anchors: Vec<TrustAnchor<'static>>,
    /// Those the anchors are of, in the same order.
    certificates: Vec<CertificateDer<'static>>,
    /// From here on they are those of the configuration.
    named: usize,
    algorithms: WebPkiSupportedAlgorithms,
}

/// A chain that holds, without the certificate it is for.
pub(super) struct Path {
    pub between: Vec<CertificateDer<'static>>,
    pub root: CertificateDer<'static>,
    pub root_is_named: bool,
}

impl Roots {
    /// Blocks: the system's are many.
    pub fn load(named: &[CertificateDer<'static>], algorithms: WebPkiSupportedAlgorithms) -> Self {
        let anchored = |one: CertificateDer<'static>| {
            let anchor = webpki::anchor_from_trusted_cert(&one).ok()?.to_owned();
            Some((anchor, one))
        };
        // What the system's own verifier could not read it passes over too.
        let system = rustls_native_certs::load_native_certs().certs.into_iter();
        let (mut anchors, mut certificates): (Vec<_>, Vec<_>) = system.filter_map(anchored).unzip();
        let from = anchors.len();
        let (named_anchors, named): (Vec<_>, Vec<_>) =
            named.iter().cloned().filter_map(anchored).unzip();
        anchors.extend(named_anchors);
        certificates.extend(named);
        Self { anchors, certificates, named: from, algorithms }
    }

    /// A chain with an authority that fits. The certificate's own key never does: it changes with
    /// each renewal.
    pub fn path(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        now: UnixTime,
        fits: impl Fn(Pin) -> bool,
    ) -> Option<Path> {
        let certificate = EndEntityCert::try_from(certificate).ok()?;
        // One that does not fit is passed over, and the next one is tried.
        let fitting = |path: &VerifiedPath<'_>| {
            let found = authorities(path).any(&fits);
            if found { Ok(()) } else { Err(webpki::Error::UnknownIssuer) }
        };
        let usage = KeyUsage::server_auth();
        let algorithms = self.algorithms.all;
        let path = certificate
            .verify_for_usage(algorithms, &self.anchors, between, now, usage, None, Some(&fitting))
            .ok()?;
        let root = self.anchors.iter().position(|anchor| std::ptr::eq(anchor, path.anchor()))?;
        let between = path.intermediate_certificates().map(|one| one.der().into_owned()).collect();
        Some(Path {
            between,
            root: self.certificates.get(root)?.clone(),
            root_is_named: root >= self.named,
        })
    }
}

fn authorities(path: &VerifiedPath<'_>) -> impl Iterator<Item = Pin> {
    let between = path
        .intermediate_certificates()
        .map(|one| Pin::of(&one.subject_public_key_info()))
        .collect::<Vec<_>>();
    // The anchor's key lacks the SEQUENCE around it.
    let root = Pin::of(&sequence(&path.anchor().subject_public_key_info));
    between.into_iter().chain([root])
}

/// Content with the tag and length of a DER SEQUENCE.
fn sequence(content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut whole = vec![0x30];
    match length {
        [] => whole.push(0),
        [short] if *short < 0x80 => whole.push(*short),
        // A length has at most eight bytes.
        long => {
            whole.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            whole.extend_from_slice(long);
        }
    }
    whole.extend_from_slice(content);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_has_the_length_der_wants() {
        let headed = |length: usize| sequence(&vec![7; length])[..6.min(length + 2)].to_vec();
        assert_eq!(sequence(&[]), [0x30, 0]);
        assert_eq!(headed(0x7f)[..2], [0x30, 0x7f]);
        assert_eq!(headed(0x80)[..3], [0x30, 0x81, 0x80]);
        assert_eq!(headed(0x126)[..4], [0x30, 0x82, 0x01, 0x26]);
        assert_eq!(sequence(&vec![7; 0x126]).len(), 0x126 + 4);
    }
}
