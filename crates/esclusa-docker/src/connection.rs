//! One connection to an engine, over a socket of this machine, TCP, TLS or ssh.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use hyper::body::Body;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, Command};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::endpoint::{Endpoint, Tls};
use crate::error::Error;

/// What requests are put into, whose bodies are of one kind; the connection itself is driven by the runtime.
pub(crate) type Sender<B> = SendRequest<B>;

/// The header by which a server knows which of its names is meant.
pub(crate) fn host(endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Tcp(host, port, _) => format!("{host}:{port}"),
        _ => "docker".to_owned(),
    }
}

/// Opens a connection.
pub(crate) async fn open<B>(endpoint: &Endpoint) -> Result<Sender<B>, Error>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let unreachable = |error: std::io::Error| match error.kind() {
        ErrorKind::PermissionDenied => Error::Forbidden(endpoint.to_string()),
        _ => Error::Unreachable(endpoint.to_string(), plain(&error)),
    };
    match endpoint {
        Endpoint::Unix(path) => {
            let stream = UnixStream::connect(path).await.map_err(unreachable)?;
            over(stream, None, endpoint).await
        }
        Endpoint::Tcp(host, port, tls) => {
            let stream = TcpStream::connect((host.as_str(), *port)).await.map_err(unreachable)?;
            // Small requests one after another would otherwise wait for each other's acknowledgement.
            stream.set_nodelay(true).map_err(unreachable)?;
            match tls {
                None => over(stream, None, endpoint).await,
                Some(tls) => {
                    let name = ServerName::try_from(host.clone())
                        .map_err(|_| Error::Address(endpoint.to_string()))?;
                    let connector = TlsConnector::from(Arc::new(configured(tls)?));
                    over(connector.connect(name, stream).await.map_err(unreachable)?, None, endpoint).await
                }
            }
        }
        Endpoint::Ssh { user, host, port } => {
            let mut command = Command::new("ssh");
            for (flag, value) in [("-l", user.clone()), ("-p", port.map(|port| port.to_string()))] {
                if let Some(value) = value {
                    command.args([flag, &value]);
                }
            }
            command.args(["-o", "ConnectTimeout=30", "-T", "--", host, "docker", "system", "dial-stdio"]);
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
            let mut child = command.spawn().map_err(unreachable)?;
            match (child.stdout.take(), child.stdin.take()) {
                (Some(read), Some(write)) => over(tokio::io::join(read, write), Some(child), endpoint).await,
                _ => Err(Error::Unreachable(endpoint.to_string(), "ssh".to_owned())),
            }
        }
    }
}

/// Speaks HTTP over a stream, which lives as long as the program that carries it.
async fn over<S, B>(stream: S, carrier: Option<Child>, endpoint: &Endpoint) -> Result<Sender<B>, Error>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (sender, connection) = handshake(TokioIo::new(stream))
        .await
        .map_err(|error| Error::Garbled(endpoint.to_string(), error.to_string()))?;
    tokio::spawn(async move {
        // What goes wrong is told to whoever waits for an answer.
        let _ = connection.with_upgrades().await;
        drop(carrier);
    });
    Ok(sender)
}

/// What the system says, without its number.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// TLS that believes only the authorities in the file.
fn configured(tls: &Tls) -> Result<ClientConfig, Error> {
    let wrong = |path: &Path, why: String| Error::File(path.to_owned(), why);
    let certificates = |path: &Path| -> Result<Vec<CertificateDer<'static>>, Error> {
        let read = CertificateDer::pem_file_iter(path).map_err(|error| wrong(path, error.to_string()))?;
        read.collect::<Result<_, _>>().map_err(|error| wrong(path, error.to_string()))
    };
    let mut roots = RootCertStore::empty();
    for certificate in certificates(&tls.ca)? {
        roots.add(certificate).map_err(|error| wrong(&tls.ca, error.to_string()))?;
    }
    let builder = ClientConfig::builder().with_root_certificates(roots);
    let Some((certificate, key)) = &tls.client else { return Ok(builder.with_no_client_auth()) };
    let chain = certificates(certificate)?;
    let read = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, error.to_string()))?;
    builder.with_client_auth_cert(chain, read).map_err(|error| wrong(key, error.to_string()))
}
