//! A page as a tree of elements and text.
//!
//! In: decoded HTML. Out: nodes in the order of the page, each with the end of what it contains, so that a subtree is a range. Tags are
//! cut by `html5gum`; missing and stray tags are mended as browsers do where it matters for text: paragraphs, list items, cells, links.
//! Depth and number of nodes are bounded. What is main text and what is not is left to `main_text`.

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use super::tag::Tag;
use crate::failure::Failure;
use crate::limits::Limits;

/// Attributes that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    AriaHidden,
    Class,
    Content,
    Datetime,
    Hidden,
    Href,
    HttpEquiv,
    Id,
    Itemprop,
    Lang,
    Name,
    Property,
    Rel,
    Role,
    Style,
    Type,
}

impl Attribute {
    fn of(name: &[u8]) -> Option<Attribute> {
        Some(match name {
            b"aria-hidden" => Attribute::AriaHidden,
            b"class" => Attribute::Class,
            b"content" => Attribute::Content,
            b"datetime" => Attribute::Datetime,
            b"hidden" => Attribute::Hidden,
            b"href" => Attribute::Href,
            b"http-equiv" => Attribute::HttpEquiv,
            b"id" => Attribute::Id,
            b"itemprop" => Attribute::Itemprop,
            b"lang" | b"xml:lang" => Attribute::Lang,
            b"name" => Attribute::Name,
            b"property" => Attribute::Property,
            b"rel" => Attribute::Rel,
            b"role" => Attribute::Role,
            b"style" => Attribute::Style,
            b"type" => Attribute::Type,
            _ => return None,
        })
    }
}

/// The longest value of an attribute that is kept.
const VALUE: usize = 8 << 10;
/// How many nodes, and bytes of text, a title is looked for in.
const TITLE: usize = 4 << 10;
/// How far up an end tag is looked for.
const REACH: usize = 400;

/// An element or a stretch of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub tag: Tag,
    pub parent: u32,
    /// One past the last node that it contains.
    pub end: u32,
    /// Of text: where it stands in the buffer.
    text: (u32, u32),
    /// Of an element: its attributes.
    attributes: (u32, u32),
}

/// A page. The first node is its root.
pub(crate) struct Tree {
    pub nodes: Vec<Node>,
    attributes: Vec<(Attribute, u32, u32)>,
    buffer: String,
}

impl Tree {
    /// The text of a text node.
    pub fn text(&self, at: usize) -> &str {
        let (from, to) = self.nodes[at].text;
        self.buffer.get(from as usize..to as usize).unwrap_or_default()
    }

    /// An attribute of an element.
    pub fn attribute(&self, at: usize, wanted: Attribute) -> Option<&str> {
        let (from, to) = self.nodes[at].attributes;
        let found = self.attributes[from as usize..to as usize].iter().find(|(attribute, ..)| *attribute == wanted);
        found.and_then(|(_, from, to)| self.buffer.get(*from as usize..*to as usize))
    }

    /// The nodes that an element contains.
    pub fn within(&self, at: usize) -> std::ops::Range<usize> {
        at + 1..self.nodes[at].end as usize
    }

    /// The text within an element, with single spaces; no more of it than a title may have.
    pub fn all_text(&self, at: usize) -> String {
        let mut text = String::new();
        for inner in self.within(at).take(TITLE) {
            if text.len() > TITLE {
                break;
            }
            match self.nodes[inner].tag {
                Tag::Text => text.extend(self.text(inner).chars().take(TITLE)),
                tag if tag.is_block() || tag == Tag::Br => text.push(' '),
                _ => {}
            }
        }
        super::one_line(&text)
    }

