//! Whom a connection believes, and from which version of TLS on: against real servers, which see
//! what came of the handshake.

use std::sync::Arc;
use std::time::Duration;

use network::egress::Egress;
use network::settings::{ApiVersion, Credentials, Settings};
use network::trust::{Chain, Role, Trust, TrustSettings, show};
use network::{Certificate, Failure};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion};

use crate::support::{CALL, keyloop_settings, limits};

/// Somebody's key, and the certificates that others have made out to it.
pub(super) struct Party {
    params: CertificateParams,
    key: KeyPair,
}

impl Party {
    pub(super) fn authority(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { params, key: KeyPair::generate().unwrap() }
    }

    fn server() -> Self {
        Self::called("127.0.0.1")
    }

    pub(super) fn called(name: &str) -> Self {
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        Self { params, key: KeyPair::generate().unwrap() }
    }

    pub(super) fn by_itself(&self) -> CertificateDer<'static> {
        self.params.self_signed(&self.key).unwrap().der().clone()
    }

    pub(super) fn by(&self, other: &Self) -> CertificateDer<'static> {
        let issuer = Issuer::from_params(&other.params, &other.key);
        self.params.signed_by(&self.key, &issuer).unwrap().der().clone()
    }
}

/// A server that shakes hands and is then told nothing: whether each handshake was finished.
pub(super) struct Server {
    pub(super) base: String,
    pub(super) finished: tokio::task::JoinHandle<bool>,
}

impl Server {
    pub(super) async fn shows(
        server: &Party,
        chain: Vec<CertificateDer<'static>>,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Self {
        let key = PrivateKeyDer::Pkcs8(server.key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("https://{}", listener.local_addr().unwrap());
        let finished = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            acceptor.accept(socket).await.is_ok()
        });
        Self { base, finished }
    }

    fn settings(&self) -> Settings {
        Settings::Keyloop(keyloop_settings(&self.base, ApiVersion::V1))
    }
}

fn pem(certificates: &[&CertificateDer<'static>]) -> String {
    use base64::Engine as _;
    let encoded = |one: &&CertificateDer<'_>| {
        let body = base64::engine::general_purpose::STANDARD.encode(one.as_ref());
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    };
    certificates.iter().map(encoded).collect()
}

