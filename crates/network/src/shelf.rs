//! Files a dealer's IT keeps for its computers, by address: read whole, over TLS alone, from exactly
//! where the address says. What stands in them is not judged here.

use crate::egress::{Egress, Proxy};
use crate::http::{Answer, Body, Http, Limits, Place, Request, Trouble};
use async_trait::async_trait;
use reqwest::Method;
use reqwest::header::HeaderMap;
use std::time::Duration;
use url::Url;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    #[error("the address must begin with https://")]
    NotSecure,
    #[error("nobody answered there: {why}")]
    NotReached { why: String },
    /// Anything but the file, a redirect among it.
    #[error("{status} was answered instead of the file")]
    NotThere { status: u16 },
    #[error("the file did not come whole: {why}")]
    Broken { why: String },
}

#[async_trait]
pub trait Shelf: Send + Sync {
    /// `most`: a larger file is not read to its end.
    async fn file(&self, address: &Url, most: usize) -> Result<Vec<u8>, Missing>;
}

/// The real one.
pub struct Https {
    pub proxy: Proxy,
}

/// A file of some hundred megabytes over a dealer's line.
const LONGEST: Duration = Duration::from_secs(30 * 60);

#[async_trait]
impl Shelf for Https {
    async fn file(&self, address: &Url, most: usize) -> Result<Vec<u8>, Missing> {
        if address.scheme() != "https" {
            return Err(Missing::NotSecure);
        }
        let limits = Limits { total: LONGEST, body: most, ..Limits::default() };
        let egress = Egress { proxy: self.proxy.clone(), ..Egress::default() };
        let http = Http::new(Place::Elsewhere, limits, &egress)
            .map_err(|why| Missing::NotReached { why: why.to_string() })?;
        let request = Request {
            method: Method::GET,
            route: "a file for this computer",
            url: address.clone(),
            headers: HeaderMap::new(),
            body: Body::None,
            call: Uuid::nil(),
        };
        whole(http.read(request).await)
    }
}

fn whole(read: Result<Answer, Trouble>) -> Result<Vec<u8>, Missing> {
    match read {
        Ok(Answer { status: 200, body, .. }) => Ok(body),
        Ok(Answer { status, .. }) => Err(Missing::NotThere { status }),
        Err(Trouble::NotSent(why)) => Err(Missing::NotReached { why }),
        Err(Trouble::Untrusted(problem)) => {
            Err(Missing::NotReached { why: format!("its certificate: {}", problem.word()) })
        }
        Err(Trouble::Held(_)) => Err(Missing::NotReached { why: "it asked to wait".to_owned() }),
        Err(Trouble::Broken { why, .. }) => Err(Missing::Broken { why }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_without_tls_is_not_even_called() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let address = Url::parse(&format!("http://127.0.0.1:{port}/latest.json")).unwrap();
        assert_eq!(
            Https { proxy: Proxy::System }.file(&address, 10).await,
            Err(Missing::NotSecure)
        );
        let called = futures::FutureExt::now_or_never(listener.accept());
        assert!(called.is_none());
    }

    #[tokio::test]
    async fn who_does_not_speak_tls_gives_no_file() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let plain = tokio::spawn(async move {
            use tokio::io::AsyncWriteExt as _;
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
        });
        let address = Url::parse(&format!("https://127.0.0.1:{port}/latest.json")).unwrap();
        let got = Https { proxy: Proxy::System }.file(&address, 10).await;
        plain.await.unwrap();
        assert!(matches!(got, Err(Missing::NotReached { .. })), "{got:?}");
    }

    #[test]
    fn only_a_whole_file_is_a_file() {
        let answer = |status| Ok(Answer { status, body: b"x".to_vec(), ..Answer::default() });
        assert_eq!(whole(answer(200)), Ok(b"x".to_vec()));
        for status in [204, 206, 302, 404, 500] {
            assert_eq!(whole(answer(status)), Err(Missing::NotThere { status }));
        }
        let broken = Trouble::Broken { status: Some(200), why: "cut".to_owned(), closed: false };
        assert_eq!(whole(Err(broken)), Err(Missing::Broken { why: "cut".to_owned() }));
    }
}