    /// Cuts and mends a page.
    pub fn parse(html: &str, name: &str, limits: &Limits) -> Result<Tree, Failure> {
        let mut builder = Builder {
            tree: Tree { nodes: Vec::new(), attributes: Vec::new(), buffer: String::new() },
            open: Vec::new(),
            starting: false,
            wanted: None,
            depth: usize::try_from(limits.depth).unwrap_or(usize::MAX),
            most: limits.nodes,
            foreign: 0,
            over: None,
        };
        builder.push(Tag::Html);
        let mut over = None;
        {
            let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| builder.event(event));
            emitter.naively_switch_states(true);
            if let Some(Ok(found)) = Tokenizer::new_with_emitter(html, emitter).next() {
                over = Some(found);
            }
        }
        match over {
            Some(Over::Depth) => Err(Failure::limit(name, &format!("elements stand more than {} deep", limits.depth), "depth", limits.depth)),
            Some(Over::Nodes) => {
                Err(Failure::limit(name, &format!("the page has more than {} elements, attributes and texts", limits.nodes), "nodes", limits.nodes))
            }
            None => {
                builder.close_to(0);
                Ok(builder.tree)
            }
        }
    }
}

/// The limit that ended the reading.
#[derive(Clone, Copy, Debug)]
enum Over {
    Depth,
    Nodes,
}

struct Builder {
    tree: Tree,
    /// Open elements; the root is never closed before the end.
    open: Vec<u32>,
    /// Whether a start tag is being read, to which attributes belong.
    starting: bool,
    /// The attribute whose value comes next.
    wanted: Option<Attribute>,
    depth: usize,
    most: u64,
    /// How many `svg` and `math` elements are open.
    foreign: usize,
    over: Option<Over>,
}

