//! Somebody on the way between us and a server, who can read and change what is said in plain text.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A relay to a server on this machine. Ends with this value.
pub struct Between {
    pub port: u16,
    running: JoinHandle<()>,
}

impl Between {
    /// Passes on what the client says, and what `edit` makes of what the server says.
    pub async fn start(server: u16, edit: impl Fn(&[u8]) -> Vec<u8> + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let running = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(relay(client, server, edit.clone()));
            }
        });
        Self { port, running }
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn relay(client: TcpStream, server: u16, edit: impl Fn(&[u8]) -> Vec<u8>) {
    let server = TcpStream::connect(("127.0.0.1", server)).await.expect("the server");
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    // Either side may hang up whenever it likes; then it is over.
    let up = async { tokio::io::copy(&mut from_client, &mut to_server).await.map(|_| ()) };
    let down = async {
        let mut said = [0; 4096];
        loop {
            let n = from_server.read(&mut said).await?;
            if n == 0 {
                return Ok::<(), std::io::Error>(());
            }
            to_client.write_all(&edit(&said[..n])).await?;
        }
    };
    let _ = tokio::select! { ended = up => ended, ended = down => ended };
}
