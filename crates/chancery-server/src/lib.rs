//! The web application: pages to read, search and check a register, the same as data, and the API.
//!
//! In: the folder of an archive, the knowledge's files, a port. Out: HTTP on the loopback interface (or, for a team, wherever it is bound), until it is
//! stopped. Every address is a row of one table ([`routes::ROUTES`]): the router, the checks of role and parameters, the OpenAPI document and the tests
//! are made from it. Pages are whole without scripts. Reads and decides through `chancery-archive`; knows nothing of files and formats.

mod accounts;
mod app;
mod call;
mod columns;
mod digests;
mod draw;
mod facets;
mod fault;
mod filter;
mod found;
mod http;
mod kept;
mod layout;
mod lists;
mod names;
mod openapi;
mod pages;
mod parts;
mod reply;
mod route;
mod routes;
mod security;
mod serve;
mod text;
mod words;

pub use accounts::Role;
pub use app::{App, Mode, Options};
pub use fault::Error;
pub use http::router;
pub use openapi::document as openapi_document;
pub use route::{Method, Route, Shape};
pub use routes::{ROUTES, api_routes};
pub use serve::{Server, bind};
