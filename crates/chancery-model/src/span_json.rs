//! Spans in JSON: `[start, end]` in code points.

use chancery_text::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A span as it stands in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct JsonSpan(pub Span);

impl From<Span> for JsonSpan {
    fn from(span: Span) -> JsonSpan {
        JsonSpan(span)
    }
}

impl Serialize for JsonSpan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0.start, self.0.end).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JsonSpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JsonSpan, D::Error> {
        let (start, end) = <(u32, u32)>::deserialize(deserializer)?;
        Ok(JsonSpan(Span { start, end }))
    }
}

impl JsonSchema for JsonSpan {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array", "minItems": 2, "maxItems": 2,
            "items": {"type": "integer", "minimum": 0},
            "description": "Start (included) and end (excluded) in Unicode code points of the stored text"
        })
    }
}