pub(super) fn trust(authorities: &[&CertificateDer<'static>], pins: &[String]) -> Trust {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ca.pem"), pem(authorities)).unwrap();
    let settings = TrustSettings { ca_file: Some("ca.pem".into()), pins: pins.to_vec() };
    settings.load(folder.path()).unwrap()
}

async fn shown(server: Server, trust: &Trust) -> Chain {
    let egress = Egress { trust: trust.clone(), ..Egress::default() };
    let chain = show(&server.settings(), &egress, limits()).await.unwrap();
    assert!(!server.finished.await.unwrap(), "looking never finishes a handshake");
    chain
}

fn roles(chain: &Chain) -> Vec<Role> {
    chain.certificates.iter().map(|link| link.role).collect()
}

pub(super) const BOTH: &[&SupportedProtocolVersion] = &[&TLS13, &TLS12];

#[tokio::test]
async fn a_chain_may_lead_to_a_pin_by_another_way_than_the_first() {
    // One authority's key, certified by two: whichever is pinned, the chain to it is found.
    let (old, new, between) =
        (Party::authority("Old"), Party::authority("New"), Party::authority("Between"));
    let server = Party::server();
    let roots = [&old.by_itself(), &new.by_itself()];
    let chain = || vec![server.by(&between), between.by(&old), between.by(&new)];
    let all = trust(&roots, &[]);
    let spare = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned();
    for root in [&old, &new] {
        let alone = Server::shows(&server, vec![server.by(&between), between.by(root)], BOTH).await;
        let alone = shown(alone, &all).await;
        assert_eq!(roles(&alone), [Role::Server, Role::Intermediate, Role::OwnRoot]);
        let pin = alone.certificates[2].pin.clone();
        let pinned = trust(&roots, &[pin.clone(), spare.clone()]);
        for order in [chain(), vec![chain()[0].clone(), chain()[2].clone(), chain()[1].clone()]] {
            let found = shown(Server::shows(&server, order, BOTH).await, &pinned).await;
            assert!(found.accepted, "{found:?}");
            let used: Vec<_> = found.certificates.iter().filter(|link| link.pinned).collect();
            assert_eq!(used.len(), 1, "{found:?}");
            assert_eq!((used[0].role, &used[0].pin), (Role::OwnRoot, &pin));
        }
    }
}

#[tokio::test]
async fn what_the_ordinary_verifier_refuses_no_pin_makes_good() {
    let (believed, other) = (Party::authority("Believed"), Party::authority("Other"));
    let server = Party::server();
    let chain = vec![server.by(&other), other.by_itself()];
    let seen = shown(
        Server::shows(&server, chain.clone(), BOTH).await,
        &trust(&[&believed.by_itself()], &[]),
    )
    .await;
    assert_eq!(roles(&seen), [Role::Server, Role::Unproved]);
    let pins: Vec<_> = seen.certificates.iter().map(|link| link.pin.clone()).collect();
    let pinned = trust(&[&believed.by_itself()], &pins);
    let seen = shown(Server::shows(&server, chain, BOTH).await, &pinned).await;
    assert_eq!((seen.accepted, seen.problem), (false, Some(Certificate::UnknownIssuer)));
    assert!(seen.certificates.iter().all(|link| !link.pinned), "{seen:?}");
}

async fn probe(settings: &Settings, trust: &Trust) -> Result<(), Failure> {
    let credentials =
        Credentials::Keyloop { client_id: "desk".into(), client_secret: "desk-secret".into() };
    let egress = Egress { trust: trust.clone(), ..Egress::default() };
    let network =
        network::connect_through(settings, Some(credentials), Some("GB"), &egress, limits());
    network.unwrap().probe(CALL).await
}

#[tokio::test]
async fn a_pin_that_is_missed_sends_nothing() {
    let (pinned, other) = (Party::authority("Pinned"), Party::authority("Other"));
    let server = Party::server();
    let roots = [&pinned.by_itself(), &other.by_itself()];
    let chain = vec![server.by(&pinned)];
    let seen = shown(Server::shows(&server, chain, BOTH).await, &trust(&roots, &[])).await;
    let spare = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned();
    let trust = trust(&roots, &[seen.certificates[1].pin.clone(), spare]);
    for versions in [&[&TLS13][..], &[&TLS12]] {
        let bad = Server::shows(&server, vec![server.by(&other)], versions).await;
        let failed = probe(&bad.settings(), &trust).await.unwrap_err();
        assert_eq!(failed, Failure::Untrusted { problem: Certificate::NotPinned });
        assert!(!bad.finished.await.unwrap());
        let good = Server::shows(&server, vec![server.by(&pinned)], versions).await;
        let asked = probe(&good.settings(), &trust).await;
        assert!(!matches!(asked, Err(Failure::Untrusted { .. })), "{asked:?}");
        assert!(good.finished.await.unwrap(), "a renewed certificate of the same authority");
    }
}

/// The record of a ServerHello of TLS 1.1, as a server would answer that knows nothing newer.
fn hello_of_tls_11() -> Vec<u8> {
    let mut body = vec![3, 2];
    body.extend([0x5a; 32]);
    // No session, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, no compression.
    body.extend([0, 0xc0, 0x13, 0]);
    let length = u8::try_from(body.len()).unwrap();
    let mut record = vec![22, 3, 2, 0, length + 4, 2, 0, 0, length];
    record.extend(body);
    record
}

/// The versions a ClientHello offers by its extension (43), and the most its head allows.
fn offered(hello: &[u8]) -> (u16, Vec<u16>) {
    let u16_at = |at: usize| u16::from_be_bytes([hello[at], hello[at + 1]]);
    let mut at = 6 + 32;
    at += 1 + usize::from(hello[at]);
    at += 2 + usize::from(u16_at(at));
    at += 1 + usize::from(hello[at]);
    at += 2;
    while at < hello.len() {
        let (kind, length) = (u16_at(at), usize::from(u16_at(at + 2)));
        if kind == 43 {
            let list = &hello[at + 5..at + 4 + length];
            let versions = list.chunks(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
            return (u16_at(4), versions.collect());
        }
        at += 4 + length;
    }
    (u16_at(4), Vec::new())
}

#[tokio::test]
async fn nothing_older_than_tls_12_is_offered_or_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = [0; 5];
        socket.read_exact(&mut head).await.unwrap();
        let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        socket.read_exact(&mut hello).await.unwrap();
        socket.write_all(&hello_of_tls_11()).await.unwrap();
        let mut rest = Vec::new();
        // A connection that is reset has told what it had to tell.
        let _ = tokio::time::timeout(Duration::from_secs(5), socket.read_to_end(&mut rest)).await;
        (hello, rest)
    });
    let settings = Settings::Keyloop(keyloop_settings(&base, ApiVersion::V1));
    let authority = Party::authority("Believed").by_itself();
    let failed = probe(&settings, &trust(&[&authority], &[])).await.unwrap_err();
    assert!(matches!(failed, Failure::NotSent { .. }), "{failed:?}");
    let (hello, answered) = server.await.unwrap();
    let (head, mut versions) = offered(&hello);
    versions.sort_unstable();
    assert_eq!((head, versions), (0x0303, vec![0x0303, 0x0304]));
    // One alert, fatal, protocol_version; and not a byte besides.
    assert_eq!((answered[0], &answered[5..]), (21, &[2, 70][..]), "{answered:?}");
}
