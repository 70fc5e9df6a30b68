//! JSON as a tree whose fields stand in a row: built once, changed in place and read into types, without a table for each object.
//!
//! In: JSON. Out: a tree that can be deserialized. What is text in it is borrowed where it can be.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// A value of JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree<'a> {
    Null,
    Flag(bool),
    Count(u64),
    Negative(i64),
    Fraction(f64),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Fields(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl<'a> Tree<'a> {
    /// A field of an object.
    pub fn field(&mut self, name: &str) -> Option<&mut Tree<'a>> {
        let Tree::Fields(fields) = self else { return None };
        fields.iter_mut().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// Gives an object a field, unless it has it.
    pub fn or_insert(&mut self, name: &'static str, value: impl FnOnce() -> Tree<'a>) {
        if self.field(name).is_none()
            && let Tree::Fields(fields) = self
        {
            fields.push((Cow::Borrowed(name), value()));
        }
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree<'de>, D::Error> {
        deserializer.deserialize_any(Grows)
    }
}

struct Grows;

impl<'de> Visitor<'de> for Grows {
    type Value = Tree<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Count(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Negative(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Fraction(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree<'de>, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Tree::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Tree::Text(name)) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        Ok(Tree::Fields(fields))
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for Tree<'de> {
    type Deserializer = Tree<'de>;

    fn into_deserializer(self) -> Tree<'de> {
        self
    }
}

impl<'de> Deserializer<'de> for Tree<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Tree::Null => visitor.visit_unit(),
            Tree::Flag(flag) => visitor.visit_bool(flag),
            Tree::Count(number) => visitor.visit_u64(number),
            Tree::Negative(number) => visitor.visit_i64(number),
            Tree::Fraction(number) => visitor.visit_f64(number),
            Tree::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Tree::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Tree::List(list) => {
                let mut list = SeqDeserializer::new(list.into_iter());
                let value = visitor.visit_seq(&mut list)?;
                list.end().map(|()| value)
            }
            Tree::Fields(fields) => {
                let mut fields = MapDeserializer::new(fields.into_iter());
                let value = visitor.visit_map(&mut fields)?;
                fields.end().map(|()| value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Tree::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, name: &'static str, variants: &'static [&'static str], visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Tree::Text(text) => {
                let text: serde::de::value::CowStrDeserializer<'_, serde_json::Error> = text.into_deserializer();
                text.deserialize_enum(name, variants, visitor)
            }
            Tree::Fields(fields) => visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(fields.into_iter()))),
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_tree_reads_as_its_json_does() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Kind {
            Plain,
            Of(u8),
        }
        type All = (Kind, Kind, Option<i64>, Option<f64>, String, BTreeMap<String, Vec<bool>>);
        let json = r#"["plain",{"of":3},-5,null,"a \"quoted\" 「字」",{"x":[true,false],"":[]}]"#;
        let tree: Tree<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(All::deserialize(tree).unwrap(), serde_json::from_str::<All>(json).unwrap());
        let error = All::deserialize(serde_json::from_str::<Tree<'_>>(r#"["other"]"#).unwrap()).unwrap_err().to_string();
        assert!(error.contains("other") && error.contains("plain"), "{error}");
    }
}
