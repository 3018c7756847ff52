//! Through whom requests leave: a proxy that is told where to lead, and a server behind it that only
//! the proxy knows.

use network::Failure;
use network::egress::{Egress, Proxy};
use network::settings::{ApiVersion, Credentials, Settings};
use network::trust::show;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{CALL, keyloop_settings, limits};
use crate::trust::{BOTH, Party, Server, trust};

/// A name that no name server knows (RFC 6761).
const NETWORK: &str = "dms.dealer.invalid";

/// Leads the first who asks to a server of its own, wherever they wanted to go; gives its address and
/// what it was asked.
async fn proxy(answer: &'static str, to: String) -> (Proxy, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Proxy::read(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let asked = tokio::spawn(async move {
        let (mut inside, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            asked.push(inside.read_u8().await.unwrap());
        }
        inside.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await.unwrap();
        if answer.starts_with("200") {
            let mut outside = TcpStream::connect(to.trim_start_matches("https://")).await.unwrap();
            drop(copy_bidirectional(&mut inside, &mut outside).await);
        }
        String::from_utf8(asked).unwrap()
    });
    (address, asked)
}

fn settings(base: &str) -> Settings {
    Settings::Keyloop(keyloop_settings(base, ApiVersion::V1))
}

fn network(base: &str, egress: &Egress) -> std::sync::Arc<dyn network::DealerNetwork> {
    let credentials =
        Credentials::Keyloop { client_id: "desk".into(), client_secret: "desk-secret".into() };
    let credentials = Some(credentials);
    network::connect_through(&settings(base), credentials, Some("GB"), egress, limits()).unwrap()
}

#[tokio::test]
async fn a_named_proxy_leads_to_the_network_and_sees_nothing_of_it() {
    let (authority, server) = (Party::authority("Dealer"), Party::called(NETWORK));
    let behind = Server::shows(&server, vec![server.by(&authority)], BOTH).await;
    let (proxy, asked) = proxy("200 Connection established", behind.base.clone()).await;
    let egress = Egress { trust: trust(&[&authority.by_itself()], &[]), proxy };
    let failed = network(&format!("https://{NETWORK}"), &egress).probe(CALL).await;
    assert!(!matches!(failed, Err(Failure::Untrusted { .. })), "{failed:?}");
    assert!(behind.finished.await.unwrap(), "the certificate was proved to the network itself");
    let asked = asked.await.unwrap();
    assert!(asked.starts_with(&format!("CONNECT {NETWORK}:443 HTTP/1.1\r\n")), "{asked}");
    assert!(!asked.contains("desk-secret"), "{asked}");
}

#[tokio::test]
async fn the_certificate_behind_a_proxy_is_shown() {
    let (authority, server) = (Party::authority("Dealer"), Party::called(NETWORK));
    let behind = Server::shows(&server, vec![server.by(&authority)], BOTH).await;
    let (proxy, _) = proxy("200 Connection established", behind.base.clone()).await;
    let egress = Egress { trust: trust(&[&authority.by_itself()], &[]), proxy };
    let chain = show(&settings(&format!("https://{NETWORK}")), &egress, limits()).await.unwrap();
    assert!(chain.accepted, "{chain:?}");
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_sign_in_is_not_taken_for_the_network() {
    let (proxy, asked) = proxy("407 Proxy Authentication Required", String::new()).await;
    let egress = Egress { proxy, ..Egress::default() };
    let failed = network(&format!("https://{NETWORK}"), &egress).probe(CALL).await;
    assert!(matches!(failed, Err(Failure::NotSent { .. })), "nothing has left: {failed:?}");
    asked.await.unwrap();
}

#[tokio::test]
async fn nobody_stands_between_this_computer_and_itself() {
    let (authority, server) = (Party::authority("Dealer"), Party::called("127.0.0.1"));
    let here = Server::shows(&server, vec![server.by(&authority)], BOTH).await;
    let (proxy, asked) = proxy("200 Connection established", String::new()).await;
    let egress = Egress { trust: trust(&[&authority.by_itself()], &[]), proxy };
    drop(network(&here.base, &egress).probe(CALL).await);
    assert!(here.finished.await.unwrap());
    assert!(!asked.is_finished(), "the proxy was asked by nobody");
}
