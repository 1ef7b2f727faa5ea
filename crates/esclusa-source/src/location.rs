//! Places in files: byte spans, and the lines and columns that people and reports use.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A file registered in [`Sources`]: its number there, from one, so that a span that may be missing takes no more room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(NonZeroU32);

impl FileId {
    /// Its place among the files of its [`Sources`], from zero.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Bytes `start..end` of a file. Files are at most [`crate::MAX_FILE_BYTES`] long, so `u32` holds any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`; offsets beyond `u32::MAX` are clamped.
    #[must_use]
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The byte range, for slicing the file's text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From the start of `self` to the end of `other`, which must be of the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start, end: other.end.max(self.start) }
    }
}

/// A span as people say it: 1-based lines, columns in Unicode characters, the end exclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The path as the user gave it or as the project refers to it.
    pub path: PathBuf,
    /// First line, 1-based.
    pub line: usize,
    /// First column, 1-based, in Unicode characters.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column one past the last character.
    pub end_column: usize,
}

/// A text that was read, and where its lines begin.
#[derive(Debug)]
pub struct SourceFile {
    /// The path to show.
    pub path: PathBuf,
    /// The whole text, byte order mark included.
    pub text: Arc<str>,
    /// Whether it is no file but what an engine answered, which stands under a name of its own.
    pub is_answer: bool,
    /// The file that an answer says that it was made of (a Compose file), if it says so.
    pub made_of: Option<PathBuf>,
    lines: OnceLock<Vec<u32>>,
    /// The characters before each block of a text with long lines.
    blocks: OnceLock<Vec<u32>>,
}

/// The bytes of a block. Columns of a line that is longer are counted from block to block, so that a file of one long
/// line is not counted from its start for each place in it.
const BLOCK: usize = 1024;

/// The characters that begin in some bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

impl SourceFile {
    /// Line and column (1-based, columns in characters) of a byte offset. A byte order mark has no column.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let starts = self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n');
            std::iter::once(0).chain(breaks.filter_map(|(at, _)| u32::try_from(at + 1).ok())).collect()
        });
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = starts[line - 1] as usize;
        let count = if offset - start > BLOCK {
            self.characters_before(offset) - self.characters_before(start)
        } else {
            characters(&self.text.as_bytes()[start..offset])
        };
        let marked = line == 1 && offset > 0 && self.text.starts_with('\u{feff}');
        (line, count - usize::from(marked) + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let blocks = self.blocks.get_or_init(|| {
            let sums = bytes.chunks(BLOCK).scan(0, |sum, block| {
                let before = *sum;
                *sum += u32::try_from(characters(block)).unwrap_or(u32::MAX);
                Some(before)
            });
            sums.collect()
        });
        let block = (offset / BLOCK).min(blocks.len().saturating_sub(1));
        let before = blocks.get(block).map_or(0, |sum| *sum as usize);
        before + bytes.get(block * BLOCK..offset).map_or(0, characters)
    }
}

/// Every text read in one run; spans refer into it.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Registers a text under the path to show for it.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        self.register(path.into(), text.into(), false)
    }

    /// Registers what an engine answered, under the name to show for it (`container:web`).
    pub fn add_answer(&mut self, name: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        self.register(name.into(), text.into(), true)
    }

    /// Says of which file an answer was made, as far as it tells.
    pub fn made_of(&mut self, answer: FileId, path: PathBuf) {
        if let Some(file) = self.files.get_mut(answer.index()) {
            file.made_of = Some(path);
        }
    }

    fn register(&mut self, path: PathBuf, text: Arc<str>, is_answer: bool) -> FileId {
        self.files.push(SourceFile {
            path,
            text,
            is_answer,
            made_of: None,
            lines: OnceLock::new(),
            blocks: OnceLock::new(),
        });
        let number = u32::try_from(self.files.len()).ok().and_then(NonZeroU32::new);
        FileId(number.unwrap_or(NonZeroU32::MAX))
    }

    /// The file behind an id.
    ///
    /// # Panics
    /// If the id was made by another `Sources`.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0.get() as usize - 1]
    }

    /// Every text, in the order in which they were read.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        let count = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        (1..=count).filter_map(NonZeroU32::new).map(FileId)
    }

    /// The paths of every text, in the order in which they were read.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// The path to show for a file.
    #[must_use]
    pub fn path(&self, id: FileId) -> &Path {
        &self.file(id).path
    }

    /// The text under a span; empty where the span does not fit the file.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// A span in lines and columns.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        let file = self.file(span.file);
        let (line, column) = file.line_column(span.start as usize);
        let (end_line, end_column) = file.line_column(span.end as usize);
        Location { path: file.path.clone(), line, column, end_line, end_column }
    }
}
