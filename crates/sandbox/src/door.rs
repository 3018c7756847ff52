//! The listening side: connections that can be cut from within, and a port that can be closed and
//! opened again while the server goes on.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// One connection, as a handler holds it to cut it.
#[derive(Clone, Debug, Default)]
pub struct Line(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    cut: AtomicBool,
    reader: Mutex<Option<Waker>>,
}

impl Line {
    /// Ends the connection at once; nothing more is read or written.
    pub fn cut(&self) {
        self.0.cut.store(true, Ordering::SeqCst);
        let waker = self.0.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn check(&self) -> io::Result<()> {
        if self.0.cut.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

/// Every connection that is open.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<Vec<Weak<Inner>>>>);

impl Lines {
    fn add(&self, line: &Line) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|line| line.strong_count() > 0);
        lines.push(Arc::downgrade(&line.0));
    }

    pub fn cut_all(&self) {
        let lines: Vec<Line> = {
            let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            lines.iter().filter_map(Weak::upgrade).map(Line).collect()
        };
        lines.iter().for_each(Line::cut);
    }
}

#[derive(Debug)]
pub struct Stream {
    inner: TcpStream,
    line: Line,
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        *self.line.0.reader.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(cx.waker().clone());
        self.line.check()?;
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.line.check()?;
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// A port that listens while `open` says so.
pub struct Door {
    address: SocketAddr,
    listener: Option<TcpListener>,
    open: watch::Receiver<bool>,
    lines: Lines,
}

impl Door {
    pub async fn new(
        address: SocketAddr,
        open: watch::Receiver<bool>,
        lines: Lines,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, listener: Some(listener), open, lines })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    async fn closed(&mut self) {
        self.listener = None;
        while !*self.open.borrow_and_update() {
            if self.open.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Listener for Door {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            if !*self.open.borrow_and_update() {
                self.closed().await;
            }
            let Some(listener) = &self.listener else {
                match TcpListener::bind(self.address).await {
                    Ok(listener) => self.listener = Some(listener),
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
                continue;
            };
            tokio::select! {
                _ = self.open.changed() => {}
                accepted = listener.accept() => {
                    // A connection lost while being accepted is no concern of the others.
                    let Ok((inner, peer)) = accepted else { continue };
                    if inner.set_nodelay(true).is_err() {
                        continue;
                    }
                    let line = Line::default();
                    self.lines.add(&line);
                    return (Stream { inner, line }, peer);
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().line.clone()
    }
}
