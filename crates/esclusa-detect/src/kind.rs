//! What a secret is, and why something is none.

use std::ops::Range;

use crate::{name, weak};

/// Who issued a token, known by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// Amazon Web Services.
    Aws,
    /// Anthropic.
    Anthropic,
    /// DigitalOcean.
    DigitalOcean,
    /// Discord: the address of a webhook.
    Discord,
    /// Docker Hub.
    Docker,
    /// GitHub.
    GitHub,
    /// GitLab.
    GitLab,
    /// Google.
    Google,
    /// HashiCorp Vault and OpenBao.
    Vault,
    /// Hugging Face.
    HuggingFace,
    /// npm.
    Npm,
    /// OpenAI.
    OpenAi,
    /// The Python Package Index.
    PyPi,
    /// SendGrid.
    SendGrid,
    /// Slack: tokens and the addresses of webhooks.
    Slack,
    /// Stripe.
    Stripe,
    /// Tailscale.
    Tailscale,
    /// Telegram.
    Telegram,
}

/// What kind of secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A provider's token; `verified` if its form has a checksum and the checksum is right.
    Token {
        /// Who issued it.
        provider: Provider,
        /// Whether its checksum says that it is a real one.
        verified: bool,
    },
    /// A private key in PEM.
    PrivateKey,
    /// A JSON Web Token.
    JsonWebToken,
    /// A password, by its name.
    Password,
    /// A key or token, by its name.
    Key,
    /// The password in an address: `scheme://user:password@host`.
    UrlPassword,
    /// The password in a connection string, a header or JSON text.
    EmbeddedPassword,
    /// Any of these, but of a value that an attacker tries first: `changeme`, `postgres`, the user's own name.
    WeakDefault,
}

/// A secret and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What kind.
    pub kind: Kind,
    /// The bytes of the text that are the secret itself.
    pub span: Range<usize>,
}

impl Found {
    pub(crate) const fn new(kind: Kind, span: Range<usize>) -> Self {
        Self { kind, span }
    }

    /// The same in a text that begins `by` bytes earlier.
    pub(crate) fn shifted(mut self, by: usize) -> Self {
        self.span = self.span.start + by..self.span.end + by;
        self
    }

    /// Knowing the name, a value that repeats it is weak.
    pub(crate) fn about(mut self, text: &str, name: &str) -> Self {
        let guessable = matches!(self.kind, Kind::Password | Kind::UrlPassword | Kind::EmbeddedPassword);
        let value = text.get(self.span.clone()).unwrap_or_default();
        if guessable && weak::is_weak(value, &name::words(name)) {
            self.kind = Kind::WeakDefault;
        }
        self
    }
}

/// Why a value is no secret that is written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The name does not say so.
    Name,
    /// There is nothing.
    Empty,
    /// `true`, `no`, `none`: a switch.
    Switch,
    /// A variable, a template or the address of an entry in a secrets manager.
    Reference,
    /// A slot to be filled in, which opens nothing as it stands.
    Placeholder,
    /// The path of a file.
    Path,
    /// An address without a password.
    Address,
    /// The hash of a secret.
    Hash,
    /// A public key or a certificate.
    PublicKey,
    /// A UUID, which names things far more often than it opens them.
    Uuid,
    /// A number under the name of a key or token.
    Number,
    /// Too regular for a key whose name could be that of a map's or a table's.
    Regular,
}

impl Reason {
    /// Whether such a value is common elsewhere too, so that it tells nothing.
    pub(crate) const fn is_common(self) -> bool {
        matches!(
            self,
            Self::Empty | Self::Switch | Self::Reference | Self::Placeholder | Self::Path | Self::Address
        )
    }
}
