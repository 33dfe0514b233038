//! A server that says what a test tells it to, line by line, however wrong: the hostile other side of both protocols.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does next. `{tag}` becomes the first word of the line it answers.
#[derive(Clone, Debug)]
pub enum Says {
    Text(String),
    /// Then hangs up.
    Last(String),
    /// One byte at a time, so slowly that no single wait is ever long.
    Drip(String),
    /// Nothing to this line; the next one will be heard.
    Nothing,
    /// Never another word, and never hangs up.
    Stall,
    /// As [`Says::Stall`], and without reading what comes.
    Deaf,
}

impl Says {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A running script. Ends with this value.
pub struct Scripted {
    pub port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Scripted {
    /// Greets each connection and answers each of its lines. Every connection starts with a fresh copy of `answer`.
    pub async fn start(greeting: Says, answer: impl FnMut(&str) -> Says + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&heard);
        let running = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, greeting.clone(), answer.clone(), Arc::clone(&noted)));
            }
        });
        Self { port, heard, running }
    }

    /// Every line that any client said.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("the lines").clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn talk(stream: TcpStream, greeting: Says, mut answer: impl FnMut(&str) -> Says, heard: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    if !say(&mut stream, "", greeting).await {
        return;
    }
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).await.is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        heard.lock().expect("the lines").push(text.clone());
        let says = answer(&text);
        if !say(&mut stream, text.split(' ').next().unwrap_or_default(), says).await {
            return;
        }
        line.clear();
    }
}

/// Whether the talk goes on.
async fn say(stream: &mut BufReader<TcpStream>, tag: &str, says: Says) -> bool {
    let told = |text: &str| text.replace("{tag}", tag).into_bytes();
    match says {
        // A client that has hung up hears nothing; what it made of that is the test's question.
        Says::Text(text) => stream.write_all(&told(&text)).await.is_ok(),
        Says::Last(text) => {
            let _ = stream.write_all(&told(&text)).await;
            let _ = stream.shutdown().await;
            false
        }
        Says::Drip(text) => {
            for byte in told(&text) {
                if stream.write_all(&[byte]).await.is_err() {
                    return false;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            true
        }
        Says::Nothing => true,
        Says::Stall => {
            let mut ignored = Vec::new();
            while stream.read_until(b'\n', &mut ignored).await.is_ok_and(|n| n > 0) {
                ignored.clear();
            }
            false
        }
        Says::Deaf => std::future::pending().await,
    }
}
