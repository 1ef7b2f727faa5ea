//! What a fix does to the way an image is made.

use esclusa_source::Span;

/// One change of a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageChange {
    /// The image runs as this user: `USER` at the end of the stage that becomes the image.
    SetUser {
        /// `uid:gid`.
        user: String,
    },
    /// The image that a stage begins with is pinned to a digest that is known.
    PinImage {
        /// The `FROM`.
        place: Span,
        /// `sha256:…`.
        digest: String,
    },
    /// `ADD` of what is in the build context becomes `COPY`, which neither fetches nor unpacks.
    CopyInsteadOfAdd {
        /// The `ADD`.
        place: Span,
    },
    /// Setuid and setgid bits are taken from the programs of the image, in a `RUN` before its `USER`.
    RemoveSetuidBits,
    /// An instruction goes (a second `CMD`, an `ENV` that holds a secret).
    RemoveInstruction {
        /// The instruction.
        place: Span,
    },
}
