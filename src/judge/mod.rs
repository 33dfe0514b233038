//! Rules times accounts to findings. The locked engine and the facts that scripts see.
