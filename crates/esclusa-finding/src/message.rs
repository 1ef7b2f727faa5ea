//! What is said to people: an id and arguments, worded by the catalogue in the reader's language.

use std::borrow::Cow;

use esclusa_detect::HIDDEN;
use esclusa_source::{Detail, Saying};

/// A value inside a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Text, shown as it is.
    Text(Cow<'static, str>),
    /// A number, which may decide a plural.
    Number(i64),
    /// A message of its own: the words of a problem's detail.
    Message(Box<Message>),
}

impl Argument {
    /// Hides secrets in its texts.
    pub(crate) fn conceal(&mut self, secrets: &[&str]) {
        match self {
            Self::Text(text) => {
                for secret in secrets {
                    // A secret of a letter or two is in every word.
                    if *text == *secret || (secret.len() > 2 && text.contains(secret)) {
                        *text = Cow::Owned(text.replace(secret, HIDDEN));
                    }
                }
            }
            Self::Message(message) => {
                message.arguments.iter_mut().for_each(|(_, argument)| argument.conceal(secrets));
            }
            Self::Number(_) => {}
        }
    }
}

impl From<&'static str> for Argument {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

/// Our own words are a message; those of others are marked as a quotation in the reader's language.
impl From<&Detail> for Argument {
    fn from(detail: &Detail) -> Self {
        let text = || detail.as_str().to_owned();
        match detail.said() {
            Saying::Plain => text().into(),
            Saying::Quote => Message::new("quoted").with("words", text()).into(),
            Saying::Words(id, arguments) => arguments
                .iter()
                .fold(Message::new(id), |message, (name, argument)| message.with(name, argument))
                .into(),
        }
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// A message id with its arguments. It never holds a secret's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The entry of the catalogue.
    pub id: &'static str,
    /// Its arguments by name.
    pub arguments: Vec<(&'static str, Argument)>,
}

impl Message {
    /// A message without arguments.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self { id, arguments: Vec::new() }
    }

    /// The message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }
}
