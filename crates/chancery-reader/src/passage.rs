//! Step 1: blocks to sections, sentences and clauses, over one flow for the whole document.
//!
//! In: a document. Out: the flow and where its sections, sentences and clauses lie. Meaning is left to later steps.

use chancery_model::{BlockRole, Document};
use chancery_text::{Flow, Span};

/// A block in the flow.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub article: usize,
    pub role: BlockRole,
    pub span: Span,
}

impl Section {
    /// Whether it is set as a title.
    pub fn is_title(&self) -> bool {
        matches!(self.role, BlockRole::Headline | BlockRole::Kicker | BlockRole::Subhead)
    }
}

/// A sentence: up to 。！？； or the end of its block.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    pub section: usize,
    pub span: Span,
}

/// The document as one flow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passage {
    pub flow: Flow,
    pub sections: Vec<Section>,
    pub sentences: Vec<Sentence>,
}

/// Whether a folded character ends a sentence.
pub(crate) fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | ';' | '…' | '\n')
}

/// Whether a folded character closes a quotation or bracket.
pub(crate) fn closes(c: char) -> bool {
    matches!(c, '」' | '』' | '”' | '’' | ')' | '》' | '〉' | '】' | ']')
}

/// Whether any of the stretches (sorted by start, nested at most a few deep) shares a character with a span.
pub(crate) fn touches(stretches: &[Span], span: Span) -> bool {
    let end = stretches.partition_point(|stretch| stretch.start < span.end);
    stretches[end.saturating_sub(6)..end].iter().any(|stretch| stretch.overlaps(span))
}

impl Passage {
    /// The section in which a place of the flow stands.
    pub fn section_at(&self, place: u32) -> usize {
        self.sections.partition_point(|section| section.span.start <= place).saturating_sub(1)
    }

    /// The article in which a place of the flow stands.
    pub fn article_at(&self, place: u32) -> usize {
        self.sections.get(self.section_at(place)).map_or(0, |section| section.article)
    }

    /// Puts all blocks into one flow; it is cut into sentences when it is known which of them are read.
    pub fn new(document: &Document) -> Passage {
        let blocks = document.articles.iter().map(|article| article.blocks.len()).sum::<usize>();
        let mut passage = Passage { flow: Flow::with_capacity(document.text.len() + blocks), ..Passage::default() };
        for (article, layout) in document.articles.iter().enumerate() {
            for block in &layout.blocks {
                let span = block.flow_into(&document.text, &mut passage.flow);
                passage.flow.push_break(block.span().end as usize);
                passage.sections.push(Section { article, role: block.role, span });
            }
        }
        passage
    }

    /// Leaves the sections out that need not be read, and cuts the others into sentences.
    pub fn keep(&mut self, read: impl Fn(&Section) -> bool) {
        self.sections.retain(read);
        for at in 0..self.sections.len() {
            self.cut(at);
        }
    }

    fn cut(&mut self, section: usize) {
        let Passage { flow, sections, sentences } = self;
        let Section { span, role, .. } = sections[section];
        let chars = flow.folded();
        let title = matches!(role, BlockRole::Headline | BlockRole::Kicker | BlockRole::Subhead);
        let (mut start, mut at, mut depth) = (span.start as usize, span.start as usize, 0usize);
        let end = span.end as usize;
        while at < end {
            let c = chars[at];
            if matches!(c, '\u{4e00}'..='\u{9fff}') {
                at += 1;
                continue;
            }
            match c {
                '《' | '(' => depth += 1,
                '》' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            // A space stands for a full stop in a title: 指俄違約…部署　美將退出…
            let gap = title && c == ' ' && depth == 0 && at > start && parts(chars, flow.original(), Span::new(start, end), at);
            at += 1;
            if ends_sentence(c) || gap {
                while at < end && (closes(chars[at]) || ends_sentence(chars[at])) {
                    at += 1;
                }
                sentences.push(Sentence { section, span: Span::new(start, at) });
                start = at;
                depth = 0;
            }
        }
        if start < end {
            sentences.push(Sentence { section, span: Span::new(start, end) });
        }
    }
}

/// Whether the space at a place is the last of a run that parts words: one between words of Chinese, or a wide or double one beside any.
pub(crate) fn parts(folded: &[char], original: &[char], within: Span, at: usize) -> bool {
    let (start, end) = (within.start as usize, within.end as usize);
    let from = folded[start..at].iter().rposition(|c| *c != ' ').map(|last| start + last);
    let Some((before, behind)) = from.zip(folded[at + 1..end].first().filter(|c| **c != ' ')) else { return false };
    let wide = at > before + 1 || original.get(at) == Some(&'\u{3000}');
    match (folded[before].is_ascii(), behind.is_ascii()) {
        (false, false) => true,
        (true, true) => false,
        _ => wide,
    }
}

/// Makes one sentence of those that a span reaches over: a title's spaces part sentences until names are known to go on over them.
pub(crate) fn join_sentences(sentences: &mut Vec<Sentence>, span: Span) {
    let first = sentences.partition_point(|sentence| sentence.span.end <= span.start);
    let end = sentences.partition_point(|sentence| sentence.span.start < span.end);
    if end > first + 1 && sentences[first].section == sentences[end - 1].section {
        sentences[first].span.end = sentences[end - 1].span.end;
        sentences.drain(first + 1..end);
    }
}
