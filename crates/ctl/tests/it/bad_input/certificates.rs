//! A network whose certificate proves nothing: a real TLS server in front of the sandbox. Nothing
//! leaves, what was entered waits, and everybody is told which certificate it is and whose job.

use crate::support::{Desk, Net, Shop, op};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Who signs certificates, and for this test is believed.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// For this host, with something changed.
    fn certify(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> TlsAcceptor {
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("names");
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        acceptor(certificate.der().clone(), &key)
    }
}

/// Signed by nobody but itself.
fn self_signed() -> TlsAcceptor {
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("names");
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    acceptor(certificate.der().clone(), &key)
}

fn acceptor(certificate: CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate and its key");
    TlsAcceptor::from(Arc::new(config))
}

/// The sandbox behind TLS; the certificate can be replaced while it runs.
struct Front {
    address: SocketAddr,
    shown: Arc<Mutex<TlsAcceptor>>,
}

impl Front {
    async fn before(shop: &Shop, shown: TlsAcceptor) -> Self {
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

    fn show(&self, acceptor: TlsAcceptor) {
        *self.shown.lock().expect("a lock") = acceptor;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_for_a_network_whose_certificate_is_refused() {
    for net in [Net::V1, Net::MyKaarma] {
        let shop = Shop::open(30).await;
        let authority = Authority::new("Believed");
        let good = || authority.certify("127.0.0.1", |_| {});
        let front = Front::before(&shop, good()).await;
        let mut desk = Desk::configured(&net.config(&format!("https://{}", front.address)));
        let believed = desk.folder.path().join("authority.pem");
        std::fs::write(&believed, &authority.pem).expect("written");
        desk.authority = Some(believed);
        desk.run_with(&["credentials", "set"], net.credentials()).await.done();
        let id = desk.find("sousa").await;
        desk.show(&id).await;
        desk.run(&["credentials", "check"]).await.done();

        let expired = authority.certify("127.0.0.1", |params| {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 1, 1);
        });
        let to_come = authority.certify("127.0.0.1", |params| {
            params.not_before = date_time_ymd(4000, 1, 1);
            params.not_after = date_time_ymd(4001, 1, 1);
        });
        let elsewhere = authority.certify("portal.example", |_| {});
        let unknown = Authority::new("Unknown").certify("127.0.0.1", |_| {});
        let pretended = Authority::new("Believed").certify("127.0.0.1", |_| {});
        let table = [
            ("expired", expired, "certificate_expired", "renew"),
            ("to come", to_come, "certificate_not_yet_valid", "date and time"),
            ("another host's", elsewhere, "certificate_wrong_host", "base_url"),
            ("by itself", self_signed(), "certificate_unknown_issuer", "administrator"),
            ("an unknown issuer's", unknown, "certificate_unknown_issuer", "root certificate"),
            ("a pretended issuer's", pretended, "certificate_unknown_issuer", "root certificate"),
        ];
        for (number, (what, shown, code, remedy)) in table.into_iter().enumerate() {
            let when = format!("{net:?}, {what}");
            front.show(shown);
            let mark = shop.mark("requests").await;

            let found = desk.run(&["search", "sousa"]).await.done();
            let network = &found["network"];
            assert_eq!(
                (&network["state"], &network["reason"], &network["complete"]),
                (&json!("failed"), &json!(code), &json!(false)),
                "{when}: {found}"
            );
            assert_eq!(found["local"]["rows"][0]["id"], id.as_str(), "{when}");
            desk.run(&["show", "never-seen"]).await.error(5);

            let checked = desk.run(&["credentials", "check"]).await.error(5);
            assert_eq!(checked["code"], code, "{when}: {checked}");
            let message = checked["message"].as_str().expect("a message");
            assert!(message.contains("certificate") && message.contains(remedy), "{message}");

            let wanted = format!("Tls{number}");
            let edit = json!({"names": {"middleName": wanted}});
            let queued = op(&desk.update(&id, "names", &edit).await);
            let summary = desk.run(&["sync", "--timeout", "5"]).await.ended(5).answer();
            assert_eq!(
                (&summary["waiting"], &summary["state"]),
                (&json!(1), &json!("certificate")),
                "{when}: {summary}"
            );
            let entry = desk.run(&["outbox", "show", &queued]).await.done();
            assert_eq!((&entry["state"], &entry["attempts"]), (&json!("waiting"), &json!(0)));
            assert!(entry.to_string().contains(remedy), "{when}: the entry says why: {entry}");
            let health = desk.run(&["health"]).await.ended(1).answer();
            assert_eq!(health["network"], "certificate", "{when}: {health}");
            assert!(health["problems"].to_string().contains(remedy), "{when}: {health}");
            assert!(shop.requests(mark).await.is_empty(), "{when}: nothing left");

            // Renewed: without anybody at the desk doing anything but looking.
            front.show(good());
            desk.run(&["health"]).await.ended(0);
            assert_eq!(desk.sync().await["done"], 1, "{when}");
            assert_eq!(shop.customer(&id).await["names"]["middleName"], wanted.as_str());
        }
    }
}
