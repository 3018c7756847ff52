//! A real TLS server in front of the sandbox, and who signs its certificates.

use crate::support::Shop;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Who signs certificates, and for this test is believed.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
    /// What a server shows besides its own.
    chain: Vec<CertificateDer<'static>>,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let (params, key) = Self::named(name);
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem, chain: Vec::new() }
    }

    /// One that this one has signed: only servers show it.
    pub fn below(&self, name: &str) -> Self {
        let (params, key) = Self::named(name);
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let chain = [vec![certificate.der().clone()], self.chain.clone()].concat();
        Self { issuer: Issuer::new(params, key), pem: certificate.pem(), chain }
    }

    fn named(name: &str) -> (CertificateParams, KeyPair) {
        let mut params = CertificateParams::new(Vec::new()).expect("names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        (params, KeyPair::generate().expect("a key"))
    }

    /// For this host, with something changed.
    pub fn certify(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> TlsAcceptor {
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("names");
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        acceptor([vec![certificate.der().clone()], self.chain.clone()].concat(), &key)
    }
}

/// Signed by nobody but itself.
pub fn self_signed() -> TlsAcceptor {
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("names");
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    acceptor(vec![certificate.der().clone()], &key)
}

fn acceptor(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a certificate and its key");
    TlsAcceptor::from(Arc::new(config))
}

/// The sandbox behind TLS; the certificate can be replaced while it runs.
pub struct Front {
    pub address: SocketAddr,
    shown: Arc<Mutex<TlsAcceptor>>,
}

impl Front {
    pub async fn before(shop: &Shop, shown: TlsAcceptor) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let behind = shop.sandbox.base_url().trim_start_matches("http://").to_owned();
        let shown = Arc::new(Mutex::new(shown));
        let acceptor = Arc::clone(&shown);
        tokio::spawn(async move {
            while let Ok((outside, _)) = listener.accept().await {
                let (behind, acceptor) = (behind.clone(), acceptor.lock().expect("a lock").clone());
                tokio::spawn(async move {
                    let Ok(mut outside) = acceptor.accept(outside).await else { return };
                    let mut inside = TcpStream::connect(behind).await.expect("the sandbox");
                    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
        Self { address, shown }
    }

    pub fn show(&self, acceptor: TlsAcceptor) {
        *self.shown.lock().expect("a lock") = acceptor;
    }
}
