//! Lists and files on their way: sent as they are made, in pieces.
//!
//! In: rows or bytes. Out: the body of an answer. What fails on the way breaks the transfer off, so that half a list is not taken for all of it.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use chancery_archive::{ColumnKind, ListColumn};
use chancery_export::{Cell, Column, Kind, ParquetWriter};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::app::App;
use crate::fault::Fault;
use crate::reply::{Each, Produce, Write, cell, object};
use crate::route::Shape;

type Sender = mpsc::Sender<Result<Bytes, std::io::Error>>;

/// What follows the head of an answer.
pub(super) enum What {
    /// Rows with the names of their columns.
    Rows(Vec<ListColumn>, Produce),
    /// A file.
    File(Write),
}

/// What is to be sent, and whereto.
pub(super) struct Stream(Sender, What);

impl Stream {
    /// The body that something becomes, and what fills it.
    pub fn of(what: What) -> (Body, Stream) {
        let (sender, receiver) = mpsc::channel(16);
        (Body::new(Chunks(receiver)), Stream(sender, what))
    }

    /// Sends all of it.
    pub fn run(self, app: &App, archive: &chancery_archive::Archive, shape: Shape) {
        let Stream(sender, what) = self;
        let mut out = Rows { sender, shape, buffer: Vec::new() };
        let done = match what {
            What::File(write) => write(archive, &mut out),
            What::Rows(columns, produce) if shape == Shape::Parquet => parquet(&mut out, &columns, |each| produce(app, archive, each)),
            What::Rows(columns, produce) => {
                let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                if shape == Shape::Csv {
                    out.csv(names.iter().map(|name| (*name).to_owned()).collect());
                }
                produce(app, archive, &mut |row| Ok(out.row(&names, row)))
            }
        };
        match done {
            Ok(()) => out.flush(true),
            Err(fault) => out.fail(&fault),
        };
    }
}

/// Rows as Parquet, group by group.
fn parquet(out: &mut Rows, columns: &[ListColumn], produce: impl FnOnce(Each<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
    let kind = |kind| match kind {
        ColumnKind::Text => Kind::Text,
        ColumnKind::Whole => Kind::Whole,
        ColumnKind::Real => Kind::Real,
        ColumnKind::List => Kind::List,
    };
    let typed = |(value, (_, kind)): (&Value, &ListColumn)| match (kind, value) {
        (_, Value::Null) => Cell::Empty,
        (ColumnKind::List, Value::Array(list)) => Cell::List(list.iter().map(plain).collect()),
        (ColumnKind::Whole, value) => value.as_i64().map_or(Cell::Empty, Cell::Whole),
        (ColumnKind::Real, value) => value.as_f64().map_or(Cell::Empty, Cell::Real),
        (_, value) => Cell::text(plain(value)),
    };
    let declared: Vec<Column> = columns.iter().map(|(name, of)| Column { name, kind: kind(*of), about: "" }).collect();
    let failed = |error: chancery_export::Error| Fault::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "export", error.to_string());
    let mut writer = ParquetWriter::new(out, &declared).map_err(failed)?;
    produce(&mut |row| writer.row(row.iter().zip(columns).map(typed).collect()).map(|()| true).map_err(failed))?;
    writer.finish().map(drop).map_err(failed)
}

/// A value as text, as it is: no spreadsheet reads Parquet as formulas.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl std::io::Write for Rows {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if Rows::flush(self, false) { Ok(bytes.len()) } else { Err(std::io::ErrorKind::BrokenPipe.into()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Rows on their way.
struct Rows {
    sender: Sender,
    shape: Shape,
    buffer: Vec<u8>,
}

impl Rows {
    fn row(&mut self, columns: &[&str], row: Vec<Value>) -> bool {
        if self.shape == Shape::Csv {
            self.csv(row.iter().map(cell).collect());
        } else {
            self.buffer.extend_from_slice(object(columns, row).to_string().as_bytes());
            self.buffer.push(b'\n');
        }
        self.flush(false)
    }

    fn csv(&mut self, cells: Vec<String>) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut self.buffer);
        // Writing to memory does not fail.
        let _ = writer.write_record(&cells);
    }

    /// Sends what there is; `false` when whoever asked has gone.
    fn flush(&mut self, all: bool) -> bool {
        if self.buffer.is_empty() || (!all && self.buffer.len() < 16 << 10) {
            return true;
        }
        self.sender.blocking_send(Ok(Bytes::from(std::mem::take(&mut self.buffer)))).is_ok()
    }

    /// Breaks the transfer off, so that half a list is not taken for all of it.
    fn fail(&mut self, fault: &Fault) -> bool {
        eprintln!("error: a list was broken off: {}", fault.detail);
        self.sender.blocking_send(Err(std::io::Error::other(fault.detail.clone()))).is_ok()
    }
}

/// The body that rows become.
struct Chunks(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        self.0.poll_recv(cx).map(|chunk| chunk.map(|chunk| chunk.map(http_body::Frame::data)))
    }
}
