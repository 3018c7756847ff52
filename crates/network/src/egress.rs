//! How requests leave this computer: whom they believe, and through whom they go.

use crate::connect::Misconfigured;
use crate::trust::Trust;
use url::Url;

/// By default as the system has it.
#[derive(Clone, Debug, Default)]
pub struct Egress {
    pub trust: Trust,
    pub proxy: Proxy,
}

/// Through whom requests leave that go to another computer: `connection.proxy` of the configuration.
/// Those to this one never leave through anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// Whom the system names: on Linux `HTTPS_PROXY` and `NO_PROXY`, elsewhere its network settings.
    #[default]
    System,
    /// Nobody, whatever the system says.
    Nobody,
    At(Url),
}

impl Proxy {
    /// `system`, `none`, or an address with nothing behind the port. Not one over TLS: pins and the
    /// certificate that is shown are of the network's, and would be asked of the proxy.
    pub fn read(text: &str) -> Result<Self, Misconfigured> {
        let wrong = |reason| Misconfigured::new("connection.proxy", reason);
        match text {
            "system" => return Ok(Self::System),
            "none" => return Ok(Self::Nobody),
            _ => {}
        }
        let address = Url::parse(text)
            .ok()
            .filter(|url| url.scheme() == "http" && url.has_host() && url.path() == "/");
        let address = address.filter(|url| url.query().is_none() && url.fragment().is_none());
        let address = address.ok_or_else(|| {
            wrong("give \"system\", \"none\", or an address like \"http://proxy.example:3128\"")
        })?;
        if !address.username().is_empty() || address.password().is_some() {
            return Err(wrong(
                "credentials never stand in this file: let the proxy admit this computer by its \
                 address, or name the proxy to the system and use \"system\"",
            ));
        }
        Ok(Self::At(address))
    }

    /// As it is read; nothing where nothing need be said.
    pub fn written(&self) -> Option<String> {
        match self {
            Self::System => None,
            Self::Nobody => Some("none".to_owned()),
            Self::At(address) => Some(address.to_string()),
        }
    }

    pub(crate) fn lead(
        &self,
        builder: reqwest::ClientBuilder,
    ) -> reqwest::Result<reqwest::ClientBuilder> {
        Ok(match self {
            Self::System => builder,
            Self::Nobody => builder.no_proxy(),
            Self::At(address) => builder.no_proxy().proxy(reqwest::Proxy::all(address.as_str())?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_word_or_an_address_without_secrets() {
        assert_eq!(Proxy::read("system"), Ok(Proxy::System));
        assert_eq!(Proxy::read("none"), Ok(Proxy::Nobody));
        for address in ["http://proxy.example:3128", "http://10.0.0.1/", "http://[::1]:8080"] {
            assert_eq!(Proxy::read(address), Ok(Proxy::At(address.parse().unwrap())), "{address}");
        }
        for text in ["system", "none", "http://proxy.example:3128"] {
            let read = Proxy::read(text).unwrap();
            let again = read.written().map_or(Ok(Proxy::System), |text| Proxy::read(&text));
            assert_eq!(again, Ok(read), "{text}");
        }
        for wrong in [
            "",
            "proxy.example",
            "proxy.example:3128",
            "socks5://proxy.example",
            "https://proxy.example:3129",
            "http://",
            "http://proxy.example/wpad.dat",
            "http://proxy.example?x",
            "System",
        ] {
            let refused = Proxy::read(wrong).unwrap_err();
            assert_eq!(refused.field, "connection.proxy");
            assert!(refused.message.contains("http://proxy.example:3128"), "{wrong}");
        }
        for secret in ["http://ana@proxy.example", "http://ana:hunter2@proxy.example:3128"] {
            let refused = Proxy::read(secret).unwrap_err();
            assert!(refused.message.contains("credentials never stand"), "{refused:?}");
            assert!(!refused.to_string().contains("hunter2"));
        }
    }
}