impl Builder {
    fn event(&mut self, event: CallbackEvent<'_>) -> Option<Over> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.start(Tag::of(name));
                self.starting = true;
            }
            CallbackEvent::AttributeName { name } => {
                // Attributes of an end tag belong to nothing.
                self.wanted = Attribute::of(name).filter(|_| self.starting);
                if let Some(attribute) = self.wanted {
                    self.attribute(attribute, b"");
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(attribute) = self.wanted.take() {
                    self.attribute(attribute, value);
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                self.starting = false;
                let void = self.open.last().is_some_and(|last| self.tree.nodes[*last as usize].tag.is_void());
                if void || self_closing && self.foreign > 0 {
                    self.pop();
                }
            }
            CallbackEvent::EndTag { name } => self.finish(Tag::of(name)),
            CallbackEvent::String { value } => self.text(value),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        if (self.tree.nodes.len() + self.tree.attributes.len()) as u64 > self.most {
            self.over = Some(Over::Nodes);
        }
        self.over
    }

    fn tag(&self, at: u32) -> Tag {
        self.tree.nodes[at as usize].tag
    }

    fn push(&mut self, tag: Tag) {
        let at = self.tree.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(0);
        let attributes = self.tree.attributes.len() as u32;
        self.tree.nodes.push(Node { tag, parent, end: at + 1, text: (0, 0), attributes: (attributes, attributes) });
        self.open.push(at);
        self.foreign += usize::from(matches!(tag, Tag::Svg | Tag::Math));
        if self.open.len() > self.depth {
            self.over = Some(Over::Depth);
        }
    }

    fn pop(&mut self) {
        if let Some(last) = self.open.pop() {
            self.foreign -= usize::from(matches!(self.tag(last), Tag::Svg | Tag::Math));
            self.tree.nodes[last as usize].end = self.tree.nodes.len() as u32;
        }
    }

    /// Closes the open elements from a height on.
    fn close_to(&mut self, height: usize) {
        while self.open.len() > height {
            self.pop();
        }
    }

    /// The height of the nearest open element that `is`, unless one that `stops` is nearer.
    fn nearest(&self, is: impl Fn(Tag) -> bool, stops: impl Fn(Tag) -> bool) -> Option<usize> {
        for height in (1..self.open.len()).rev().take(REACH) {
            let tag = self.tag(self.open[height]);
            if is(tag) {
                return Some(height);
            }
            if stops(tag) {
                return None;
            }
        }
        None
    }

    fn start(&mut self, tag: Tag) {
        use Tag::*;
        if self.foreign == 0 {
            let bounds = |tag: Tag| tag.is_table_part() || matches!(tag, Button | Object | Template);
            let closed = match tag {
                Html | Body | Head => None,
                Li => self.nearest(|tag| tag == Li, |tag| bounds(tag) || matches!(tag, Ul | Ol | Menu | Dir)),
                Dt | Dd => self.nearest(|tag| matches!(tag, Dt | Dd), |tag| bounds(tag) || tag == Dl),
                Option | Optgroup => self.nearest(|tag| tag == Option, |tag| tag == Select),
                Td | Th => self.nearest(Tag::is_cell, |tag| matches!(tag, Tr | Table)),
                Tr => self.nearest(|tag| tag == Tr, |tag| tag == Table),
                Tbody | Thead | Tfoot => self.nearest(|tag| matches!(tag, Tbody | Thead | Tfoot), |tag| tag == Table),
                A => self.nearest(|tag| tag == A, |tag| tag.is_block()),
                _ => None,
            };
            if let Some(height) = closed {
                self.close_to(height);
            }
            if tag.is_block() && !matches!(tag, Html | Body | Head) {
                let paragraph = self.nearest(|tag| tag == P, |tag| bounds(tag) || matches!(tag, Div | Section | Article));
                if let Some(height) = paragraph {
                    self.close_to(height);
                }
                if tag.is_heading() && self.open.last().is_some_and(|last| self.tag(*last).is_heading()) {
                    self.pop();
                }
            }
        }
        self.push(tag);
    }

    fn finish(&mut self, tag: Tag) {
        use Tag::*;
        match tag {
            Html | Body => return,
            // As a browser does: a stray end of a paragraph is an empty one, a stray end of a line a line break.
            Br => {
                self.push(Br);
                return self.pop();
            }
            Other => {
                // Unknown elements are closed only where they are the last that was opened.
                if self.open.last().is_some_and(|last| self.tag(*last) == Other) && self.open.len() > 1 {
                    self.pop();
                }
                return;
            }
            _ => {}
        }
        let heading = tag.is_heading();
        let height = self.nearest(
            |found| found == tag || heading && found.is_heading(),
            |found| {
                if tag.is_table_part() {
                    found == Table
                } else if tag.is_block() || tag == A {
                    found.is_table_part()
                } else {
                    found.is_block()
                }
            },
        );
        match height {
            Some(height) => self.close_to(height),
            None if tag == P => {
                self.push(P);
                self.pop();
            }
            None => {}
        }
    }

    fn attribute(&mut self, attribute: Attribute, value: &[u8]) {
        let Some(&last) = self.open.last() else { return };
        let tag = self.tag(last);
        if attribute == Attribute::Href && tag != Tag::Link && tag != Tag::Base {
            return;
        }
        let text = String::from_utf8_lossy(value);
        let mut length = text.len().min(VALUE);
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        let from = self.tree.buffer.len() as u32;
        self.tree.buffer.push_str(&text[..length]);
        let to = self.tree.buffer.len() as u32;
        let (first, end) = self.tree.nodes[last as usize].attributes;
        let named = self.tree.attributes.last_mut().filter(|(found, from, to)| *found == attribute && from == to && end > first);
        match named {
            // The value after its name.
            Some(held) => (held.1, held.2) = (from, to),
            None => {
                self.tree.attributes.push((attribute, from, to));
                self.tree.nodes[last as usize].attributes.1 = end + 1;
            }
        }
    }

    fn text(&mut self, value: &[u8]) {
        let parent = self.open.last().copied().unwrap_or(0);
        let hidden = matches!(self.tag(parent), Tag::Style | Tag::Noscript | Tag::Iframe | Tag::Noembed | Tag::Noframes | Tag::Textarea);
        let script = self.tag(parent) == Tag::Script && !self.tree.attribute(parent as usize, Attribute::Type).is_some_and(|kind| kind.contains("ld+json"));
        if hidden || script {
            return;
        }
        let text = String::from_utf8_lossy(value);
        let from = self.tree.buffer.len() as u32;
        self.tree.buffer.push_str(&text);
        let at = self.tree.nodes.len() as u32;
        let attributes = self.tree.attributes.len() as u32;
        let to = self.tree.buffer.len() as u32;
        self.tree.nodes.push(Node { tag: Tag::Text, parent, end: at + 1, text: (from, to), attributes: (attributes, attributes) });
    }
}
