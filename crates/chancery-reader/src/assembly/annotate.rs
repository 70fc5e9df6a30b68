//! All mentions of a document, for `chancery annotate`.

use chancery_knowledge::Knowledge;
use chancery_model::{Annotation, Document, EntityKind, JsonSpan, MENTIONS_SCHEMA, MentionRecord, MentionType, MentionValue, QuantityValue};
use chancery_text::Span;
use chancery_values::Anchor;

use super::Material;

/// Lists names, instruments, times, quantities and triggers in order of place.
pub(crate) fn annotate(knowledge: &Knowledge, document: &Document, material: &Material) -> Annotation {
    let flow = &material.passage.flow;
    let mut mentions: Vec<MentionRecord> = Vec::new();
    let mut push = |span: Span, kind, id: Option<String>, value| {
        let stored = flow.stored(span);
        mentions.push(MentionRecord { span: JsonSpan(stored), quote: document.text.slice(stored).to_owned(), kind, id, value });
    };
    for member in &material.cast.members {
        let outlet = member.known.is_some_and(|row| knowledge.entities[row as usize].class == "outlet");
        let kind = match member.kind {
            EntityKind::State => MentionType::State,
            EntityKind::Person => MentionType::Person,
            EntityKind::Organization if outlet => MentionType::Outlet,
            EntityKind::Organization => MentionType::Organization,
            EntityKind::Place => MentionType::Place,
            EntityKind::Office => MentionType::Office,
        };
        for span in &member.mentions {
            push(*span, kind, Some(member.id.clone()), None);
        }
    }
    for draft in &material.instruments.drafts {
        for span in &draft.mentions {
            push(*span, MentionType::Instrument, None, None);
        }
    }
    let anchor = Anchor { published: document.source.published.as_ref().map(|published| published.to), ..Anchor::default() };
    for (span, time) in &material.times {
        push(*span, MentionType::Time, None, Some(MentionValue::Time(time.value(&anchor))));
    }
    for (base, quantity) in &material.quantities {
        let span = Span { start: quantity.span.start + base, end: quantity.span.end + base };
        push(
            span,
            MentionType::Quantity,
            None,
            Some(MentionValue::Quantity(QuantityValue {
                value: quantity.value,
                unit: quantity.unit.clone(),
                comparator: quantity.comparator,
                ordinal: quantity.ordinal,
            })),
        );
    }
    for draft in &material.drafts {
        push(draft.trigger, MentionType::Trigger, Some(knowledge.frames[draft.frame as usize].id.clone()), None);
    }
    mentions.sort_by(|a, b| (a.span, a.kind, &a.id).cmp(&(b.span, b.kind, &b.id)));
    mentions.dedup();
    Annotation { schema: MENTIONS_SCHEMA.into(), source: document.source.clone(), mentions }
}
