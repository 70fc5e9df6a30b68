//! Lists and files on their way: sent as they are made, in pieces.
//!
//! In: rows or bytes. Out: the body of an answer. What fails on the way breaks the transfer off, so that half a list is not taken for all of it.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use tokio::sync::mpsc;

use crate::app::App;
use crate::fault::Fault;
use crate::reply::{Produce, Write, cell, object};
use crate::route::Shape;

type Sender = mpsc::Sender<Result<Bytes, std::io::Error>>;

/// What follows the head of an answer.
pub(super) enum What {
    /// Rows with the names of their columns.
    Rows(Vec<&'static str>, Produce),
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
            What::Rows(columns, produce) => {
                if shape == Shape::Csv {
                    out.csv(columns.iter().map(|name| (*name).to_owned()).collect());
                }
                produce(app, archive, &mut |row| Ok(out.row(&columns, row)))
            }
        };
        match done {
            Ok(()) => out.flush(true),
            Err(fault) => out.fail(&fault),
        };
    }
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
    fn row(&mut self, columns: &[&str], row: Vec<serde_json::Value>) -> bool {
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
