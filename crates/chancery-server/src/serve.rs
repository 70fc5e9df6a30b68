//! Listening: a socket, the address to open, an orderly end.
//!
//! In: an application and where to listen. Out: calls answered until Ctrl-C; those at work are finished first.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::fault::Error;
use crate::http::router;

/// A server that listens and does not answer yet.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: tokio::net::TcpListener,
    app: Arc<App>,
}

/// Listens. Without an address on this machine alone; port 0 takes any that is free.
///
/// # Errors
/// The port is taken, or may not be used.
pub fn bind(app: App, address: Option<IpAddr>, port: u16) -> Result<Server, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(16)
        .thread_keep_alive(Duration::from_secs(60))
        .build()
        .map_err(|error| Error(format!("can't start the server: {error}")))?;
    let address = SocketAddr::new(address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), port);
    let taken = |error: std::io::Error| Error(format!("can't listen on {address}: {error}. Choose another with --port; 0 takes any that is free."));
    let listener = runtime.block_on(tokio::net::TcpListener::bind(address)).map_err(taken)?;
    Ok(Server { runtime, listener, app: Arc::new(app) })
}

impl Server {
    /// The address to begin with; it can be used once.
    pub fn address(&self) -> String {
        let port = self.listener.local_addr().map_or(0, |address| address.port());
        format!("http://127.0.0.1:{port}/open/{}", self.app.one_time())
    }

    /// Answers until Ctrl-C.
    ///
    /// # Errors
    /// The socket fails.
    pub fn run(self) -> Result<(), Error> {
        let service = router(Arc::clone(&self.app)).into_make_service_with_connect_info::<SocketAddr>();
        let end = async {
            // Without a handler the program still ends by the signal itself.
            let _ = tokio::signal::ctrl_c().await;
        };
        let listener = self.listener;
        let served = self.runtime.block_on(async move { axum::serve(listener, service).with_graceful_shutdown(end).await });
        served.map_err(|error| Error(format!("the server stopped: {error}")))
    }
}
