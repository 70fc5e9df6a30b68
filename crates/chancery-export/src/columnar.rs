//! Parquet: the same tables with types, comments and compression.
//!
//! In: columns and cells. Out: a Parquet file, row group by row group. Lists are lists, days are dates, missing is null. What a column means
//! stands in the file under `chancery.columns`, and where Spark looks for comments.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Map, Value, json};

use crate::Error;
use crate::cell::{Cell, Column, Kind};

/// Rows of a row group.
const GROUP: usize = 50_000;

/// Writes rows as Parquet.
pub struct ParquetWriter<W: Write> {
    out: W,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    inner: SerializedFileWriter<Vec<u8>>,
}

impl<W: Write> ParquetWriter<W> {
    /// A file with these columns.
    ///
    /// # Errors
    /// The columns make no schema.
    pub fn new(out: W, columns: &[Column]) -> Result<ParquetWriter<W>, Error> {
        let schema = Arc::new(parse_message_type(&schema(columns))?);
        let about: Map<String, Value> = columns.iter().map(|column| (column.name.to_owned(), json!(column.about))).collect();
        let notes = [("chancery.columns", Value::from(about).to_string()), ("org.apache.spark.sql.parquet.row.metadata", spark(columns).to_string())];
        let notes = notes.into_iter().map(|(key, value)| KeyValue::new(key.to_owned(), value)).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_key_value_metadata(Some(notes))
            .set_created_by(concat!("chancery version ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        Ok(ParquetWriter { out, columns: columns.to_vec(), rows: Vec::new(), inner: SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))? })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The output can't be written.
    pub fn row(&mut self, row: Vec<Cell>) -> Result<(), Error> {
        self.rows.push(row);
        if self.rows.len() >= GROUP { self.group() } else { Ok(()) }
    }

    /// Writes what is left and the footer.
    ///
    /// # Errors
    /// The output can't be written.
    pub fn finish(mut self) -> Result<W, Error> {
        self.group()?;
        let rest = self.inner.into_inner()?;
        self.out.write_all(&rest)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn group(&mut self) -> Result<(), Error> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.inner.next_row_group()?;
        let mut at = 0;
        while let Some(mut out) = group.next_column()? {
            let cells = rows.iter().map(|row| row.get(at).unwrap_or(&Cell::Empty));
            let kind = self.columns.get(at).map_or(Kind::Text, |column| column.kind);
            match kind {
                Kind::Text => {
                    let (values, levels) = optional(cells, |cell| (*cell != Cell::Empty).then(|| ByteArray::from(cell.plain().as_str())));
                    out.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::List => {
                    let (values, definition, repetition) = lists(cells);
                    out.typed::<ByteArrayType>().write_batch(&values, Some(&definition), Some(&repetition))?;
                }
                Kind::Whole => {
                    let (values, levels) = optional(cells, |cell| if let Cell::Whole(number) = cell { Some(*number) } else { None });
                    out.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::Real => {
                    let (values, levels) = optional(cells, |cell| if let Cell::Real(number) = cell { Some(*number) } else { None });
                    out.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::Flag => {
                    let (values, levels) = optional(cells, |cell| if let Cell::Flag(flag) = cell { Some(*flag) } else { None });
                    out.typed::<BoolType>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::Day => {
                    let (values, levels) = optional(cells, |cell| if let Cell::Day(day) = cell { Some(day.days()) } else { None });
                    out.typed::<Int32Type>().write_batch(&values, Some(&levels), None)?;
                }
            }
            out.close()?;
            at += 1;
        }
        group.close()?;
        self.inner.flush()?;
        let bytes = std::mem::take(self.inner.inner_mut());
        Ok(self.out.write_all(&bytes)?)
    }
}

fn optional<'a, T>(cells: impl Iterator<Item = &'a Cell>, value: impl Fn(&Cell) -> Option<T>) -> (Vec<T>, Vec<i16>) {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let value = value(cell);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    (values, levels)
}

/// Values with the levels of the format: an empty list is defined nowhere; each further part repeats.
fn lists<'a>(cells: impl Iterator<Item = &'a Cell>) -> (Vec<ByteArray>, Vec<i16>, Vec<i16>) {
    let (mut values, mut definition, mut repetition) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        let parts: &[String] = if let Cell::List(list) = cell { list } else { &[] };
        if parts.is_empty() {
            definition.push(0);
            repetition.push(0);
        }
        for (at, part) in parts.iter().enumerate() {
            values.push(ByteArray::from(part.as_str()));
            definition.push(1);
            repetition.push(i16::from(at > 0));
        }
    }
    (values, definition, repetition)
}

fn schema(columns: &[Column]) -> String {
    let field = |column: &Column| {
        let name = column.name;
        match column.kind {
            Kind::Text => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
            Kind::List => format!("REQUIRED group {name} (LIST) {{ REPEATED group list {{ REQUIRED BYTE_ARRAY element (STRING); }} }}"),
            Kind::Whole => format!("OPTIONAL INT64 {name};"),
            Kind::Real => format!("OPTIONAL DOUBLE {name};"),
            Kind::Flag => format!("OPTIONAL BOOLEAN {name};"),
            Kind::Day => format!("OPTIONAL INT32 {name} (DATE);"),
        }
    };
    format!("message chancery {{ {} }}", columns.iter().map(field).collect::<Vec<_>>().join(" "))
}

fn spark(columns: &[Column]) -> Value {
    let field = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => json!("string"),
            Kind::List => json!({"type": "array", "elementType": "string", "containsNull": false}),
            Kind::Whole => json!("long"),
            Kind::Real => json!("double"),
            Kind::Flag => json!("boolean"),
            Kind::Day => json!("date"),
        };
        json!({"name": column.name, "type": kind, "nullable": column.kind != Kind::List, "metadata": {"comment": column.about}})
    };
    json!({"type": "struct", "fields": columns.iter().map(field).collect::<Vec<_>>()})
}
