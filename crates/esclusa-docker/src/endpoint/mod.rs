//! Where the engine is.

mod find;

use std::fmt;
use std::path::PathBuf;

pub use find::Surroundings;
pub(crate) use find::configuration;

use crate::Error;

/// The port of an engine that speaks TLS, and of one that does not.
const PORTS: (u16, u16) = (2376, 2375);

/// Where the engine is, and how it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A socket of this machine.
    Unix(PathBuf),
    /// Host and port; with TLS, the files that it needs.
    Tcp(String, u16, Option<Tls>),
    /// A machine on which the client's `docker system dial-stdio` leads to the engine.
    Ssh {
        /// The user there, if it is said.
        user: Option<String>,
        /// The machine.
        host: String,
        /// The port, if it is said.
        port: Option<u16>,
    },
}

/// The files of TLS: who may be believed, and who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// Certificates of the authorities that vouch for the engine.
    pub ca: PathBuf,
    /// The client's own certificate and key, if there are.
    pub client: Option<(PathBuf, PathBuf)>,
}

impl Endpoint {
    /// The endpoint of an address as the docker client takes it; `tls` holds for one reached by TCP.
    ///
    /// # Errors
    /// [`Error::Address`] for any other.
    pub fn parse(url: &str, tls: Option<Tls>) -> Result<Self, Error> {
        let wrong = || Error::Address(url.to_owned());
        let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
        match scheme {
            "unix" if rest.starts_with('/') => Ok(Self::Unix(rest.into())),
            "tcp" | "http" | "https" => {
                let rest = rest.trim_end_matches('/');
                let secure = tls.is_some() || scheme == "https";
                let default = if secure { PORTS.0 } else { PORTS.1 };
                let (host, port) = authority(rest).ok_or_else(wrong)?;
                let tls = if scheme == "https" { Some(tls.ok_or_else(wrong)?) } else { tls };
                Ok(Self::Tcp(host.to_owned(), port.unwrap_or(default), tls))
            }
            "ssh" => {
                let (user, rest) = match rest.trim_end_matches('/').rsplit_once('@') {
                    Some((user, rest)) => (Some(user.to_owned()), rest),
                    None => (None, rest.trim_end_matches('/')),
                };
                let (host, port) = authority(rest).ok_or_else(wrong)?;
                // ssh would take either for an option.
                let is_option = |word: &str| word.starts_with('-');
                if is_option(host) || user.as_deref().is_some_and(|user| user.is_empty() || is_option(user)) {
                    return Err(wrong());
                }
                Ok(Self::Ssh { user, host: host.to_owned(), port })
            }
            _ => Err(wrong()),
        }
    }

    /// Whether the engine runs on this machine, so that its containers' processes are among those seen here.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(self, Self::Unix(_))
    }
}

/// Host and port; the brackets of an address of version 6 are taken off.
fn authority(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = match text.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => text.find(':').map_or((text, ""), |at| text.split_at(at)),
    };
    let port = match rest.strip_prefix(':') {
        Some(port) => Some(port.parse().ok().filter(|port| *port != 0)?),
        None if rest.is_empty() => None,
        None => return None,
    };
    let fits = !host.is_empty() && !host.contains(|c: char| c == '/' || c.is_whitespace() || c.is_control());
    fits.then_some((host, port))
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp(host, port, _) if host.contains(':') => write!(f, "tcp://[{host}]:{port}"),
            Self::Tcp(host, port, _) => write!(f, "tcp://{host}:{port}"),
            Self::Ssh { user, host, port } => {
                let user = user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                write!(f, "ssh://{user}{host}{port}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Result<String, Error> {
        Endpoint::parse(url, None).map(|endpoint| endpoint.to_string())
    }

    #[test]
    fn addresses_are_read_as_the_client_reads_them() {
        assert_eq!(parsed("unix:///var/run/docker.sock").as_deref(), Ok("unix:///var/run/docker.sock"));
        assert_eq!(parsed("tcp://10.0.0.1").as_deref(), Ok("tcp://10.0.0.1:2375"));
        assert_eq!(parsed("tcp://[::1]:2375/").as_deref(), Ok("tcp://[::1]:2375"));
        assert_eq!(parsed("http://a:80").as_deref(), Ok("tcp://a:80"));
        assert_eq!(parsed("ssh://me@there:22").as_deref(), Ok("ssh://me@there:22"));
        assert_eq!(parsed("ssh://there").as_deref(), Ok("ssh://there"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let wrong = [
            "",
            "x",
            "unix://",
            "unix://relative",
            "tcp://",
            "tcp://a:0",
            "tcp://a:b",
            "tcp://[::1",
            "ssh://-oProxyCommand=x",
            "ssh://-x@a",
            "ssh://@a",
            "npipe:////./pipe/x",
            "https://a",
            "tcp://a b",
            "fd://",
        ];
        for url in wrong {
            assert_eq!(parsed(url), Err(Error::Address(url.to_owned())), "{url}");
        }
    }
}
