//! The file of the dealer's own authorities: PEM, one certificate or more. Everything that cannot be
//! right in it is said at once; a desk that overlooked it would only say later that nobody is trusted.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::certificate::Face;

/// A chain of authorities is never longer.
const LONGEST: u64 = 1024 * 1024;

pub(super) fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let said = path.display();
    let text = content(path).map_err(|why| format!("{said} cannot be read: {why}"))?;
    parse(&text).map_err(|why| format!("{said}: {why}"))
}

fn content(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut text)?;
    Ok(text)
}

fn parse(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    if text.len() as u64 > LONGEST {
        return Err(format!("it is larger than {LONGEST} bytes"));
    }
    if text.windows(KEY.len()).any(|part| part == KEY) {
        return Err("it holds a private key, which belongs on no desk: give the certificates only"
            .to_owned());
    }
    let mut found = Vec::new();
    for (number, certificate) in (1..).zip(CertificateDer::pem_slice_iter(text)) {
        let certificate =
            certificate.map_err(|why| format!("certificate {number} is no PEM: {why}"))?;
        // What the verifier takes, and what this program can show of it.
        let readable = webpki::anchor_from_trusted_cert(&certificate).is_ok();
        let face = Face::of(&certificate).filter(|_| readable);
        let face = face.ok_or_else(|| format!("certificate {number} cannot be read"))?;
        if !face.is_authority {
            return Err(format!(
                "certificate {number} ({}) is no authority's: give the one that has issued it",
                face.subject
            ));
        }
        found.push(certificate);
    }
    if found.is_empty() {
        return Err("it holds no certificate: give PEM, which begins with \
                    -----BEGIN CERTIFICATE-----"
            .to_owned());
    }
    Ok(found)
}

const KEY: &[u8] = b"PRIVATE KEY-----";

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};

    use super::*;

    fn pem(authority: bool) -> (String, KeyPair) {
        let mut params = CertificateParams::new(vec!["dealer.example".to_owned()]).unwrap();
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let key = KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().pem(), key)
    }

    #[test]
    fn all_authorities_of_a_file_are_taken_and_what_stands_between_them_is_not_looked_at() {
        let text = format!("the dealer's\n{}and the old one\r\n{}", pem(true).0, pem(true).0);
        assert_eq!(parse(text.as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn what_cannot_be_right_is_named() {
        let (authority, key) = pem(true);
        let (server, _) = pem(false);
        let broken = authority.replacen("MII", "!!!", 1);
        let cut = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
        let table = [
            (String::new(), "no certificate"),
            ("DER\u{0}\u{1}".to_owned(), "no certificate"),
            (format!("{authority}{server}"), "certificate 2"),
            (server, "no authority's"),
            (cut.to_owned(), "certificate 1 cannot be read"),
            (format!("{authority}{cut}"), "certificate 2 cannot be read"),
            (broken, "certificate 1 is no PEM"),
            (format!("{authority}{}", key.serialize_pem()), "private key"),
            ("x".repeat(LONGEST as usize + 1), "larger than"),
        ];
        for (text, wanted) in table {
            let why = parse(text.as_bytes()).unwrap_err();
            assert!(why.contains(wanted), "{wanted}: {why}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let why = read(&folder.path().join("dealer-ca.pem")).unwrap_err();
        assert!(why.contains("dealer-ca.pem cannot be read"), "{why}");
    }
}
