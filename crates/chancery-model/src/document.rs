//! Documents: what intake makes of bytes.

use chancery_text::{Flow, Span, Stored};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ArticleKind, BlockRole, Date, DateBasis};

/// One source as given, with its text and layout.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the source is.
    pub source: Source,
    /// The text as decoded; every offset of a reading counts in it.
    pub text: Stored,
    /// The articles in order of place; never empty for a text with words in it.
    pub articles: Vec<Article>,
    /// What intake had to guess or mend.
    pub warnings: Vec<Warning>,
}

/// A source's identity and description.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// `sha256:` and the digest of the bytes as given, in hexadecimal.
    pub id: String,
    /// The name as given, never an absolute path.
    pub name: String,
    /// Media type, `text/plain`.
    pub media_type: String,
    /// Encoding that the bytes were decoded with, its WHATWG name.
    pub encoding: String,
    /// `zh-Hant`, `zh-Hans`, `en`, `ru` or `und`.
    pub language: String,
    /// Date of publication, where it is known.
    pub published: Option<Published>,
    /// Length of the stored text in code points.
    pub length: usize,
}

/// Date of publication and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// First possible day.
    pub from: Date,
    /// Last possible day.
    pub to: Date,
    /// How it is known.
    pub basis: DateBasis,
}

/// One article of a source: blocks in reading order.
#[derive(Clone, Debug)]
pub struct Article {
    /// Kind, where the layout alone tells it (interview, commentary, list, brief, caption-only); `None` leaves it to the reader.
    pub kind: Option<ArticleKind>,
    /// The phrase that opens the report (某社某地5月20日電), its brackets included.
    pub dateline: Option<Span>,
    /// The blocks in reading order; at least one.
    pub blocks: Vec<Block>,
}

impl Article {
    /// From the first to the last character of its blocks.
    pub fn span(&self) -> Span {
        self.blocks.iter().map(Block::span).reduce(Span::join).unwrap_or_default()
    }

    /// The first block with a role.
    pub fn block(&self, role: BlockRole) -> Option<&Block> {
        self.blocks.iter().find(|block| block.role == role)
    }
}

/// A paragraph, title, caption, list item …, put together from pieces of the stored text that are read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub role: BlockRole,
    /// Pieces in reading order; the line breaks between them are not read. Never empty.
    pub pieces: Vec<Span>,
}

impl Block {
    /// From the first to the last character.
    pub fn span(&self) -> Span {
        self.pieces.iter().copied().reduce(Span::join).unwrap_or_default()
    }

    /// Appends the block's characters to a flow; returns where they stand in it.
    pub fn flow_into(&self, text: &Stored, flow: &mut Flow) -> Span {
        let start = flow.len();
        for piece in &self.pieces {
            flow.push_piece(piece.start as usize, text.slice(*piece));
        }
        Span::new(start, flow.len())
    }
}

/// Something that a reader of the result should know about its making.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Stable code with hyphens: `encoding-guessed`, `invalid-bytes`, `published-unknown` …
    pub code: String,
    /// One sentence for a person: what, where, and what to do.
    pub message: String,
}
