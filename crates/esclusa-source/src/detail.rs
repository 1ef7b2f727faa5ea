//! What exactly is wrong, said so that it can be said again in another language.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// The words of a problem: our own, as a message id with arguments, or somebody else's, which stay as they are.
///
/// It reads as plain English, for logs and tests; what people see is worded by the catalogue of `esclusa-finding`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Detail {
    english: Cow<'static, str>,
    said: Saying,
}

/// Who chose the words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Saying {
    /// Nobody: a name, a path, a number.
    Plain,
    /// The client, the operating system or a library: a quotation.
    Quote,
    /// We did: the entry of the catalogue, and its arguments by name.
    Words(&'static str, Vec<(&'static str, Detail)>),
}

impl Detail {
    /// A name, a path, a number: the same in every language.
    #[must_use]
    pub fn plain(text: impl Into<Cow<'static, str>>) -> Self {
        Self { english: text.into(), said: Saying::Plain }
    }

    /// The words of the client, the operating system or a library.
    #[must_use]
    pub fn quote(text: impl Into<Cow<'static, str>>) -> Self {
        Self { english: text.into(), said: Saying::Quote }
    }

    /// Our own words; [`detail!`](crate::detail) makes them.
    #[must_use]
    pub fn words(
        id: &'static str,
        english: impl Into<Cow<'static, str>>,
        arguments: Vec<(&'static str, Self)>,
    ) -> Self {
        Self { english: english.into(), said: Saying::Words(id, arguments) }
    }

    /// In English.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.english
    }

    /// Who chose the words.
    #[must_use]
    pub const fn said(&self) -> &Saying {
        &self.said
    }
}

/// Our own words for a problem: the catalogue's id, the English entry as a format string, and its arguments by name.
/// `cargo xtask tidy` holds that the entry of the catalogue is the same text.
#[macro_export]
macro_rules! detail {
    (@value $name:ident) => { $name };
    (@value $name:ident $value:expr) => { $value };
    ($id:literal, $english:literal $(,)?) => { $crate::Detail::words($id, $english, Vec::new()) };
    ($id:literal, $english:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        match ($(&$crate::detail!(@value $name $($value)?),)+) {
            ($($name,)+) => $crate::Detail::words(
                $id,
                format!($english, $($name = $name),+),
                vec![$((stringify!($name), $crate::Said::said($name))),+],
            ),
        }
    };
}

/// What can be an argument of a detail.
pub trait Said {
    /// The argument: plain text, or a detail of its own.
    fn said(&self) -> Detail;
}

impl Said for Detail {
    fn said(&self) -> Detail {
        self.clone()
    }
}

impl<T: Said + ?Sized> Said for &T {
    fn said(&self) -> Detail {
        (**self).said()
    }
}

macro_rules! plain {
    ($($kind:ty),*) => {
        $(impl Said for $kind {
            fn said(&self) -> Detail {
                Detail::plain(self.to_string())
            }
        })*
    };
}

plain!(str, String, Cow<'_, str>, std::path::Display<'_>, fmt::Arguments<'_>);
plain!(char, u8, u16, u32, u64, usize, i64, i128);

/// Texts are somebody else's words: our own are made by [`detail!`](crate::detail).
impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::quote(text)
    }
}

/// Texts are somebody else's words: our own are made by [`detail!`](crate::detail).
impl From<&'static str> for Detail {
    fn from(text: &'static str) -> Self {
        Self::quote(text)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.english)
    }
}

impl Deref for Detail {
    type Target = str;

    fn deref(&self) -> &str {
        &self.english
    }
}

impl PartialEq<str> for Detail {
    fn eq(&self, text: &str) -> bool {
        self.english == text
    }
}

impl PartialEq<&str> for Detail {
    fn eq(&self, text: &&str) -> bool {
        self.english == *text
    }
}
